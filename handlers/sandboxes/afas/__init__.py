"""A local server that behaves like AFAS Profit, quirks and faults included: for demo, tests and trials.

It judges by AFAS's published field tables (``published``) and imports nothing of the client, so that a misreading there
is not repeated here. Run it on its own with ``python -m handlers.sandboxes.afas --port 8085``.

``sandbox.profit`` holds what was written and what calls are checked against; ``sandbox.faults`` turns calls away,
``sandbox.write_faults`` lets writes happen unheard; ``Behaviour`` has a switch for what no public page tells.
"""

from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.faults import Fault, Faults
from handlers.sandboxes.afas.masters import Item, Masters
from handlers.sandboxes.afas.profit import Profit
from handlers.sandboxes.afas.server import AfasSandbox
from handlers.sandboxes.afas.write_faults import WriteFault

__all__ = [
    "AfasSandbox",
    "Behaviour",
    "Fault",
    "Faults",
    "Item",
    "Masters",
    "OrderBooks",
    "Profit",
    "WriteFault",
]
