"""Paging over rows that change while they are read."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import aiohttp
import pytest

from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import Filter
from handlers.vendors.afas.source.changes import Changes, longest_query, read_changes
from relay.errors import Permanent
from tests.handlers.vendors.afas.support import Clock, connection_to, order
from tests.stand_ins import OpenGate

FIRST = datetime.fromisoformat("2026-11-24T09:00:00.600000")  # shown as 09:00:01
BEFORE = datetime.fromisoformat("2026-11-24T08:00:00")


@asynccontextmanager
async def reading(books: OrderBooks) -> AsyncIterator[AfasClient]:
    async with AfasSandbox(books) as sandbox, aiohttp.ClientSession() as session:
        yield AfasClient(connection_to(sandbox), session, OpenGate())


def orders_stamped(count: int, apart: timedelta) -> list[dict[str, object]]:
    return [order(f"{60_000_000 + index}", modified=FIRST + index * apart) for index in range(count)]


def changes(page_size: int, number: str = "OrderNumber", modified: str = "ModifiedDate") -> Changes:
    return Changes("Relay_SalesOrders", modified, number, Filter(), page_size)


def numbers(rows: list[Row]) -> list[str]:
    return [row["OrderNumber"] for row in rows]


@pytest.mark.parametrize(
    "apart", [timedelta(seconds=7), timedelta(seconds=1), timedelta(milliseconds=300), timedelta()]
)
@pytest.mark.parametrize("page_size", [2, 10, 99, 100, 101])
async def test_every_row_is_read_once_however_close_the_stamps_are(apart: timedelta, page_size: int) -> None:
    async with reading(OrderBooks(orders_stamped(100, apart))) as client:
        read = [
            number async for page in read_changes(client, changes(page_size), BEFORE) for number in numbers(page.rows)
        ]
    assert sorted(read) == [f"{60_000_000 + index}" for index in range(100)]


async def test_no_row_is_lost_while_rows_move_between_pages() -> None:
    clock = Clock()
    books = OrderBooks(orders_stamped(250, timedelta(seconds=1)), clock=clock)
    clock.move(hours=1)
    read: dict[str, Row] = {}
    async with reading(books) as client:
        turn = 0
        async for page in read_changes(client, changes(20), BEFORE):
            read |= {row["OrderNumber"]: row for row in page.rows}
            clock.move(seconds=1)
            if turn < 12:
                for index in (turn, turn * 20 + 3, turn * 20 + 23, 249 - turn):
                    books.change(f"{60_000_000 + index}", remark=f"turn {turn}")
            turn += 1
    assert read == {row["OrderNumber"]: books.orders.show_row(row) for row in books.orders.rows}


@pytest.mark.parametrize("again", ["60000000", "60000001"])
async def test_a_row_that_changes_again_is_read_again(again: str) -> None:
    clock = Clock()
    books = OrderBooks(orders_stamped(2, timedelta(seconds=5)), clock=clock)
    clock.move(hours=1)
    read: list[str] = []
    async with reading(books) as client:
        async for page in read_changes(client, changes(2), BEFORE):
            read += numbers(page.rows)
            if read == ["60000000", "60000001"]:
                books.change(again, remark="once more")
    assert read == ["60000000", "60000001", again]


async def test_what_is_complete_never_lies_beyond_what_was_read() -> None:
    apart = timedelta(milliseconds=300)  # more than a page within a second, and the numbers run against the stamps
    books = OrderBooks([order(f"{60_000_100 - index}", modified=FIRST + index * apart) for index in range(100)])
    unread = {str(row["OrderNumber"]): row["ModifiedDate"] for row in books.orders.rows}
    async with reading(books) as client:
        async for page in read_changes(client, changes(3), BEFORE):
            for number in numbers(page.rows):
                del unread[number]
            rounding = timedelta(milliseconds=500)
            assert all(stamp >= page.complete_to - rounding for stamp in unread.values())  # type: ignore[operator]
    assert unread == {}


async def test_rows_before_the_start_are_not_read() -> None:
    async with reading(OrderBooks(orders_stamped(10, timedelta(minutes=1)))) as client:
        start = datetime.fromisoformat("2026-11-24T09:08:01")
        read = [number async for page in read_changes(client, changes(3), start) for number in numbers(page.rows)]
    assert read == ["60000009"]


async def test_a_column_that_holds_no_date_is_named_with_its_remedy() -> None:
    books = OrderBooks(orders_stamped(2, timedelta()))
    for row in books.orders.rows:
        row["CompanyName"] = "2027 or so"
    async with reading(books) as client:
        with pytest.raises(Permanent, match="'CompanyName' holds no date"):
            async for _ in read_changes(client, changes(2, modified="CompanyName"), BEFORE):
                pass


class Spoiling(AfasClient):
    """Reads one row with another value for its stamp."""

    stamp: object = None

    async def rows(self, connector: str, query: str, columns: Sequence[str] = ()) -> list[Row]:
        rows = await super().rows(connector, query, columns)
        return [row | {"ModifiedDate": self.stamp} if row["OrderNumber"] == "60000002" else row for row in rows]


@pytest.mark.parametrize("stamp", ["9999 or so", "1 januari", None, ""])
@pytest.mark.parametrize("page_size", [2, 3, 10])
async def test_one_row_whose_stamp_cannot_be_read_is_left_out_and_told_and_the_others_are_read(
    stamp: object, page_size: int
) -> None:
    books = OrderBooks(orders_stamped(5, timedelta(minutes=1)))
    read: list[str] = []
    told: list[str] = []
    reached = BEFORE
    async with AfasSandbox(books) as sandbox, aiohttp.ClientSession() as session:
        client = Spoiling(connection_to(sandbox), session, OpenGate())
        client.stamp = stamp
        async for page in read_changes(client, changes(page_size), BEFORE):
            read += numbers(page.rows)
            told += map(str, page.left_out)
            reached = page.complete_to
    assert sorted(set(read)) == ["60000000", "60000001", "60000003", "60000004"]
    assert told == ["Relay_SalesOrders: row 60000002 is left out, since its 'ModifiedDate' holds no date and time"]
    assert reached == datetime.fromisoformat("2026-11-24T09:04:01")


def test_the_longest_query_is_known_before_it_is_needed() -> None:
    assert 100 < longest_query(changes(500)) < 1000
