"""What the tests of AccountView as a source of products share: articles as put in, a source, and a poll of it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

from handlers.sandboxes.accountview import Behaviour, Books
from handlers.sandboxes.accountview.tables import Row
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.vendors.accountview.source.products.source import AccountViewProducts
from relay.roles import WHOLE
from tests.handlers.vendors.accountview.office import Office, a_flow, office
from tests.handlers.vendors.accountview.source.polls import OVERLAP, Clock

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def article_books(clock: Clock, *articles: Mapping[str, Any]) -> Books:
    """Books with these articles alone, each exactly as it is given; without a stamp they are stamped now."""
    books = bare_books(today=clock.today, now=clock, zone=AMSTERDAM)
    books.tables()["ARTICLE"].clear()
    for article in articles:
        put_article(books, article)
    return books


def put_article(books: Books, article: Mapping[str, Any]) -> Row:
    """Put an article into today's administration as it is given, its stamp included."""
    row = books.keep(books.tables(), "ARTICLE", article)
    row.update(article)
    return row


@asynccontextmanager
async def reading(
    clock: Clock,
    books: Books,
    *,
    wanted: Mapping[str, tuple[str, ...]] | None = None,
    behaviour: Behaviour | None = None,
    **settings: Any,
) -> AsyncIterator[tuple[AccountViewProducts, Office]]:
    """A source of products whose clock is set by hand."""
    async with office(books, behaviour=behaviour, today=clock.today, **settings) as o:
        flow = a_flow(name="products", entity="product", source="books", target="shop", filter=wanted or {})
        source = o.connection.source(flow)
        source._clock = clock
        yield source, o


async def polled(source: AccountViewProducts, cursor: str) -> tuple[list[Any], str]:
    """The documents that one poll brings, and the cursor it ends with."""
    found: list[Any] = []
    async for page in source.changed_since(cursor, OVERLAP):
        found += page.documents
        assert page.cursor >= cursor
        cursor = page.cursor
    return found, cursor


async def polled_all(source: AccountViewProducts) -> list[Any]:
    """The documents of a poll from the beginning of time."""
    return (await polled(source, source.cursor_at(None)))[0]


async def read_whole(source: AccountViewProducts) -> list[Any]:
    """The documents of a reading of all there is, with or without a stamp."""
    return [document async for one in source.slices(WHOLE, None, None) for document in one.documents]


async def settled(source: AccountViewProducts, clock: Clock) -> str:
    """The cursor after a first poll and two quiet hours, twice."""
    cursor = source.cursor_at(None)
    for _ in range(2):
        _, cursor = await polled(source, cursor)
        clock.move(hours=2)
    return cursor


def codes(source: AccountViewProducts, documents: Sequence[Any]) -> list[str | None]:
    """The codes of the products that the documents are."""
    return [source.read(document).sku for document in documents]


def a_board(code: str, **changes: Any) -> dict[str, Any]:
    """The article of the published cases, with its cost prices and quantities beside the selling price."""
    fields = {
        "ART_CODE": code,
        "ART_DESC1": "Kaasplank eiken",
        "AG_CODE": "KEUKEN",
        "PX_SELL": "20.00",
        "COST_PX": "9.10",
        "L_COSTPX": "9.30",
        "B_COSTPX": "9.50",
        "QTY_TECH": "5",
        "QTY_BESTEL": "0",
        "QTY_FREE2": "5",
        "QTY_AVAIL": "5",
        "CNG_DATE": "2026-11-20 10:00:00",
    }
    return fields | changes


def a_row(code: str, name: str, **changes: Any) -> dict[str, Any]:
    fields = {"ART_CODE": code, "ART_DESC1": name, "AG_CODE": "100 ", "PX_SELL": 20.0, "QTY_FREE2": 5.0}
    return fields | {"CNG_DATE": "2026-11-20T10:10:16"} | changes


PADDED = (
    a_row("A-1            ", "Cafétafel 80 cm ½             ", REC_BLK=False),
    a_row(" A-2           ", "Stool", REC_BLK="F"),
    a_row("AB-3           ", "Bench", REC_BLK="T"),
    a_row("ab-3           ", "Bench small", REC_BLK=False, CNG_DATE=""),
    a_row("A-4", "Lamp"),
)
SHAPES = Behaviour(logicals="as_put", one_byte=True)
