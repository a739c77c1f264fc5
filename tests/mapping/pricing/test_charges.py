"""Lines of an order become charges: what they come to, and what of them a target cannot take."""

from decimal import Decimal

import pytest

from mapping.pricing import Basis, Pricing, price_order
from tests.mapping.pricing.orders import ITEMS, WITHOUT_VAT, a_line, amounts, an_order, money, problems_of

TEXT = {"sku": None, "description": "Thank you"}
FREE = Pricing(free_line_item="FREE")


def test_a_discount_in_percent_comes_before_one_in_an_amount() -> None:
    order = an_order(a_line("100.00", discount_percent=10, discount_amount="5.00"))
    assert amounts(price_order(order, ITEMS, WITHOUT_VAT)) == money("85.00")


def test_what_is_taken_back_is_less_by_its_discount_too() -> None:
    order = an_order(a_line("10.00", quantity=-2, discount_amount="3.00"))
    assert amounts(price_order(order, ITEMS, WITHOUT_VAT)) == money("-17.00")


def test_a_discount_above_the_line_is_a_problem_of_the_line() -> None:
    told = problems_of(an_order(a_line("10.00"), a_line("1.00", discount_amount="3.00")))
    assert list(told) == ["lines[1].discount_amount"]
    assert "found 3.00" in told["lines[1].discount_amount"]


def test_text_that_costs_nothing_stays_text() -> None:
    [line] = price_order(an_order(a_line("0", None) | TEXT), ITEMS, WITHOUT_VAT).lines
    assert (line.role, line.sku, line.amount, line.description) == ("text", None, Decimal(0), "Thank you")


def test_text_that_costs_something_goes_on_the_article_for_it() -> None:
    [line] = price_order(an_order(a_line("5.00") | TEXT), FREE, WITHOUT_VAT).lines
    assert (line.role, line.sku, line.amount, line.description) == ("goods", "FREE", Decimal("5.00"), "Thank you")


def test_text_that_costs_something_is_a_problem_without_an_article_for_it() -> None:
    told = problems_of(an_order(a_line("1.00"), a_line("5.00") | TEXT))
    assert list(told) == ["lines[1].sku"]
    assert "settings.free_line_item" in told["lines[1].sku"]


def test_on_ledger_accounts_text_needs_no_article() -> None:
    order = an_order(a_line("5.00") | TEXT)
    [line] = price_order(order, ITEMS, Basis(includes_vat=False, on_accounts=True)).lines
    assert (line.role, line.sku, line.amount) == ("goods", None, Decimal("5.00"))


def test_all_problems_are_told_at_once() -> None:
    order = an_order(
        a_line("1.00", None),
        a_line("5.00") | TEXT,
        prices_include_vat=True,
        shipping={"amount": 5},
        payment_cost={"amount": 1, "includes_vat": False},
    )
    assert set(problems_of(order, Pricing())) == {
        "lines[0].vat_rate",
        "lines[1].sku",
        "settings.shipping_cost.item",
        "settings.payment_cost.item",
    }


@pytest.mark.parametrize("price", ["-0.001", "0.001"])
def test_less_than_half_a_cent_is_nothing_and_not_below_it(price: str) -> None:
    [line] = price_order(an_order(a_line(price)), ITEMS, WITHOUT_VAT).lines
    assert str(line.amount) == "0.00"
    assert line.quantity * line.unit_price == Decimal(price)
    assert line.unit_price >= 0
