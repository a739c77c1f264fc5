"""What the tests of AccountView as a source of customers share: a source with a clock set by hand, and a poll of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

from handlers.sandboxes.accountview import Behaviour, Books
from handlers.sandboxes.demonstration.accountview_books import demo_books
from handlers.vendors.accountview.source.customers.source import AccountViewCustomers
from tests.handlers.vendors.accountview.office import Office, a_flow, office
from tests.handlers.vendors.accountview.source.polls import OVERLAP, Clock


@asynccontextmanager
async def reading(
    clock: Clock,
    *,
    books: Books | None = None,
    wanted: dict[str, tuple[str, ...]] | None = None,
    behaviour: Behaviour | None = None,
    **settings: Any,
) -> AsyncIterator[tuple[AccountViewCustomers, Office, Books]]:
    """The demo's three debtors, and a source of customers whose clock is set by hand."""
    books = books or demo_books(today=clock.today, now=clock, zone=ZoneInfo("Europe/Amsterdam"))
    async with office(books, behaviour=behaviour, today=clock.today, **settings) as o:
        flow = a_flow(name="customers", entity="customer", source="books", target="shop", filter=wanted or {})
        source = o.connection.source(flow)
        source._clock = clock
        yield source, o, books


async def polled(source: AccountViewCustomers, cursors: dict[str, str]) -> dict[str, list[Any]]:
    """The documents that one poll of all parts brings, by part; the cursors are moved."""
    found: dict[str, list[Any]] = {part: [] for part in source.parts}
    for part in source.parts:
        async for page in source.changed_since(cursors[part], OVERLAP, part=part):
            found[part] += page.documents
            assert page.cursor >= cursors[part]
            cursors[part] = page.cursor
    return found


async def settled(source: AccountViewCustomers, clock: Clock) -> dict[str, str]:
    """The cursors after a first poll and two quiet hours."""
    cursors = dict.fromkeys(source.parts, source.cursor_at(None))
    await polled(source, cursors)
    clock.move(hours=2)
    await polled(source, cursors)
    clock.move(hours=2)
    return cursors


def numbers(documents: list[Any]) -> list[str]:
    return [document["debtor"]["SUB_NR"] for document in documents]
