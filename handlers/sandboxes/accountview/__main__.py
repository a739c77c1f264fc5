"""Runs the sandbox until interrupted, with orders sold: ``python -m handlers.sandboxes.accountview``."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.demonstration.accountview_sales import sales_books
from handlers.sandboxes.runner import run


@asynccontextmanager
async def open_sandbox(port: int) -> AsyncIterator[Mapping[str, str]]:
    """Serve until the block ends; gives how the sandbox is reached."""
    async with AccountViewSandbox(sales_books(), port=port) as sandbox:
        yield {
            "base_url": sandbox.base_url,
            "company": sandbox.company_code,
            "client_id": sandbox.client_id,
            "client_secret": sandbox.client_secret,
            "refresh_token": sandbox.refresh_token,
        }


if __name__ == "__main__":
    run("handlers.sandboxes.accountview", open_sandbox)
