"""What the tests of AccountView as a source of stock share: articles with quantities, a source, and a poll of it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from handlers.sandboxes.accountview import Behaviour, Books
from handlers.vendors.accountview.source.stock.source import AccountViewStock
from mapping.documents.stock import StockRecord
from relay.roles import WHOLE
from tests.handlers.vendors.accountview.office import Office, a_flow, office
from tests.handlers.vendors.accountview.source.polls import OVERLAP, Clock
from tests.handlers.vendors.accountview.source.products.product_polls import article_books, put_article

ALL_OF_THEM = {"on_hand": "QTY_TECH", "available": "QTY_FREE2", "incoming": "QTY_BESTEL"}
"""The quantities that public clients read."""


def stocked_books(clock: Clock, *articles: Mapping[str, Any]) -> Books:
    """Books with these articles alone, of an installation that has the columns of quantities."""
    books = article_books(clock)
    books.add_columns("ARTICLE", QTY_TECH="N", QTY_BESTEL="N")
    for article in articles:
        put_article(books, article)
    return books


def an_article(code: str, **quantities: Any) -> dict[str, Any]:
    """An article with these quantities, changed long ago."""
    return {"ART_CODE": code, "ART_DESC1": f"Kaasplank {code}", "CNG_DATE": "2026-01-02T10:00:00", **quantities}


def count(books: Books, code: str, **quantities: Any) -> None:
    """Let quantities of an article be others, which leaves its stamp alone."""
    next(row for row in books.articles if row["ART_CODE"] == code).update(quantities)


@asynccontextmanager
async def reading(
    clock: Clock,
    books: Books,
    stock: Mapping[str, Any] | None = None,
    *,
    wanted: Mapping[str, tuple[str, ...]] | None = None,
    behaviour: Behaviour | None = None,
    **settings: Any,
) -> AsyncIterator[tuple[AccountViewStock, Office]]:
    """A source of stock whose clock is set by hand; ``stock`` are the connection's settings of it."""
    given = {"columns": ALL_OF_THEM} if stock is None else stock
    async with office(books, behaviour=behaviour, today=clock.today, stock=given, **settings) as o:
        flow = a_flow(name="stock", entity="stock", source="books", target="shop", filter=wanted or {})
        source = o.connection.source(flow)
        assert isinstance(source, AccountViewStock)
        source._clock = clock
        yield source, o


async def polled(source: AccountViewStock, cursor: str | None = None) -> tuple[list[StockRecord], str]:
    """The records that one poll brings, and the cursor it ends with."""
    found: list[StockRecord] = []
    at = source.cursor_at(None) if cursor is None else cursor
    async for page in source.changed_since(at, OVERLAP):
        found += [source.read(document) for document in page.documents]
        assert page.cursor >= at
        at = page.cursor
    return found, at


async def read_whole(source: AccountViewStock, after: str | None = None) -> list[Any]:
    """The documents of a reading of all there is, after a position."""
    return [document async for one in source.slices(WHOLE, after, None) for document in one.documents]


def figures(record: StockRecord, *words: str) -> str:
    """These figures of the one place of a record, a question mark for what is not known: ``"5 2 ?"``."""
    [place] = record.places
    return " ".join(_plain(getattr(place, word)) for word in words)


def _plain(value: Decimal | str | None) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "?" if value is None else value
