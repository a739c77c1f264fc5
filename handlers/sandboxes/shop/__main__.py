"""Runs the shop's sandbox until it is interrupted: ``python -m handlers.sandboxes.shop --port 8087``."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from handlers.sandboxes.runner import run
from handlers.sandboxes.shop.server import ShopSandbox


@asynccontextmanager
async def _opened(port: int) -> AsyncIterator[Mapping[str, str]]:
    async with ShopSandbox(port=port) as shop:
        yield {"address": shop.address, "signing secret": shop.secret}


if __name__ == "__main__":
    run("handlers.sandboxes.shop", _opened)
