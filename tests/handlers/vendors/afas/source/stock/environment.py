"""An AFAS with levels in its books, a source of stock over it, and what one poll of a part of it gives."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import aiohttp

from handlers.sandboxes.afas import AfasSandbox, Profit
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.stock.source import AfasStockSource
from mapping.documents.stock import StockPlace, StockRecord
from relay.roles import Page, Slice
from tests.handlers.vendors.afas.source.products.environment import a_profit, add
from tests.handlers.vendors.afas.support import Clock, connection_to
from tests.stand_ins import OpenGate

OVERLAP = timedelta(minutes=16)

STAMPED: dict[str, Any] = {"columns": {"modified": "LastStockUpdate"}}

EVERYTHING: dict[str, Any] = {**STAMPED, "units": {}, "compositions": {}, "open_lines": {}}
"""All that can be read, from the sandbox's own connectors."""


def a_stocked_profit(clock: Clock) -> Profit:
    """Two articles in a warehouse, one of them in a second."""
    profit = a_profit(clock)
    for code in ("TG-1", "TG-2"):
        add(profit, code)
    profit.levels.set("TG-1", 5)
    profit.levels.set("TG-1", 7, "02")
    profit.levels.set("TG-2", 3)
    return profit


def sell(profit: Profit, code: str, quantity: str, unit: str = "STK", warehouse: str = "01") -> None:
    """Enter an order in Profit, whose stock its lines reserve."""
    line = {"item_type": "2", "sku": code, "quantity": Decimal(quantity), "unit": unit, "warehouse": warehouse}
    profit.orders.add({"order": {"number": f"S-{len(profit.orders.headers.rows)}"}, "lines": [line]})


@dataclass
class Reading:
    """A sandbox and a source that reads it."""

    profit: Profit
    sandbox: AfasSandbox
    source: AfasStockSource
    connection: AfasConnection
    client: AfasClient

    def calls(self, connector: str = "Relay_Stock") -> int:
        """How many calls this connector was read by."""
        return sum(1 for call in self.sandbox.calls if call.path == f"/connectors/{connector.lower()}")

    async def pages(self, part: str = "levels", cursor: str | None = None) -> list[Page]:
        start = self.source.cursor_at(None) if cursor is None else cursor
        return [page async for page in self.source.changed_since(start, OVERLAP, part=part)]

    async def poll(self, part: str = "levels", cursor: str | None = None) -> tuple[list[StockRecord], str]:
        """What one poll of a part reads, and the cursor that it ends with."""
        pages = await self.pages(part, cursor)
        return self.read(pages), pages[-1].cursor if pages else cursor or self.source.cursor_at(None)

    async def numbers(self, part: str = "levels", cursor: str | None = None) -> list[str]:
        """The numbers of the records that one poll of a part reads."""
        return [record.number for record in (await self.poll(part, cursor))[0]]

    async def slices(self, part: str = "levels", after: str | None = None, since: str | None = None) -> list[Slice]:
        return [one async for one in self.source.slices(part, after, since)]

    async def record(self, number: str) -> StockRecord:
        """One record as it is now."""
        document = await self.source.fetch(number)
        assert document is not None
        return self.source.read(document)

    def read(self, pages: Sequence[Page] | Sequence[Slice]) -> list[StockRecord]:
        """The records of pages or slices."""
        return [self.source.read(document) for page in pages for document in page.documents]


@asynccontextmanager
async def reading(
    profit: Profit,
    clock: Clock,
    stock: Mapping[str, Any] | None = None,
    wanted: Mapping[str, tuple[str, ...]] | None = None,
    *,
    also: Sequence[str] = (),
    **settings: Any,
) -> AsyncIterator[Reading]:
    """``stock`` are settings of where it is read, ``settings`` others of the connection."""
    async with AfasSandbox(profit=profit) as sandbox, aiohttp.ClientSession() as session:
        connection = connection_to(sandbox, stock=STAMPED if stock is None else stock, **settings)
        client = AfasClient(connection, session, OpenGate())
        source = AfasStockSource(client, connection, wanted=wanted, also=also, clock=clock)
        yield Reading(profit, sandbox, source, connection, client)


def shown(record: StockRecord) -> dict[str, Any]:
    """A record as plain values, without its stamp and what it does not tell."""
    return record.model_dump(exclude_defaults=True, mode="json", exclude={"updated_at"})


def figures(places: Iterable[StockPlace], *words: str) -> list[str]:
    """These figures of each place as one text, a question mark for what is not known: ``"5 2 ?"``."""
    return [" ".join(_plain(getattr(place, word)) for word in words) for place in places]


def _plain(value: Decimal | str | None) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "?" if value is None else value
