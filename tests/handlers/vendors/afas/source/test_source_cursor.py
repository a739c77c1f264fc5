"""Where a poll of AFAS begins to read, and how far its cursor may go."""

from datetime import datetime, timedelta

import pytest

from handlers.sandboxes.afas import OrderBooks
from handlers.vendors.afas.protocol.moments import AMSTERDAM
from tests.handlers.vendors.afas.source.polling import OVERLAP, polled, polling
from tests.handlers.vendors.afas.support import Clock, order


async def test_the_overlap_does_not_reach_behind_where_the_flow_was_told_to_start() -> None:
    clock = Clock()
    books = OrderBooks(clock=clock)
    books.add(order("60000001"))
    clock.move(minutes=5)
    async with polling(books, clock) as (source, _):
        start = source.cursor_at(clock())
        clock.move(minutes=1)
        books.add(order("60000002"))
        pages = [page async for page in source.changed_since(start, timedelta(minutes=10), start)]
        read = {source.identify(document).reference for page in pages for document in page.documents}
    assert read == {"60000002"}


async def test_a_document_lies_before_a_start_exactly_where_a_poll_from_there_does_not_bring_it() -> None:
    clock = Clock()
    begun = clock().astimezone(AMSTERDAM).replace(tzinfo=None)
    stamps = {f"{60_000_000 + second}": begun + timedelta(seconds=second) for second in range(-6, 7)}
    books = OrderBooks([order(number, modified=stamp) for number, stamp in stamps.items()], clock=clock)
    clock.move(hours=1)
    async with polling(books, clock) as (source, _):
        start = source.cursor_at(clock() - timedelta(hours=1))
        everything = [page async for page in source.changed_since(source.cursor_at(None), OVERLAP)]
        documents = {
            source.identify(document).reference: document for page in everything for document in page.documents
        }
        brought = [page async for page in source.changed_since(start, OVERLAP, start)]
        numbers = {source.identify(document).reference for page in brought for document in page.documents}
        assert documents.keys() == stamps.keys()
        assert {number for number in documents if not source.changed_before(documents[number], start)} == numbers
        assert set() < numbers < documents.keys()


async def test_a_poll_without_overlap_still_reaches_back_over_the_rounding_of_stamps() -> None:
    clock = Clock()
    first = datetime.fromisoformat("2026-11-24T09:59:00.600000")  # shown, and so in the cursor, as 09:59:01
    books = OrderBooks([order("60000001", modified=first)], clock=clock)
    async with polling(books, clock) as (source, _):
        pages = [page async for page in source.changed_since(source.cursor_at(None), timedelta())]
        books.add(order("60000002", modified=first + timedelta(milliseconds=200)))
        later = [page async for page in source.changed_since(pages[-1].cursor, timedelta())]
        read = {source.identify(document).reference for page in later for document in page.documents}
    assert pages[-1].cursor == "2026-11-24T08:59:01+00:00"
    assert "60000002" in read


async def test_a_row_dated_in_the_future_is_read_and_does_not_move_the_cursor() -> None:
    clock = Clock()
    books = OrderBooks(
        [order("60000001", modified=datetime.fromisoformat("2026-11-24T11:00:00"))]
    )  # an hour ahead of our clock
    async with polling(books, clock) as (source, _):
        numbers, cursor = await polled(source, source.cursor_at(None))
    assert numbers == ["60000001"]
    assert cursor == "2026-11-24T08:45:00+00:00"  # as where nothing changed: the commit horizon before now


@pytest.mark.parametrize(("ours_ahead", "reached"), [(3600, "07:45:00"), (-3600, "09:45:00"), (0, "09:00:00")])
async def test_the_cursor_does_not_pass_the_present_of_afas_as_its_answers_tell_it(
    ours_ahead: int, reached: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour ahead, our clock would let the cursor pass what AFAS stamps during the next hour.

    Where the newest row lies beyond that present, or further back than the commit horizon, that horizon decides.
    """
    clock = Clock()
    stamped = clock().astimezone(AMSTERDAM).replace(tzinfo=None)
    rows = [order("60000001", modified=stamped - timedelta(hours=1)), order("60000002", modified=stamped)]
    async with polling(OrderBooks(rows), clock) as (source, _):
        monkeypatch.setattr(source._source_clock, "hear", lambda _date, _sent: None)  # set by hand instead
        source._source_clock.difference = timedelta(seconds=-ours_ahead)
        numbers, cursor = await polled(source, source.cursor_at(None))
    assert numbers == ["60000001", "60000002"]
    assert cursor == f"2026-11-24T{reached}+00:00"


async def test_a_cursor_that_lies_in_the_future_is_read_from_the_present_on() -> None:
    """Such as one that was stored while our clock was wrong: nothing waits until the time has come."""
    clock = Clock()
    books = OrderBooks(clock=clock)
    async with polling(books, clock) as (source, _):
        ahead = source.cursor_at(clock() + timedelta(days=1))
        books.add(order("60000001"))
        clock.move(minutes=1)
        pages = [page async for page in source.changed_since(ahead, OVERLAP)]
        assert [source.identify(one).reference for page in pages for one in page.documents] == ["60000001"]
        assert pages[-1].cursor == source.cursor_at(clock()), "it came back to the present"
