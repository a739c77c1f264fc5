"""Runs the sandbox with the demo's orders, and some invoices, until it is interrupted.

``python -m handlers.sandboxes.afas``
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from handlers.sandboxes.afas import AfasSandbox, OrderBooks, Profit
from handlers.sandboxes.demonstration.afas_books import CREDITED, INVOICED, demo_masters, demo_orders
from handlers.sandboxes.runner import run


@asynccontextmanager
async def open_sandbox(port: int) -> AsyncIterator[Mapping[str, str]]:
    """Serve until the block ends; gives how the sandbox is reached."""
    profit = Profit(OrderBooks(demo_orders(datetime.now(UTC))), masters=demo_masters())
    async with AfasSandbox(profit=profit, port=port) as sandbox:
        invoices = {number: profit.invoice_order(number) for number in INVOICED}
        profit.credit_invoice(invoices[CREDITED])
        yield {
            "base_url": sandbox.base_url,
            "environment": "12345",
            "token": sandbox.access.token,
            "client_id": sandbox.access.client_id,
            "client_secret": sandbox.access.client_secret,
        }


if __name__ == "__main__":
    run("handlers.sandboxes.afas", open_sandbox)
