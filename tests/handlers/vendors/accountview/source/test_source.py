"""AccountView as a source of orders, polled from the sandbox over real HTTP."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handlers.contracts.orders import OrderSource
from handlers.sandboxes.accountview import Behaviour, Books, Fault
from handlers.sandboxes.demonstration.accountview_books import demo_books
from handlers.sandboxes.demonstration.accountview_sales import sell_demo_orders
from handlers.vendors.accountview.source.source import AccountViewOrderSource
from mapping.parsing import dump_json, parse_json
from relay.errors import Transient
from relay.roles import PolledSource
from tests.handlers.vendors.accountview.office import TODAY, Office, a_flow, office

OVERLAP = timedelta(minutes=10)
STATE: dict[str, Any] = {"reading": {"orders": {"columns": {"status": "ORD_STAT"}}}}


class Clock:
    """The clock of the sandbox and of the relay together, set by hand."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@asynccontextmanager
async def polling(
    clock: Clock,
    *,
    zone: str = "Europe/Amsterdam",
    wanted: Mapping[str, tuple[str, ...]] | None = None,
    behaviour: Behaviour | None = None,
    **settings: Any,
) -> AsyncIterator[tuple[AccountViewOrderSource, Office, Books]]:
    books = demo_books(today=clock.today, now=clock, zone=ZoneInfo(zone))
    books.tables()["SO_HDR"].clear()
    async with office(books, behaviour=behaviour, today=clock.today, **settings) as o:
        source = o.connection.source(a_flow(filter=wanted or {}))
        source._clock = clock
        yield source, o, books


async def polled(source: AccountViewOrderSource, cursor: str) -> tuple[list[str], str]:
    """The numbers of one poll, and the cursor it ends with."""
    numbers: list[str] = []
    async for page in source.changed_since(cursor, OVERLAP):
        assert page.cursor >= cursor
        numbers += [source.identify(document).reference for document in page.documents]
        cursor = page.cursor
    return numbers, cursor


async def quiet(source: AccountViewOrderSource, clock: Clock, cursor: str) -> str:
    """Two hours without a change, and the cursor after them."""
    clock.move(hours=2)
    _, cursor = await polled(source, cursor)
    return cursor


def sell(books: Books, count: int = 1, **header: Any) -> list[str]:
    """So many orders of the demo's first debtor; their numbers."""
    line = {"ART_CODE": "KFM-100", "ORD_QTY": Decimal(2)}
    return [str(books.sell("10001", line, **header)["ORD_NR"]) for _ in range(count)]


async def test_it_fills_both_of_its_roles() -> None:
    async with polling(Clock()) as (source, _, _):
        polled_source: PolledSource = source
        order_source: OrderSource = source
        assert isinstance(polled_source, PolledSource)
        assert callable(order_source.read)


async def test_every_order_of_the_demo_is_read_whole_and_has_no_problems() -> None:
    async with polling(Clock(), **STATE) as (source, _, books):
        sell_demo_orders(books)
        pages = [page async for page in source.changed_since(source.cursor_at(None), OVERLAP)]
        documents = [document for page in pages for document in page.documents]
        assert [source.check(document) for document in documents] == [()] * 5
        assert [source.check(parse_json(dump_json(document))) for document in documents] == [()] * 5
        roastery, person, cafe, credit, delivered = (source.read(document) for document in documents)
        assert (roastery.customer.company, roastery.customer.last_name) == ("Koffiebranderij De Molen B.V.", "Heijden")
        assert roastery.shipping_address is not None
        assert (roastery.shipping_address.street, roastery.shipping_address.city) == ("Havenkade", "Tilburg")
        rates = [(line.sku, str(line.vat_rate)) for line in roastery.lines]
        assert rates == [("KFM-100", "21"), ("BRD-002", "9"), ("VRZ-001", "21")]
        assert (person.customer.company, person.customer.last_name) == (None, "Amrani")
        assert person.ship_to.city == "Nijmegen"
        assert (cafe.discount_amount, cafe.lines[0].quantity) == (Decimal(5), Decimal("2.5"))
        assert credit.is_credit
        assert (delivered.status, roastery.status) == ("2", "1")


async def test_an_order_without_a_number_is_told_by_each_poll_and_the_others_are_read() -> None:
    async with polling(Clock()) as (source, _, books):
        numbers = sell(books, 3)
        for sold in books.orders[:2]:
            sold["ORD_NR"] = ""
        pages = [page async for page in source.changed_since(source.cursor_at(None), OVERLAP)]
        read = [source.identify(document).reference for page in pages for document in page.documents]
        assert read == numbers[2:]
        told = "SO_HDR: a document of 2026-11-24 is left out, since its ORD_NR is empty"
        assert [sentence for page in pages for sentence in page.left_out][:2] == [told, told]
        assert await source.count_since(source.cursor_at(None), OVERLAP) == 1


async def test_many_orders_are_read_in_a_few_calls_and_never_one_by_one() -> None:
    async with polling(Clock(), page_size=50) as (source, o, books):
        numbers = sell(books, 120)
        found, _ = await polled(source, source.cursor_at(None))
        assert found == numbers
        calls = {name: count for (method, name), count in o.books.calls.items() if method == "GET"}
        # Three pages of this year's administration, and a look into those of 2025 and 2027.
        assert calls == {"COMPANIES": 1, "SO1": 5, "AR1": 3, "AK1": 3, "VA1": 1}


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


async def test_orders_are_filtered_by_our_words_and_by_accountviews_names() -> None:
    async with polling(Clock(), wanted={"status": ("1",), "COMMENT3": ("web",)}, **STATE) as (source, _, books):
        [wanted] = sell(books, COMMENT3="WEB")
        sell(books, COMMENT3="balie")
        sell(books, COMMENT3="WEB")
        books.deliver(books.orders[2])
        assert (await polled(source, source.cursor_at(None)))[0] == [wanted]
        assert await source.count_since(source.cursor_at(None), OVERLAP) == 1
        assert await source.fetch(books.orders[1]["ORD_NR"]) is not None


async def test_our_reference_is_read_from_the_column_it_is_written_to() -> None:
    """By it the pipeline knows orders that the relay wrote itself, and does not carry them back."""
    async with polling(Clock(), order_reference_column="COMMENT3") as (source, _, books):
        [number] = sell(books, COMMENT1="Order balie 1", COMMENT3="A-60005406")
        assert source.read(await source.fetch(number)).customer_reference == "A-60005406"


async def test_an_order_that_is_not_there_is_none(o: Office) -> None:
    assert await o.connection.source(a_flow()).fetch("202600099") is None


async def test_invoices_are_read_where_the_connection_says_where_they_are() -> None:
    clock = Clock()
    invoices = {"object": "SI1", "table": "SI_HDR", "line_table": "SI_LINE"}
    columns = {"columns": {"number": "INV_NR", "ordered_on": "INV_DATE", "email": None, "shipping_method": None}}
    gone = dict.fromkeys(("delivery_on", "street", "postcode", "city", "country"))
    columns["columns"] |= gone
    books = demo_books(today=clock.today, now=clock)
    sell(books)
    books.invoice(books.orders[-1])
    line_columns = {"line_columns": {"vat_code": "VAT_CODE"}}
    async with office(books, reading={"invoices": invoices | columns | line_columns}) as o:
        source = o.connection.source(a_flow(entity="invoice"))
        [page, *_] = [page async for page in source.changed_since(source.cursor_at(None), OVERLAP)]
        [invoice] = [source.read(document) for document in page.documents]
        assert (invoice.number, invoice.ordered_on) == (books.invoices[0]["INV_NR"], TODAY)
        assert [(line.sku, str(line.vat_rate)) for line in invoice.lines] == [("KFM-100", "21")]


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(padded=True),
        Behaviour(whole_days=True),
        Behaviour(nothing_is_404=True),
        Behaviour(lone_row_bare=True),
        Behaviour(loose_equal=True),
    ],
)
async def test_the_line_works_however_the_open_questions_turn_out(behaviour: Behaviour) -> None:
    clock = Clock()
    settings: dict[str, Any] = {"empty_is_404": behaviour.nothing_is_404}
    async with polling(clock, behaviour=behaviour, **settings) as (source, _, books):
        numbers = sell(books, 2)
        found, cursor = await polled(source, source.cursor_at(None))
        assert found == numbers
        cursor = await quiet(source, clock, cursor)
        [new] = sell(books)
        assert (await polled(source, cursor))[0] == [new]


async def test_a_poll_while_the_office_is_off_is_transient_and_goes_on_where_it_was() -> None:
    async with polling(Clock()) as (source, o, books):
        sell(books)
        o.sandbox.faults.next(Fault.OFFLINE)
        with pytest.raises(Transient) as caught:
            await polled(source, source.cursor_at(None))
        assert not caught.value.burns_try
        assert len((await polled(source, source.cursor_at(None)))[0]) == 1
