"""What the tests of the source share: books whose clock is set by hand, sales in them, and a poll."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from handlers.sandboxes.accountview import Behaviour, Books
from handlers.sandboxes.demonstration.accountview_books import demo_books
from handlers.vendors.accountview.source.source import AccountViewSource
from tests.handlers.vendors.accountview.office import Office, a_flow, office

OVERLAP = timedelta(minutes=10)


class Clock:
    """The clock of the sandbox and of the relay together, set by hand."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@asynccontextmanager
async def polling(
    clock: Clock,
    *,
    zone: str = "Europe/Amsterdam",
    wanted: Mapping[str, tuple[str, ...]] | None = None,
    behaviour: Behaviour | None = None,
    **settings: Any,
) -> AsyncIterator[tuple[AccountViewSource, Office, Books]]:
    books = demo_books(today=clock.today, now=clock, zone=ZoneInfo(zone))
    books.tables()["SO_HDR"].clear()
    async with office(books, behaviour=behaviour, today=clock.today, **settings) as o:
        source = o.connection.source(a_flow(filter=wanted or {}))
        source._clock = clock
        yield source, o, books


async def polled(source: AccountViewSource, cursor: str) -> tuple[list[str], str]:
    """The numbers of one poll, and the cursor it ends with."""
    numbers: list[str] = []
    async for page in source.changed_since(cursor, OVERLAP):
        assert page.cursor >= cursor
        numbers += [source.identify(document).reference for document in page.documents]
        cursor = page.cursor
    return numbers, cursor


async def quiet(source: AccountViewSource, clock: Clock, cursor: str) -> str:
    """Two hours without a change, and the cursor after them."""
    clock.move(hours=2)
    _, cursor = await polled(source, cursor)
    return cursor


def sell(books: Books, count: int = 1, **header: Any) -> list[str]:
    """So many orders of the demo's first debtor; their numbers."""
    line = {"ART_CODE": "KFM-100", "ORD_QTY": Decimal(2)}
    return [str(books.sell("10001", line, **header)["ORD_NR"]) for _ in range(count)]
