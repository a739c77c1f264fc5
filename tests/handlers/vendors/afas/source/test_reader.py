"""Orders and their lines fetched in few calls."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any

import aiohttp
import pytest

from handlers.sandboxes.afas import AfasSandbox, OrderBooks
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import QUERY_LIMIT
from handlers.vendors.afas.source.reader import DocumentReader
from relay.errors import Permanent
from tests.handlers.vendors.afas.support import Clock, connection_to, order, orders
from tests.stand_ins import OpenGate

LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00")


@asynccontextmanager
async def reading(
    books: OrderBooks, wanted: dict[str, tuple[str, ...]] | None = None, **settings: Any
) -> AsyncIterator[tuple[DocumentReader, AfasSandbox]]:
    async with AfasSandbox(books, cell_budget=10**7) as sandbox, aiohttp.ClientSession() as session:
        connection = connection_to(sandbox, **settings)
        yield (
            DocumentReader(AfasClient(connection, session, OpenGate()), connection, connection.orders, wanted or {}),
            sandbox,
        )


def counted(sandbox: AfasSandbox, connector: str) -> int:
    return sum(call.path == f"/connectors/{connector}" for call in sandbox.calls)


async def test_the_lines_of_250_orders_take_a_few_calls_within_the_limit() -> None:
    async with reading(OrderBooks(orders(250, lines=3))) as (reader, sandbox):
        numbers = [f"{60_000_000 + index}" for index in range(1, 251)]
        found = await reader.lines(numbers)
    assert {number: len(lines) for number, lines in found.items()} == dict.fromkeys(numbers, 3)
    assert counted(sandbox, "relay_salesorderlines") <= 4
    assert all(len(call.query) <= QUERY_LIMIT for call in sandbox.calls)


async def test_lines_come_in_their_own_order_and_with_their_own_order_number() -> None:
    async with reading(OrderBooks(orders(5, lines=4))) as (reader, _):
        found = await reader.lines(["60000004", "60000002"])
    assert [line["SeqNo"] for line in found["60000002"]] == [1, 2, 3, 4]
    assert {line["OrderNumber"] for line in found["60000004"]} == {"60000004"}


async def test_orders_whose_lines_fill_more_than_a_page_are_read_whole() -> None:
    books = OrderBooks([*orders(9, lines=400), order("60000010", 0)])
    async with reading(books) as (reader, _):
        found = await reader.lines([f"{60_000_000 + index}" for index in range(1, 11)])
    assert [len(found[number]) for number in sorted(found)] == [400] * 9 + [0]


async def test_an_order_of_too_many_lines_is_read_as_far_as_shows_that() -> None:
    books = OrderBooks([order("60000001", 2500), order("60000002", 2)])
    async with reading(books) as (reader, _):
        found = await reader.lines(["60000001", "60000002"])
    assert len(found["60000001"]) == 1001
    assert len(found["60000002"]) == 2


async def test_numbers_that_hold_separators_are_found_too() -> None:
    books = OrderBooks([order("A,1"), order("B;2"), order("C")])
    async with reading(books) as (reader, _):
        assert {row["OrderNumber"] for row in await reader.read_numbered(["A,1", "B;2"])} == {"A,1", "B;2"}


async def test_only_exactly_equal_numbers_are_found() -> None:
    async with reading(OrderBooks([order("ab1"), order("AB1")])) as (reader, _):
        assert [row["OrderNumber"] for row in await reader.read_numbered(["AB1"])] == ["AB1"]


@pytest.mark.parametrize("status", ["confirmed", "Confirmed"])
async def test_afas_itself_selects_what_is_wanted_where_the_query_has_room(status: str) -> None:
    books = OrderBooks([order("1"), order("2", status="concept"), order("3")])
    async with reading(books, {"status": (status,)}) as (reader, sandbox):
        rows = [row["OrderNumber"] async for page in reader.read_changed(LONG_AGO) for row in page.rows]
    assert rows == ["1", "3"]
    assert "Status" in sandbox.calls[0].query


async def test_too_many_wanted_values_are_selected_here() -> None:
    wanted = {"status": (*(f"status {index} of a long list" for index in range(200)), "confirmed")}
    books = OrderBooks([order("1"), order("2", status="concept")])
    async with reading(books, wanted) as (reader, sandbox):
        rows = [row["OrderNumber"] async for page in reader.read_changed(LONG_AGO) for row in page.rows]
    assert rows == ["1"]
    assert "Status" not in sandbox.calls[0].query


async def test_one_administration_can_be_chosen() -> None:
    books = OrderBooks([order("1", administration=1), order("2", administration=2)])
    async with reading(books, administration=2) as (reader, _):
        rows = [row["OrderNumber"] async for page in reader.read_changed(LONG_AGO) for row in page.rows]
    assert rows == ["2"]


async def test_rows_without_a_number_are_left_out_and_told_and_the_rest_goes_on() -> None:
    books = OrderBooks(orders(4))
    books.orders.rows[1]["OrderNumber"] = None
    books.orders.rows[2]["OrderNumber"] = "9" * 3000
    async with reading(books) as (reader, _):
        pages = [page async for page in reader.read_changed(LONG_AGO)]
    told = "Relay_SalesOrders: a row is left out, since its 'OrderNumber' is empty or longer than 40 characters"
    assert [row["OrderNumber"] for row in pages[0].rows] == ["60000001", "60000004"]
    assert [str(row) for row in pages[0].left_out] == [told, told]


async def test_a_changed_line_that_names_no_order_is_told() -> None:
    clock = Clock()
    books = OrderBooks([order("1", 2)], clock=clock)
    clock.move(hours=1)
    books.change_line("1", 1, quantity=Decimal(7))
    books.change_line("1", 2, quantity=Decimal(7))
    books.lines.rows[1]["OrderNumber"] = None
    async with reading(books) as (reader, _):
        start = datetime.fromisoformat("2026-11-24T10:30:00")
        pages = [page async for page in reader.read_with_changed_lines(start)]
    assert [row["OrderNumber"] for page in pages for row in page.rows] == ["1"]
    assert [str(told).partition(":")[0] for page in pages for told in page.left_out] == ["Relay_SalesOrderLines"]


async def test_a_column_that_the_connector_lacks_is_named() -> None:
    async with reading(OrderBooks(orders(1)), orders={"columns": {"email": "Mailadres"}}) as (reader, _):
        with pytest.raises(Permanent, match="no column Mailadres"):
            async for _ in reader.read_changed(LONG_AGO):
                pass


async def test_orders_of_changed_lines_come_once_and_only_those_that_did_not_change_themselves() -> None:
    clock = Clock()
    books = OrderBooks([order("1", 3), order("2", 1, status="concept"), order("3")], clock=clock)
    clock.move(hours=1)
    for sequence in (1, 2, 3):
        books.change_line("1", sequence, quantity=Decimal(7))
    books.change_line("2", 1, quantity=Decimal(7))
    books.change_line("3", 1, quantity=Decimal(7))
    books.change("3", remark="x")
    start = datetime.fromisoformat("2026-11-24T10:30:00")
    async with reading(books, {"status": ("confirmed",)}, page_size=2) as (reader, _):
        rows = [row["OrderNumber"] async for page in reader.read_with_changed_lines(start) for row in page.rows]
    assert rows == ["1"]


async def test_without_a_stamp_on_lines_no_line_is_asked_for() -> None:
    async with reading(OrderBooks(orders(1)), orders={"line_columns": {"modified": None}}) as (reader, sandbox):
        assert [page async for page in reader.read_with_changed_lines(LONG_AGO)] == []
    assert not sandbox.calls
