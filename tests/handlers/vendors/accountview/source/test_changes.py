"""A poll reads what changed since the last one, on AccountView's clock, and loses no change."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from handlers.sandboxes.accountview import Fault
from handlers.sandboxes.demonstration.accountview_sales import sell_demo_orders
from relay.errors import Transient
from tests.handlers.vendors.accountview.source.polls import OVERLAP, Clock, polled, polling, quiet, sell


async def test_a_document_lies_before_a_start_exactly_where_a_poll_from_there_does_not_bring_it() -> None:
    clock = Clock()
    async with polling(clock) as (source, _, books):
        for _ in range(9):
            sell_demo_orders(books)
            clock.move(seconds=1)
        start = source.cursor_at(clock() - timedelta(seconds=4))
        clock.move(hours=1)
        everything = [page async for page in source.changed_since(source.cursor_at(None), OVERLAP)]
        documents = {
            source.identify(document).reference: document for page in everything for document in page.documents
        }
        brought = [page async for page in source.changed_since(start, OVERLAP, start)]
        numbers = {source.identify(document).reference for page in brought for document in page.documents}
        assert {number for number in documents if not source.changed_before(documents[number], start)} == numbers
        assert set() < numbers < documents.keys()


async def test_a_poll_reads_only_what_changed_since_the_last_one_and_its_overlap() -> None:
    clock = Clock()
    async with polling(clock) as (source, _, books):
        sell(books, 3)
        _, cursor = await polled(source, source.cursor_at(None))
        assert datetime.fromisoformat(cursor) == clock.at
        cursor = await quiet(source, clock, cursor)
        assert datetime.fromisoformat(cursor) == clock.at
        [new] = sell(books)
        changed = books.orders[1]
        books.change(changed, COMMENT2="Spoed")
        found, cursor = await polled(source, cursor)
        assert sorted(found) == sorted([changed["ORD_NR"], new])
        cursor = await quiet(source, clock, cursor)
        assert (await polled(source, cursor))[0] == []


async def test_a_changed_line_is_noticed_also_where_it_does_not_stamp_its_order() -> None:
    clock = Clock()
    async with polling(clock) as (source, _, books):
        sell(books, 2)
        books.line_marks_order = False
        _, cursor = await polled(source, source.cursor_at(None))
        cursor = await quiet(source, clock, cursor)
        books.change_line(books.orders[0], 0, ORD_QTY=Decimal(9))
        found, _ = await polled(source, cursor)
        assert found == [books.orders[0]["ORD_NR"]]


async def test_the_version_is_the_newest_stamp_and_the_digest_is_the_same_without_a_change() -> None:
    clock = Clock()
    async with polling(clock) as (source, _, books):
        [number] = sell(books)
        before = await source.fetch(number)
        assert str(source.identify(before).version).startswith("2026-11-24T10:00:00 ")
        clock.move(minutes=5)
        books.change(books.orders[0])
        after = await source.fetch(number)
        assert str(source.identify(after).version).startswith("2026-11-24T10:05:00 ")
        assert source.digest_material(before) == source.digest_material(after)
        books.change(books.orders[0], COMMENT2="Spoed")
        assert source.digest_material(await source.fetch(number)) != source.digest_material(after)


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "UTC", "America/New_York"])
async def test_no_change_is_lost_whatever_zone_accountview_stamps_in(zone: str) -> None:
    """The setting says Amsterdam all along: after the first poll the cursor is AccountView's own stamp."""
    clock = Clock()
    async with polling(clock, zone=zone) as (source, _, books):
        sell(books)
        _, cursor = await polled(source, source.cursor_at(None))
        for _ in range(3):
            cursor = await quiet(source, clock, cursor)
            clock.move(minutes=3)
            [new] = sell(books)
            found, cursor = await polled(source, cursor)
            assert found == [new]
            cursor = await quiet(source, clock, cursor)


async def test_the_cursor_stays_until_all_is_read_and_never_passes_the_beginning_of_the_poll() -> None:
    clock = Clock()
    async with polling(clock, page_size=2) as (source, _, books):
        sell(books, 5)
        cursors = [page.cursor async for page in source.changed_since(source.cursor_at(None), OVERLAP)]
        beginning = source.cursor_at(None)
        assert cursors == [beginning] * 3 + [source.cursor_at(clock.at)]
        pages = source.changed_since(cursors[-1], OVERLAP)
        await anext(pages)
        clock.move(minutes=30)
        books.change(books.orders[-1])
        last = [page.cursor async for page in pages][-1]
        assert last == cursors[-1]


async def test_a_poll_while_the_office_is_off_is_transient_and_goes_on_where_it_was() -> None:
    async with polling(Clock()) as (source, o, books):
        sell(books)
        o.sandbox.faults.next(Fault.OFFLINE)
        with pytest.raises(Transient) as caught:
            await polled(source, source.cursor_at(None))
        assert not caught.value.burns_try
        assert len((await polled(source, source.cursor_at(None)))[0]) == 1
