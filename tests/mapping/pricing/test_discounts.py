"""Discounts on the order as a whole: spread to the cent or on lines of their own, before VAT, and never too much."""

from decimal import Decimal

import pytest

from mapping.pricing import Basis, price_order
from tests.mapping.pricing.orders import (
    ITEMS,
    WITH_VAT,
    WITHOUT_VAT,
    a_line,
    amounts,
    an_order,
    money,
    problems_of,
    settings_of,
)


def test_a_discount_is_spread_by_amount_and_its_cents_come_to_it() -> None:
    order = an_order(*[a_line("10.00")] * 3, discount_amount="1.00")
    priced = price_order(order, ITEMS, WITHOUT_VAT)
    assert amounts(priced) == money("9.66", "9.67", "9.67")
    assert [line.list_price for line in priced.lines] == money("10", "10", "10")


def test_percent_and_amount_come_off_together() -> None:
    order = an_order(a_line("60.00"), a_line("40.00"), discount_percent=10, discount_amount="5.00")
    assert amounts(price_order(order, ITEMS, WITHOUT_VAT)) == money("51.00", "34.00")


def test_a_discount_is_with_vat_where_the_prices_are() -> None:
    order = an_order(a_line("121.00"), prices_include_vat=True, discount_amount="12.10")
    assert price_order(order, ITEMS, WITHOUT_VAT).net == Decimal("90.00")


def test_a_line_that_is_taken_back_has_its_part_and_keeps_its_sign() -> None:
    order = an_order(a_line("100.00"), a_line("20.00", quantity=-1), discount_percent=10)
    assert amounts(price_order(order, ITEMS, WITHOUT_VAT)) == money("90.00", "-18.00")


@pytest.mark.parametrize(
    ("how", "found"),
    [("spread", ["95.00", "-90.00"]), ("line", ["100.00", "-90.00", "-5.00"])],
)
def test_an_amount_comes_off_what_is_sold_and_not_off_what_is_taken_back(how: str, found: list[str]) -> None:
    order = an_order(a_line("100.00"), a_line("90.00", quantity=-1), discount_amount="5.00")
    assert amounts(price_order(order, settings_of(how=how), WITHOUT_VAT)) == money(*found)


@pytest.mark.parametrize(("how", "found"), [("spread", ["-90.00"]), ("line", ["-100.00", "10.00"])])
def test_a_credit_gives_back_less_by_its_discount(how: str, found: list[str]) -> None:
    order = an_order(a_line("100.00", quantity=-1), discount_amount="10.00")
    assert amounts(price_order(order, settings_of(how=how), WITHOUT_VAT)) == money(*found)


def test_the_whole_order_may_be_free() -> None:
    order = an_order(a_line("10.00", 21), a_line("0.01", 9), discount_percent=100)
    assert price_order(order, ITEMS, WITH_VAT).gross == 0


@pytest.mark.parametrize("lines", [[a_line("10.00")], [a_line("5.00"), a_line("5.00", quantity=-1)], [a_line("0")]])
def test_a_discount_above_the_lines_together_is_a_problem(lines: list[dict[str, object]]) -> None:
    told = problems_of(an_order(*lines, discount_amount="10.01"))
    assert list(told) == ["discount_amount"]
    assert "found 10.01" in told["discount_amount"]


def test_a_line_of_discount_is_one_piece_taken_back_in_the_targets_basis() -> None:
    order = an_order(a_line("121.00"), prices_include_vat=True, discount_amount="12.10")
    line = price_order(order, settings_of(how="line"), WITHOUT_VAT).lines[1]
    assert (line.sku, line.quantity, line.unit_price, line.amount) == ("DISC", *money("-1", "10", "-10.00"))
    assert line.description == "Discount"
    assert line.revenue_account == "8300"


def test_a_line_of_discount_shares_the_class_of_its_goods_where_they_have_one() -> None:
    lines = [a_line("1", 21, vat_class="high"), a_line("1", 9, vat_class="low"), a_line("1", 9, vat_class="book")]
    priced = price_order(an_order(*lines, discount_percent=50), settings_of(how="line"), WITHOUT_VAT)
    assert [line.vat_class for line in priced.lines if line.role == "discount"] == ["high", None]


def test_a_discount_on_an_account_alone_is_no_line_of_an_order() -> None:
    chosen = settings_of(how="line")
    chosen = chosen.model_copy(update={"discount": chosen.discount.model_copy(update={"item": None})})
    order = an_order(a_line("10.00"), discount_amount="1.00")
    assert list(problems_of(order, chosen)) == ["settings.discount.item"]
    assert problems_of(order, chosen, Basis(includes_vat=False, on_accounts=True)) == {}
