"""All of AFAS's documents are read in the order of their number, from any of them on, whatever changes meanwhile."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from handlers.sandboxes.afas import OrderBooks
from handlers.vendors.afas.source.source import AfasSource
from relay.roles import WHOLE, ReadInSlices, Slice
from tests.handlers.vendors.afas.source.polling import polling
from tests.handlers.vendors.afas.support import Clock, order, orders


async def read(source: AfasSource, position: str | None = None, since: str | None = None) -> list[Slice]:
    return [one async for one in source.slices(WHOLE, position, since)]


def numbers(source: AfasSource, slices: Iterable[Slice]) -> list[str]:
    return [source.identify(document).reference for one in slices for document in one.documents]


async def test_every_document_comes_once_with_its_lines_though_rows_move_between_two_slices() -> None:
    clock = Clock()
    books = OrderBooks(orders(25, lines=2), clock=clock)
    async with polling(books, clock, page_size=4) as (source, _):
        assert isinstance(source, ReadInSlices)
        found: list[str] = []
        async for one in source.slices(WHOLE, None, None):
            found += numbers(source, [one])
            assert all(len(document["lines"]) == 2 for document in one.documents)
            clock.move(seconds=1)
            for number in ("60000001", "60000013", "60000024"):
                books.change(number, remark=f"after {len(found)}")
        assert found == [f"{60_000_000 + index}" for index in range(1, 26)]
        assert await source.count(None) == 25


async def test_from_each_position_the_rest_is_read() -> None:
    clock = Clock()
    async with polling(OrderBooks(orders(10), clock=clock), clock, page_size=3) as (source, _):
        slices = await read(source)
        for done, one in enumerate(slices, start=1):
            assert numbers(source, await read(source, one.position)) == numbers(source, slices[done:])


async def test_with_a_cursor_only_what_changed_since_comes_in_a_header_or_in_a_line() -> None:
    clock = Clock()
    books = OrderBooks(orders(12, lines=2), clock=clock)
    clock.move(hours=1)
    async with polling(books, clock, page_size=3) as (source, _):
        since = source.cursor_at(clock())
        clock.move(hours=1)
        for number in ("60000003", "60000009"):
            books.change(number, remark="new")
        for number in ("60000002", "60000003", "60000011"):
            books.change_line(number, 2, quantity=Decimal(9))
        slices = await read(source, since=since)
        assert numbers(source, slices) == ["60000003", "60000009", "60000002", "60000011"]
        for done, one in enumerate(slices, start=1):
            assert numbers(source, await read(source, one.position, since)) == numbers(source, slices[done:])
        assert await source.count(since) == 2


@pytest.mark.parametrize("page_size", [3, 100])
async def test_only_wanted_documents_come_and_are_counted(page_size: int) -> None:
    clock = Clock()
    books = OrderBooks([order("60000001"), order("60000002", status="cancelled"), order("60000003")], clock=clock)
    async with polling(books, clock, page_size=page_size, wanted={"status": ("confirmed",)}) as (source, _):
        assert numbers(source, await read(source)) == ["60000001", "60000003"]
        assert await source.count(None) == 2
