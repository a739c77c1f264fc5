"""Over HTTP: an order is written once, as one call, and found again by its reference."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.contracts.orders import FoundOrder
from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.accountview import Behaviour, Books
from mapping.pricing import Basis
from relay.errors import Hold
from tests.handlers.vendors.accountview.office import TODAY, Office, a_books, marks, office, written
from tests.handlers.vendors.accountview.orders import a_draft, an_order

EMAIL = "inkoop@bakkerij.example.com"


async def test_an_order_is_written_as_one_call_and_found_with_customer_date_and_total(o: Office) -> None:
    target = o.target()
    draft, number = await written(target)
    found = await target.find_orders("W-100245", draft.order.ordered_on)
    assert found == [FoundOrder(number, "W-100245", str(draft.debtor), date(2026, 11, 24), Decimal("24.78"))]
    assert target.total_of(draft) == Decimal("24.78")
    assert o.books.calls["POST", "SO1"] == 1


async def test_a_price_of_more_decimals_than_the_column_holds_comes_to_its_amount_in_the_books(o: Office) -> None:
    target = o.target()
    order = an_order(lines=[{"sku": "ZUP-310", "quantity": 5000, "unit_price": "0.123456789", "vat_rate": 9}])
    draft, _ = await written(target, a_draft(order, basis=target.basis(order)))
    [stored] = o.books.orders
    assert [line["ART_PX"] for line in stored["SO_LINE"]] == [Decimal("0.1234"), Decimal("0.1235")]
    [found] = await target.find_orders("W-100245", TODAY)
    assert found.total == target.total_of(draft) == Decimal("617.28")
    assert o.books.invoice(stored)["INV_AMT"] == Decimal("672.84")


async def test_the_same_order_sent_twice_makes_two_as_accountview_has_no_key_for_it(o: Office) -> None:
    target = o.target()
    draft, _ = await written(target)
    await target.create_order(target.order_fields(draft))
    assert len(await target.find_orders("W-100245", TODAY)) == 2


async def test_an_order_on_an_unknown_article_is_held_and_not_half_written(o: Office) -> None:
    lines = [
        {"sku": "KFM-100", "quantity": 1, "unit_price": "1"},
        {"sku": "NIEUW-001", "quantity": 1, "unit_price": "1"},
    ]
    target = o.target()
    with pytest.raises(Hold, match="ART_CODE"):
        await written(target, a_draft(an_order(lines=lines)))
    assert o.books.orders == []


async def test_an_order_whose_answer_holds_no_number_is_found_by_its_reference() -> None:
    async with office(behaviour=Behaviour(answers_rows=False)) as o:
        target = o.target()
        assert await target.create_debtor(target.debtor_fields(a_draft().party)) is None
        [debtor] = await target.find_debtors(marks(EMAIL))
        draft = a_draft(debtor=debtor.number)
        assert (await target.create_order(target.order_fields(draft))).number is None
        assert len(await target.find_orders("W-100245", TODAY)) == 1


async def test_the_number_and_the_reference_stand_in_the_columns_the_settings_name() -> None:
    books = Books(today=lambda: TODAY, order_number_column="SO_NR")
    for article in a_books().articles:
        books.put("ARTICLE", article)
    books.put("LEDGER", {"ACCT_NR": "1300"})
    books.put("PAY_COND", {"DISC_CODE": "30"})
    async with office(books, order_number_column="SO_NR", order_reference_column="COMMENT3") as o:
        target = o.target()
        _, number = await written(target)
        [order] = o.books.orders
        assert (order["SO_NR"], order["COMMENT3"]) == (number, "W-100245")
        assert [found.number for found in await target.find_orders("W-100245", TODAY)] == [number]


async def test_how_long_an_email_address_may_be_is_told_and_so_is_how_prices_are_wanted(o: Office) -> None:
    assert o.target().longest_email == 50
    assert o.target().basis(an_order(prices_include_vat=True)) == Basis(includes_vat=False, decimals=4, most_decimals=4)
    booked = o.target(settings=OrderSettings(send_as="financial_mutation"))
    assert booked.basis(an_order(prices_include_vat=True)) == Basis(
        includes_vat=True, decimals=4, on_accounts=True, most_decimals=4
    )
