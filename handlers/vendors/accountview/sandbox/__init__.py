"""A local server that behaves like the AccountView web API, quirks and faults included: for demo, tests and trials.

It shares the data dictionary with the target and nothing of the protocol, so that a misreading there is not repeated
here. Where no public page tells what AccountView does, a switch has a likely default. Run it on its own with
``python -m handlers.vendors.accountview.sandbox --port 8086``.
"""

from handlers.vendors.accountview.sandbox.behaviour import Behaviour
from handlers.vendors.accountview.sandbox.books import Books
from handlers.vendors.accountview.sandbox.faults import Fault, Faults
from handlers.vendors.accountview.sandbox.server import AccountViewSandbox

__all__ = ["AccountViewSandbox", "Behaviour", "Books", "Fault", "Faults"]
