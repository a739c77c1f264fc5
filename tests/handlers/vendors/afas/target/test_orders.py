"""Orders and direct invoices: what rows say of them, and what is written and found over real HTTP."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from handlers.contracts.orders import FoundOrder
from handlers.vendors.afas.target.lookup_columns import WrittenOrderColumns
from handlers.vendors.afas.target.orders import read_order
from tests.handlers.vendors.afas.environment import Environment, environment, written
from tests.handlers.vendors.afas.orders import (
    TODAY,
    an_order,
)


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


@pytest.mark.parametrize(
    ("including_vat", "total"), [(True, Decimal("29.98")), (False, Decimal("24.78")), (None, None)]
)
def test_the_total_of_an_order_is_the_one_that_is_asked(including_vat: bool | None, total: Decimal | None) -> None:  # noqa: FBT001
    given = {
        "OrderNumber": "60005491",
        "CustomerReference": " W-1 ",
        "DebtorId": "10141",
        "OrderDate": "2026-11-24T00:00:00Z",
        "TotalAmount": Decimal("24.78"),
        "InvoiceTotal": Decimal("29.98"),
    }
    found = read_order(given, WrittenOrderColumns(), including_vat=including_vat)
    assert (found.number, found.reference, found.debtor) == ("60005491", "W-1", "10141")
    assert (found.ordered_on, found.total) == (date(2026, 11, 24), total)


@pytest.mark.parametrize(("own", "total"), [(True, Decimal("29.98")), (False, Decimal("24.78")), (None, None)])
def test_where_nobody_asks_the_total_is_as_the_orders_own_prices_are(own: bool | None, total: Decimal | None) -> None:  # noqa: FBT001
    given = {"Incl": own, "TotalAmount": Decimal("24.78"), "InvoiceTotal": Decimal("29.98")}
    found = read_order(given, WrittenOrderColumns(prices_include_vat="Incl"), including_vat=None)
    assert found.total == total


def test_what_is_no_date_and_no_amount_is_not_known() -> None:
    given = {"OrderNumber": "1", "OrderDate": "(replaced)", "TotalAmount": "(replaced)"}
    found = read_order(given, WrittenOrderColumns(), including_vat=False)
    assert (found.ordered_on, found.total) == (None, None)


async def test_an_order_is_written_as_one_call_and_found_with_customer_date_and_total(e: Environment) -> None:
    target = e.target()
    draft, number = await written(target)
    assert e.calls("POST", "/connectors/fbsales") == 1
    [found] = await target.find_orders("W-100245", TODAY)
    assert found == FoundOrder(number, "W-100245", str(draft.debtor), date(2026, 11, 24), Decimal("24.78"))
    assert await target.stored_total(draft, number) == target.total_of(draft) == Decimal("24.78")


@pytest.mark.parametrize(("prices", "total"), [("excluding_vat", "24.78"), ("including_vat", "29.98")])
async def test_where_prices_are_fixed_by_a_setting_an_order_is_found_with_that_total(prices: str, total: str) -> None:
    async with environment(writing={"prices": prices}) as e:
        target = e.target()
        draft, _ = await written(target)
        [found] = await target.find_orders("W-100245", TODAY)
        assert found.total == target.total_of(draft) == Decimal(total)


async def test_an_order_is_found_with_the_total_of_its_own_prices_where_a_column_tells_them(e: Environment) -> None:
    for send_as, including in (("order", True), ("direct_invoice", False)):
        target = e.target(send_as=send_as)
        draft, _ = await written(target, an_order(prices_include_vat=including), reference=f"W-{send_as}")
        [found] = await target.find_orders(f"W-{send_as}", TODAY)
        assert found.total == target.total_of(draft)


async def test_without_that_column_no_total_is_told() -> None:
    columns = {"prices_include_vat": None}
    async with environment(lookups={"order_columns": columns}) as e:
        target = e.target()
        await written(target)
        [found] = await target.find_orders("W-100245", TODAY)
        assert found.total is None


async def test_an_order_with_prices_including_vat_is_compared_with_the_total_including_vat(e: Environment) -> None:
    lines = [{"sku": "000100", "quantity": 7, "unit_price": "9.99", "vat_rate": 21}]
    target = e.target()
    draft, number = await written(target, an_order(prices_include_vat=True, lines=lines))
    assert await target.stored_total(draft, number) == target.total_of(draft) == Decimal("69.93")


async def test_an_exact_price_arrives_in_the_books_unchanged(e: Environment) -> None:
    lines = [{"sku": "000100", "quantity": 5000, "unit_price": "0.1234567891", "vat_rate": 21}]
    target = e.target()
    await written(target, an_order(lines=lines))
    [line] = e.profit.orders.lines.rows
    assert line["UnitPrice"] == Decimal("0.1234567891")


async def test_a_direct_invoice_is_written_and_found_by_its_packing_slip(e: Environment) -> None:
    target = e.target(send_as="direct_invoice")
    draft, number = await written(target)
    assert e.calls("POST", "/connectors/fbdirectinvoice") == 1
    assert [order.number for order in await target.find_orders("W-100245", TODAY)] == [number]
    assert await target.stored_total(draft, number) == target.total_of(draft)
    assert [order.number for order in await e.target().find_orders("W-100245", TODAY)] == [number]


async def test_without_a_connector_of_packing_slips_orders_alone_are_looked_up() -> None:
    async with environment(lookups={"packing_slips": None}) as e:
        target = e.target()
        _, number = await written(target)
        assert [order.number for order in await target.find_orders("W-100245", TODAY)] == [number]
        assert e.calls("GET", "/connectors/relay_packingslips") == 0


async def test_a_reference_that_only_begins_alike_is_not_found(e: Environment) -> None:
    target = e.target()
    await written(target, reference="W-1002456")
    assert await target.find_orders("W-100245", TODAY) == []


async def test_the_same_order_sent_twice_makes_two_as_afas_has_no_key_for_it(e: Environment) -> None:
    target = e.target()
    draft, first = await written(target)
    second = await target.create_order(target.order_fields(draft))
    assert {order.number for order in await target.find_orders("W-100245", TODAY)} == {first, second.number}


async def test_a_credit_has_negative_quantities_and_names_what_it_credits(e: Environment) -> None:
    lines = [{"sku": "000100", "quantity": -2, "unit_price": "8.26", "vat_rate": 21}]
    target = e.target()
    draft, number = await written(target, an_order(credit_of="100200", lines=lines), original="60005491")
    assert await target.stored_total(draft, number) == Decimal("-16.52")
    row = e.profit.orders.find(number)
    assert row is not None
    assert row["Remark"] == "Credit: 60005491"
