"""AccountView's fiscal years: orders of both are read around New Year."""

from datetime import UTC, datetime

import pytest

from relay.errors import Transient
from tests.handlers.vendors.accountview.source.polls import OVERLAP, Clock, polled, polling, sell


async def test_around_new_year_the_administration_of_the_old_year_is_read_as_well() -> None:
    clock = Clock(datetime(2026, 12, 30, 9, tzinfo=UTC))
    async with polling(clock) as (source, _, books):
        [old] = sell(books)
        books.open_next_year()
        _, cursor = await polled(source, source.cursor_at(None))
        clock.move(days=5)
        [new] = sell(books)
        books.change(books.orders[0], COMMENT2="Spoed")
        found, cursor = await polled(source, cursor)
        assert sorted(found) == sorted([old, new])
        document = await source.fetch(old)
        assert document is not None
        assert source.read(document).remark == "Spoed"


async def test_next_years_missing_administration_is_noted_by_each_poll_of_december_and_ends_none() -> None:
    clock = Clock(datetime(2026, 12, 20, 9, tzinfo=UTC))
    async with polling(clock) as (source, _, books):
        cursor = source.cursor_at(None)
        for _ in range(3):
            sell(books)
            pages = [page async for page in source.changed_since(cursor, OVERLAP)]
            assert [str(told) for page in pages for told in page.left_out] == [
                "fiscal year 2027 has no administration, so nothing was read of it"
            ]
            assert pages[-1].cursor > cursor
            cursor = pages[-1].cursor
            clock.move(minutes=5)


async def test_a_new_year_that_nobody_has_opened_is_told_and_read_once_it_is() -> None:
    clock = Clock(datetime(2026, 12, 30, 9, tzinfo=UTC))
    async with polling(clock) as (source, _, books):
        sell(books)
        found, cursor = await polled(source, source.cursor_at(None))
        assert len(found) == 1
        clock.move(days=5)
        with pytest.raises(Transient, match="fiscal year 2027"):
            await polled(source, cursor)
        books.open_next_year()
        [new] = sell(books)
        assert new in (await polled(source, cursor))[0]
