"""Unit prices make the amount when a target multiplies, and stay as they are where nothing changes them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.pricing import Basis, PricedLine, price_order
from tests.mapping.pricing.orders import ITEMS, WITH_VAT, WITHOUT_VAT, a_line, an_order, problems_of

LONG = Decimal("0.1234567890123456789")


UNSPLIT = ITEMS.model_copy(update={"rounding": ITEMS.rounding.model_copy(update={"split_lines": False})})


def first(line: dict[str, Any], basis: Basis = WITHOUT_VAT, **more: Any) -> PricedLine:
    return price_order(an_order(line, **more), ITEMS, basis).lines[0]


def test_a_price_that_nothing_changes_keeps_its_last_digit() -> None:
    line = first(a_line(LONG, quantity=1000))
    assert (line.unit_price, line.list_price, line.amount) == (LONG, LONG, Decimal("123.46"))
    assert first(a_line(LONG, None), WITH_VAT, prices_include_vat=True).unit_price == LONG


def test_what_a_discount_takes_off_to_nothing_has_no_price_below_zero() -> None:
    bought, taken_back = a_line("100", quantity=1), a_line("99.99", quantity=-1)
    priced = price_order(an_order(bought, taken_back, discount_percent=100), ITEMS, WITHOUT_VAT)
    assert [str(line.unit_price) for line in priced.lines] == ["0.0000", "0.0000"]


def test_a_price_of_nothing_needs_no_rate() -> None:
    assert first(a_line("0", None), WITH_VAT).unit_price == 0


@pytest.mark.parametrize(
    ("line", "price", "listed"),
    [
        (a_line("9.99", quantity=3), "8.2562", "8.2562"),
        (a_line("12.10", quantity=3, discount_percent=50), "5.0000", "10.0000"),
        (a_line("10.00", quantity=3, discount_amount="1.00"), "7.9890", "8.2645"),
    ],
)
def test_a_price_without_vat_is_the_nearest_that_makes_the_amount(line: Any, price: str, listed: str) -> None:
    found = first(line, prices_include_vat=True)
    assert (found.unit_price, found.list_price) == (Decimal(price), Decimal(listed))


def test_a_price_that_makes_the_amount_is_found_beside_the_true_one() -> None:
    found = first(a_line("0.30", quantity=7, discount_amount="0.05"), Basis(includes_vat=False, decimals=3))
    assert found.amount == Decimal("2.05")
    assert found.unit_price == Decimal("0.293")


def test_what_no_price_of_so_many_decimals_makes_is_on_the_line_for_rounding_where_lines_are_not_split() -> None:
    order = an_order(a_line("1.00", 0, quantity=3, discount_amount="0.01"))
    priced = price_order(order, UNSPLIT, Basis(includes_vat=False, decimals=2))
    assert [(line.sku, line.unit_price, line.amount) for line in priced.lines] == [
        ("BR-100", Decimal("1.00"), Decimal("3.00")),
        ("ROUND", Decimal("0.01"), Decimal("-0.01")),
    ]


def test_too_few_decimals_for_the_quantity_hold_the_order_where_lines_are_not_split() -> None:
    order = an_order(a_line("1.00", quantity=1000), prices_include_vat=True)
    told = problems_of(order, UNSPLIT, Basis(includes_vat=False, decimals=2))
    assert list(told) == ["lines"]
    assert "more decimals" in told["lines"]


@given(
    st.decimals(min_value=0, max_value=100, places=2),
    st.decimals(min_value=Decimal("0.01"), max_value=40, places=2),
    st.decimals(min_value=0, max_value=99, places=1),
)
def test_with_four_decimals_any_amount_of_some_pieces_is_made(
    price: Decimal, quantity: Decimal, percent: Decimal
) -> None:
    line = first(a_line(price, 0, quantity, discount_percent=percent))
    assert abs(line.amount - price * quantity * (100 - percent) / 100) <= Decimal("0.005")
