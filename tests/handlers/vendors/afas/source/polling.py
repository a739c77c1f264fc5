"""An AFAS source over the sandbox, and what one poll of it gives."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp

from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.source.source import AfasSource
from tests.handlers.vendors.afas.support import Clock, connection_to
from tests.stand_ins import OpenGate

OVERLAP = timedelta(minutes=10)


@asynccontextmanager
async def polling(
    books: OrderBooks, clock: Clock, wanted: Mapping[str, tuple[str, ...]] | None = None, **settings: Any
) -> AsyncIterator[tuple[AfasSource, AfasSandbox]]:
    async with AfasSandbox(books) as sandbox, aiohttp.ClientSession() as session:
        connection = connection_to(sandbox, **settings)
        client = AfasClient(connection, session, OpenGate())
        yield AfasSource(client, connection, connection.orders, wanted=wanted, clock=clock), sandbox


async def polled(source: AfasSource, cursor: str) -> tuple[list[str], str]:
    """The numbers of one poll in order, and the cursor it ends with."""
    numbers: list[str] = []
    async for page in source.changed_since(cursor, OVERLAP):
        assert page.cursor >= cursor
        numbers += [source.identify(document).reference for document in page.documents]
        cursor = page.cursor
    return numbers, cursor
