"""AccountView as a source of orders, polled from the sandbox over real HTTP."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.orders import OrderSource
from handlers.sandboxes.accountview import Behaviour
from handlers.sandboxes.demonstration.accountview_books import demo_books
from handlers.sandboxes.demonstration.accountview_sales import sell_demo_orders
from mapping.parsing import dump_json, parse_json
from relay.roles import PolledSource
from tests.handlers.vendors.accountview.office import TODAY, Office, a_flow, office
from tests.handlers.vendors.accountview.source.polls import OVERLAP, Clock, polled, polling, quiet, sell

STATE: dict[str, Any] = {"reading": {"orders": {"columns": {"status": "ORD_STAT"}}}}


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
        assert [str(sentence) for page in pages for sentence in page.left_out][:2] == [told, told]


async def test_many_orders_are_read_in_a_few_calls_and_never_one_by_one() -> None:
    async with polling(Clock(), page_size=50) as (source, o, books):
        numbers = sell(books, 120)
        found, _ = await polled(source, source.cursor_at(None))
        assert found == numbers
        calls = {name: count for (method, name), count in o.books.calls.items() if method == "GET"}
        # Three pages of this year's administration, and a look into those of 2025 and 2027.
        assert calls == {"COMPANIES": 1, "SO1": 5, "AR1": 3, "AK1": 3, "VA1": 1}


async def test_orders_are_filtered_by_our_words_and_by_accountviews_names() -> None:
    async with polling(Clock(), wanted={"status": ("1",), "COMMENT3": ("web",)}, **STATE) as (source, _, books):
        [wanted] = sell(books, COMMENT3="WEB")
        sell(books, COMMENT3="balie")
        sell(books, COMMENT3="WEB")
        books.deliver(books.orders[2])
        assert (await polled(source, source.cursor_at(None)))[0] == [wanted]
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
