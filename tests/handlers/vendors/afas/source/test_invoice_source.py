"""Sales invoices polled from the sandbox over real HTTP, by the same source that reads orders."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import aiohttp
import pytest

from handlers.contracts.orders import OrderSource
from handlers.pipelines import PIPELINES
from handlers.sandboxes.afas import AfasSandbox, OrderBooks, Profit
from handlers.vendors.afas import VENDOR
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import QUERY_LIMIT
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.settings import AfasInvoices
from handlers.vendors.afas.source.source import AfasSource
from mapping.documents.order import Order
from relay.errors import Barred
from relay.model import Flow
from relay.roles import PolledSource
from tests.handlers.vendors.afas.support import TOKEN, Clock, connection, connection_to, order, orders
from tests.handlers.vendors.suite import VendorSuite
from tests.stand_ins import OpenGate

OVERLAP = timedelta(minutes=10)
NO_TOKENS: Any = None
TOLD = "told-in-the-query"
DATA = "0123456789ABCDEF" * 4


def priced(number: str, lines: int = 1, **words: Any) -> dict[str, Any]:
    """An order with a VAT rate on every line, so that its invoice has totals."""
    document = order(number, lines, **words)
    for line in document["lines"]:
        line["vat_rate"] = Decimal(9)
    return document


def invoice_flow(**changes: Any) -> Flow:
    return Flow(name="afas-invoices", entity="invoice", source="afas", target="books", settings=None, **changes)


@asynccontextmanager
async def polling(
    profit: Profit, clock: Clock, wanted: Mapping[str, tuple[str, ...]] | None = None, **settings: Any
) -> AsyncIterator[tuple[AfasSource, AfasSandbox]]:
    async with AfasSandbox(profit=profit) as sandbox, aiohttp.ClientSession() as session:
        connection = connection_to(sandbox, **settings)
        client = AfasClient(connection, session, OpenGate())
        yield AfasSource(client, connection, connection.invoices, wanted=wanted, clock=clock), sandbox


async def polled(source: AfasSource, cursor: str) -> tuple[list[str], str]:
    """The numbers of one poll in order, and the cursor it ends with."""
    numbers: list[str] = []
    async for page in source.changed_since(cursor, OVERLAP):
        numbers += [source.identify(document).reference for document in page.documents]
        cursor = page.cursor
    return numbers, cursor


class TestAfasInvoices(VendorSuite):
    """A poll of invoices keeps to all that a vendor's client must do."""

    secrets = (TOKEN, DATA)
    told = TOLD

    def sandbox(self) -> AfasSandbox:
        profit = Profit(OrderBooks([order("60000001", customer_reference=TOLD)]))
        profit.invoice_order("60000001")
        sandbox = AfasSandbox(profit=profit)
        sandbox.access.data = DATA
        return sandbox

    def settings(self, base_url: str, **changes: Any) -> AfasConnection:
        return connection(base_url, **changes)

    def client(self, settings: Any, session: aiohttp.ClientSession, **limits: Any) -> AfasSource:
        client = AfasClient(settings, session, OpenGate(), **limits)
        return AfasSource(client, settings, settings.invoices, wanted={"customer_reference": (TOLD,)})

    async def read(self, client: Any) -> Any:
        return [page async for page in client.changed_since(client.cursor_at(None), OVERLAP) if page.documents]


async def test_a_flow_of_invoices_gets_a_source_that_fills_both_of_its_roles() -> None:
    async with aiohttp.ClientSession() as session:
        source = VENDOR.open("afas", connection(), session, NO_TOKENS, OpenGate()).source(invoice_flow())
    assert isinstance(source, AfasSource)
    polled_source: PolledSource = source
    order_source: OrderSource = source
    assert isinstance(polled_source, PolledSource)
    assert callable(order_source.read)
    assert set(VENDOR.sources) <= set(PIPELINES)


async def test_a_poll_reads_invoices_and_not_orders_with_all_their_lines_in_few_calls() -> None:
    clock = Clock()
    profit = Profit(OrderBooks(orders(60, lines=3), clock=clock))
    clock.move(hours=1)
    made = []
    for row in profit.orders.headers.rows[:55]:
        clock.move(seconds=2)
        made.append(profit.invoice_order(str(row["OrderNumber"])))
    clock.move(hours=1)
    async with polling(profit, clock, page_size=20) as (source, sandbox):
        numbers: list[str] = []
        async for page in source.changed_since(source.cursor_at(None), OVERLAP):
            numbers += [source.identify(document).reference for document in page.documents]
            assert all(len(document["lines"]) == 3 for document in page.documents)
        calls = [call.path for call in sandbox.calls]
        assert all(len(call.query) <= QUERY_LIMIT for call in sandbox.calls)
        assert all(most == 1 for path, most in sandbox.most_at_once.items() if path)
    assert numbers == made
    assert calls.count("/connectors/relay_salesinvoicelines") <= 4
    assert not [path for path in calls if "order" in path]


async def test_a_change_of_an_invoice_and_of_a_line_are_both_seen_with_the_newest_stamp_as_version() -> None:
    clock = Clock()
    profit = Profit(OrderBooks(orders(5, lines=2), clock=clock))
    made = [profit.invoice_order(f"6000000{index}") for index in range(1, 6)]
    clock.move(hours=2)
    async with polling(profit, clock) as (source, _):
        _, cursor = await polled(source, source.cursor_at(None))
        clock.move(hours=2)
        profit.invoices.change(made[0], remark="paid")
        profit.invoices.change_line(made[3], 2, description="changed")
        numbers, _ = await polled(source, cursor)
        assert sorted(numbers) == [made[0], made[3]]
        assert str(source.identify(await source.fetch(made[3])).version).startswith("2026-11-24T14:00:00+01:00 ")


async def test_an_invoice_reads_with_its_order_its_due_date_and_its_totals() -> None:
    document = priced("60000001", 2, payment_condition="14", customer_reference="INK-7", delivery_street="Korenmarkt 7")
    document["order"] |= {"delivery_postcode": "9000", "delivery_city": "Gent", "delivery_country": "B"}
    profit = Profit(OrderBooks([document], clock=Clock()))
    number = profit.invoice_order("60000001")
    async with polling(profit, Clock()) as (source, _):
        fetched = await source.fetch(number)
        assert list(source.check(fetched)) == []
        read = source.read(fetched)
    assert isinstance(read, Order)
    assert (read.number, read.order_number, read.customer_reference) == (number, "60000001", "INK-7")
    assert (read.ordered_on, read.due_on) == (date(2026, 11, 24), date(2026, 12, 8))
    assert (read.payment_condition, read.ship_to.country) == ("14", "BE")
    assert read.totals is not None
    assert (read.totals.excluding_vat, read.totals.vat, read.totals.including_vat) == (
        *(Decimal("8.60"), Decimal("0.77")),
        Decimal("9.37"),
    )
    assert not read.is_credit


async def test_a_credit_invoice_reads_below_zero_with_what_it_credits() -> None:
    profit = Profit(OrderBooks([priced("60000001")], clock=Clock()))
    number = profit.invoice_order("60000001")
    credit = profit.credit_invoice(number)
    async with polling(profit, Clock()) as (source, _):
        read = source.read(await source.fetch(credit))
    assert (read.credit_of, read.order_number) == (number, "60000001")
    assert read.is_credit
    assert [line.quantity for line in read.lines] == [Decimal(-2)]
    assert read.totals is not None
    assert read.totals.including_vat == Decimal("-4.69")


async def test_invoices_are_chosen_by_administration_and_by_the_flows_filter() -> None:
    documents = [order("1", administration=1), order("2", administration=2), order("3", administration=2)]
    documents[2]["order"]["customer_reference"] = "not this one"
    profit = Profit(OrderBooks(documents, clock=Clock()))
    made = [profit.invoice_order(number) for number in ("1", "2", "3")]
    filter_ = {"OrderNumber": ("1", "2")}
    async with polling(profit, Clock(), filter_, administration=2) as (source, _):
        assert (await polled(source, source.cursor_at(None)))[0] == [made[1]]


async def test_connectors_and_columns_of_another_name_serve_as_well() -> None:
    changed = {
        "connector": "Verkoopfacturen_App",
        "line_connector": "Verkoopfactuurregels_App",
        "columns": {"number": "Factuurnr", "modified": "Gewijzigd_op", "invoiced_on": "Datum", "phone": None},
        "line_columns": {"invoice": "Factuurnr", "sequence": "Regel", "modified": None},
    }
    profit = Profit(OrderBooks(orders(2), clock=Clock()), invoices=AfasInvoices.model_validate(changed))
    number = profit.invoice_order("60000002")
    async with polling(profit, Clock(), invoices=changed) as (source, _):
        assert (await polled(source, source.cursor_at(None)))[0] == [number]
        assert source.read(await source.fetch(number)).order_number == "60000002"


async def test_an_older_connector_without_spare_columns_is_read_and_one_that_is_named_is_missed() -> None:
    spare = {"total_vat": None, "order_number": None, "due_on": None, "store": None, "language": None}
    profit = Profit(OrderBooks(orders(1)), invoices=AfasInvoices.model_validate({"columns": spare}))
    number = profit.invoice_order("60000001")
    async with polling(profit, Clock()) as (source, _):
        assert (await polled(source, source.cursor_at(None)))[0] == [number]
        assert source.read(await source.fetch(number)).due_on is None
    named = {"columns": {"due_on": "ExpDate"}}
    async with polling(profit, Clock(), invoices=named) as (source, _):
        with pytest.raises(Barred, match="Relay_SalesInvoices: the connector has no column ExpDate"):
            await polled(source, source.cursor_at(None))
