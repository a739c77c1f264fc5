"""A local server that behaves like AFAS Profit, quirks and faults included: for demo, tests and trials.

It shares the field tables with the target, and no code with the protocol, so that a misreading there is not repeated
here. Run it on its own with ``python -m handlers.vendors.afas.sandbox --port 8085``.

``sandbox.profit`` holds what was written and what calls are checked against; ``sandbox.faults`` turns calls away,
``sandbox.write_faults`` lets writes happen unheard; ``Behaviour`` has a switch for what no public page tells.
"""

from handlers.vendors.afas.sandbox.behaviour import Behaviour
from handlers.vendors.afas.sandbox.books import OrderBooks
from handlers.vendors.afas.sandbox.faults import Fault, Faults
from handlers.vendors.afas.sandbox.masters import Item, Masters
from handlers.vendors.afas.sandbox.profit import Profit
from handlers.vendors.afas.sandbox.server import AfasSandbox
from handlers.vendors.afas.sandbox.write_faults import WriteFault

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
