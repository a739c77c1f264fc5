"""The line as fixtures: everything but a worker, which each test starts as it needs it."""

import base64
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.afas import AfasSandbox
from handlers.sandboxes.afas.books import OrderBooks
from relay.demo.embedded import EmbeddedRedis
from tests.line.afas_orders import orders_with
from tests.line.household import Line, Offices, open_line
from tests.line.replacing import Opening


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    async with open_line(redis_server, tmp_path) as opened:
        yield opened


@pytest.fixture
async def afas_line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    """A line whose AFAS has one good order, of two hours ago."""
    orders = orders_with("THG-101")
    for each in orders:
        each["order"]["modified"] -= timedelta(hours=2)
    async with open_line(redis_server, tmp_path, orders=OrderBooks(orders)) as opened:
        yield opened


@pytest.fixture
def opening(redis_server: EmbeddedRedis, tmp_path: Path, instance: str) -> Opening:
    """Opens one and the same relay, by its keys and its instance, each time with the offices and settings given."""
    keys = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")}

    admin = {"token": "${ADMIN_TOKEN}", "port": 0}
    changes = {"instance": instance, "server": {"port": 0}, "admin": admin}

    @asynccontextmanager
    async def opened(
        books: Books,
        *,
        company: str = "7f3a9c52",
        environment: str = "O12345AA",
        orders: OrderBooks | None = None,
        rename: Callable[[dict[str, Any]], None] | None = None,
    ) -> AsyncIterator[Line]:
        offices = Offices(
            AccountViewSandbox(books, company_id=company),
            AfasSandbox(orders or OrderBooks(), environment=environment),
        )
        async with open_line(
            redis_server, tmp_path, offices=offices, variables=keys, changes=changes, rename=rename
        ) as line:
            for tokens in line.program.tokens.values():  # as `relay connect` does for the other company's user
                await tokens.seed(offices.accountview.refresh_token)
            yield line

    return opened
