"""A local server that behaves like the AccountView web API, quirks and faults included: for demo, tests and trials.

It judges by AccountView's published columns (``published``) and imports nothing of the client, so that a misreading
there is not repeated here. Where no public page tells what AccountView does, a switch has a likely default. Run it on
its own with ``python -m handlers.sandboxes.accountview --port 8086``.
"""

from handlers.sandboxes.accountview.behaviour import Behaviour
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.faults import Fault, Faults
from handlers.sandboxes.accountview.server import AccountViewSandbox

__all__ = ["AccountViewSandbox", "Behaviour", "Books", "Fault", "Faults"]
