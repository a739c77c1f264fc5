"""All of AccountView's documents are read in the order of their key, from any slice on, year after year."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from handlers.vendors.accountview.source.source import AccountViewSource
from relay.roles import WHOLE, ReadInSlices, Slice
from tests.handlers.vendors.accountview.source.polls import Clock, polling, sell


async def read(source: AccountViewSource, position: str | None = None, since: str | None = None) -> list[Slice]:
    return [one async for one in source.slices(WHOLE, position, since)]


def numbers(source: AccountViewSource, slices: Iterable[Slice]) -> list[str]:
    return [source.identify(document).reference for one in slices for document in one.documents]


async def test_every_document_comes_once_and_from_each_position_the_rest() -> None:
    clock = Clock(datetime(2026, 6, 24, 9, tzinfo=UTC))
    async with polling(clock, page_size=3) as (source, _, books):
        assert isinstance(source, ReadInSlices)
        made = sell(books, 10)
        slices = await read(source)
        assert sorted(numbers(source, slices)) == sorted(made)
        for done, one in enumerate(slices, start=1):
            assert numbers(source, await read(source, one.position)) == numbers(source, slices[done:])
        assert await source.count(None) == 10


async def test_with_a_cursor_only_what_changed_since_comes() -> None:
    clock = Clock(datetime(2026, 6, 24, 9, tzinfo=UTC))
    async with polling(clock, page_size=3) as (source, _, books):
        sell(books, 4)
        clock.move(hours=1)
        since = source.cursor_at(clock())
        made = sell(books, 5)
        assert sorted(numbers(source, await read(source, since=since))) == sorted(made)
        assert await source.count(since) == 5


async def test_a_year_that_has_no_administration_is_told_so_that_nothing_of_it_is_taken_to_be_gone() -> None:
    clock = Clock()
    async with polling(clock, page_size=3) as (source, _, books):
        made = sell(books, 4)
        slices = await read(source)
        assert sorted(numbers(source, slices)) == sorted(made)
        assert [told.code for one in slices for told in one.left_out] == ["accountview.year_not_read"]


async def test_a_position_of_before_the_turn_of_the_year_begins_anew() -> None:
    clock = Clock(datetime(2026, 6, 24, 9, tzinfo=UTC))
    async with polling(clock) as (source, _, books):
        made = sell(books, 2)
        found = await read(source, f"{clock.today() - timedelta(days=900)} 7")
        assert sorted(numbers(source, found)) == sorted(made)
