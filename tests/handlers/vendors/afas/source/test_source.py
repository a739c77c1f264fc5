"""AFAS as a source of orders, polled from the sandbox over real HTTP."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from handlers.contracts.orders import OrderSource
from handlers.sandboxes.afas import Fault, OrderBooks
from handlers.vendors.afas.protocol import QUERY_LIMIT
from handlers.vendors.afas.protocol.moments import AMSTERDAM
from mapping.parsing import dump_json, parse_json
from relay.errors import Transient
from relay.roles import PolledSource
from tests.handlers.vendors.afas.source.polling import OVERLAP, polled, polling
from tests.handlers.vendors.afas.support import Clock, connection_to, order, orders


async def test_it_fills_both_of_its_roles() -> None:
    async with polling(OrderBooks(), Clock()) as (source, _):
        polled_source: PolledSource = source
        order_source: OrderSource = source
        assert isinstance(polled_source, PolledSource)
        assert callable(order_source.read)


async def test_250_orders_are_polled_whole_while_rows_move() -> None:
    clock = Clock()
    books = OrderBooks(clock=clock)
    for document in orders(250, lines=2):
        clock.move(seconds=2)
        books.add(document)
    clock.move(hours=1)
    read: dict[str, str] = {}
    async with polling(books, clock, page_size=30) as (source, sandbox):
        turn = 0
        async for page in source.changed_since(source.cursor_at(None), OVERLAP):
            for document in page.documents:
                read[source.identify(document).reference] = str(document["order"]["Remark"])
                assert len(document["lines"]) == 2
            clock.move(seconds=1)
            if turn < 8:
                for index in (turn + 1, 30 * turn + 31, 30 * turn + 35, 250 - turn):
                    books.change(f"{60_000_000 + index}", remark=f"turn {turn}")
            turn += 1
        assert all(len(call.query) <= QUERY_LIMIT for call in sandbox.calls)
    assert read == {str(row["OrderNumber"]): str(row.get("Remark")) for row in books.orders.rows}


async def test_a_poll_reads_only_what_changed_since_the_last_one() -> None:
    clock = Clock()
    books = OrderBooks(orders(20), clock=clock)
    clock.move(hours=2)
    async with polling(books, clock) as (source, _):
        numbers, cursor = await polled(source, source.cursor_at(None))
        assert len(numbers) == 20
        clock.move(hours=2)
        books.change("60000007", remark="call first")
        books.add(order("60000099"))
        numbers, cursor = await polled(source, cursor)
        assert numbers == ["60000007", "60000099"]


async def test_an_order_is_read_again_when_only_a_line_of_it_changed() -> None:
    clock = Clock()
    books = OrderBooks(orders(20, lines=2), clock=clock)
    clock.move(hours=2)
    async with polling(books, clock) as (source, _):
        _, cursor = await polled(source, source.cursor_at(None))
        clock.move(hours=2)
        books.change_line("60000005", 2, quantity=Decimal(9))
        numbers, cursor = await polled(source, cursor)
        assert numbers == ["60000005"]
        document = await source.fetch("60000005")
        assert str(source.identify(document).version).startswith("2026-11-24T14:00:00+01:00 ")


async def test_a_change_within_the_second_in_which_an_order_was_read_is_another_version() -> None:
    clock = Clock()
    books = OrderBooks(orders(1, lines=2), clock=clock)
    books.change("60000001", remark="call first")
    async with polling(books, clock) as (source, _):
        before = source.identify(await source.fetch("60000001"))
        assert source.identify(await source.fetch("60000001")) == before
        books.change_line("60000001", 2, quantity=Decimal(9))
        assert source.identify(await source.fetch("60000001")) != before


async def test_a_quiet_system_is_not_read_back_ever_further() -> None:
    clock = Clock()
    books = OrderBooks(orders(20), clock=clock)
    async with polling(books, clock) as (source, _):
        _, cursor = await polled(source, source.cursor_at(None))
        assert cursor == "2026-11-24T09:00:00+00:00"
        clock.move(minutes=5)
        numbers, cursor = await polled(source, cursor)
        assert len(numbers) == 20
        clock.move(hours=3)
        numbers, cursor = await polled(source, cursor)
        assert cursor == "2026-11-24T11:50:00+00:00"
        clock.move(minutes=5)
        assert await polled(source, cursor) == ([], "2026-11-24T11:55:00+00:00")


async def test_a_change_that_appears_late_under_an_old_stamp_is_still_read() -> None:
    clock = Clock()
    books = OrderBooks(clock=clock)
    async with polling(books, clock) as (source, _):
        _, cursor = await polled(source, source.cursor_at(clock()))
        late = clock()
        clock.move(minutes=14)
        _, cursor = await polled(source, cursor)
        books.add(order("60000001", modified=late.astimezone(AMSTERDAM).replace(tzinfo=None)))
        numbers, _ = await polled(source, cursor)
    assert numbers == ["60000001"]


async def test_nothing_is_lost_in_the_hour_that_the_clock_shows_twice() -> None:
    clock = Clock(datetime(2026, 10, 24, 23, 30, tzinfo=UTC))  # 01:30 in Amsterdam, summer time
    books = OrderBooks(clock=clock)
    seen: set[str] = set()
    async with polling(books, clock) as (source, _):
        cursor = source.cursor_at(clock())
        for number in range(60):
            clock.move(minutes=4)
            books.add(order(f"{60_000_000 + number}"))
            if number % 7 == 6:
                numbers, cursor = await polled(source, cursor)
                seen |= set(numbers)
        numbers, cursor = await polled(source, cursor)
    assert seen | set(numbers) == {f"{60_000_000 + number}" for number in range(60)}


async def test_only_wanted_orders_are_polled_but_any_order_can_be_fetched() -> None:
    books = OrderBooks([order("1"), order("2", status="concept")])
    async with polling(books, Clock(), {"status": ("confirmed",)}) as (source, _):
        numbers, _ = await polled(source, source.cursor_at(datetime(2020, 1, 1, tzinfo=UTC)))
        assert numbers == ["1"]
        assert await source.fetch("2") is not None


async def test_a_deleted_order_cannot_be_fetched() -> None:
    books = OrderBooks(orders(2))
    books.delete("60000001")
    async with polling(books, Clock()) as (source, _):
        assert await source.fetch("60000001") is None


async def test_a_fault_in_the_middle_of_a_poll_ends_it_with_a_cursor_that_loses_nothing() -> None:
    clock = Clock()
    books = OrderBooks(clock=clock)
    for document in orders(30):
        clock.move(seconds=5)
        books.add(document)
    read: set[str] = set()
    async with polling(books, clock, page_size=10) as (source, sandbox):
        pages = source.changed_since(source.cursor_at(None), OVERLAP)
        page = await anext(pages)
        read |= {source.identify(document).reference for document in page.documents}
        sandbox.faults.next(Fault.ERROR)
        with pytest.raises(Transient):
            await anext(pages)
        assert 0 < len(read) < 30
        numbers, _ = await polled(source, page.cursor)
    assert read | set(numbers) == {f"{60_000_000 + index}" for index in range(1, 31)}


async def test_one_order_that_cannot_be_read_does_not_stop_its_page() -> None:
    books = OrderBooks([order("1"), order("2", invoice_country="XX", ordered_on=None), order("3", lines=0)])
    async with polling(books, Clock()) as (source, _):
        pages = [page async for page in source.changed_since(source.cursor_at(None), OVERLAP)]
        documents = [document for page in pages for document in page.documents]
        found = {source.identify(document).reference: list(source.check(document)) for document in documents}
    assert found["1"] == []
    assert {problem.path for problem in found["2"]} == {"billing_address.country", "ordered_on"}
    assert found["3"] == []


async def test_a_document_is_json_that_survives_being_stored() -> None:
    books = OrderBooks([order("1")])
    books.lines.rows[0]["UnitPrice"] = Decimal("0.1234567890123456789")
    async with polling(books, Clock()) as (source, _):
        document = await source.fetch("1")
    stored = parse_json(dump_json(document))
    assert stored == document
    assert source.read(stored).lines[0].unit_price == Decimal("0.1234567890123456789")
    assert source.digest_material(stored) == source.digest_material(document)


async def test_columns_of_another_name_serve_as_well() -> None:
    changed = {
        "connector": "Verkooporders_App",
        "line_connector": "Verkooporderregels_App",
        "columns": {"number": "Ordernr", "modified": "Gewijzigd_op", "company": "Naam", "email": None, "phone": None},
        "line_columns": {
            "order_number": "Ordernr",
            "sequence": "Volgnummer",
            "sku": "Artikel",
            "modified": "Gewijzigd_op_2",
        },
    }
    async with polling(OrderBooks(), Clock(), orders=changed) as (_, first):
        settings = connection_to(first, orders=changed).orders
    clock = Clock()
    async with polling(OrderBooks(orders(3), settings=settings, clock=clock), clock, orders=changed) as (source, _):
        numbers, _ = await polled(source, source.cursor_at(None))
        assert numbers == ["60000001", "60000002", "60000003"]
        assert source.read(await source.fetch("60000002")).customer.company == "Bakkerij Van Dam B.V."
