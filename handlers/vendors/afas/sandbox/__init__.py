"""A local server that behaves like AFAS Profit, quirks and faults included: for demo, tests and trials.

It shares no code with the protocol, so that a misreading there is not repeated here. Run it on its own with
``python -m handlers.vendors.afas.sandbox --port 8085``.
"""

from handlers.vendors.afas.sandbox.books import OrderBooks
from handlers.vendors.afas.sandbox.faults import Fault, Faults
from handlers.vendors.afas.sandbox.server import AfasSandbox

__all__ = ["AfasSandbox", "Fault", "Faults", "OrderBooks"]
