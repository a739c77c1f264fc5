"""Amounts without VAT make the source's total when a target puts the VAT back on."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.pricing import price_order
from tests.mapping.pricing.orders import (
    ITEMS,
    WITH_VAT,
    WITHOUT_VAT,
    a_line,
    amounts,
    an_order,
    money,
    settings_of,
)


def test_cents_that_taking_vat_out_loses_cancel_over_the_lines() -> None:
    order = an_order(*[a_line("10.00")] * 2, prices_include_vat=True)  # 8.26 is 9.99 again, and 8.27 is 10.01
    priced = price_order(order, ITEMS, WITHOUT_VAT)
    assert amounts(priced) == money("8.27", "8.26")
    assert priced.gross == Decimal("20.00")


def test_a_cent_that_no_amount_makes_is_on_the_line_for_rounding() -> None:
    priced = price_order(an_order(a_line("10.00"), prices_include_vat=True), ITEMS, WITHOUT_VAT)
    assert [(line.sku, line.vat_rate, line.amount) for line in priced.lines] == [
        ("BR-100", Decimal(21), Decimal("8.26")),
        ("ROUND", Decimal(0), Decimal("0.01")),
    ]
    assert priced.gross == Decimal("10.00")


@pytest.mark.parametrize("level", ["line", "rate"])
def test_amounts_with_vat_are_the_sources_own_gross(level: str) -> None:
    order = an_order(*[a_line("0.12")] * 3)
    priced = price_order(order, settings_of(level=level), WITH_VAT)
    assert priced.gross == {"line": Decimal("0.45"), "rate": Decimal("0.44")}[level]


@given(st.lists(st.decimals(min_value=Decimal("0.01"), max_value=100, places=2), min_size=1, max_size=40))
def test_lines_move_by_a_cent_at_most_and_the_total_is_the_sources_or_a_cent_off(prices: list[Decimal]) -> None:
    order = an_order(*(a_line(price) for price in prices), prices_include_vat=True)
    priced = price_order(order, settings_of(item=None), WITHOUT_VAT)
    assert priced.gross is not None
    assert abs(priced.gross - sum(prices)) <= Decimal("0.01")
    for price, line in zip(prices, priced.lines, strict=True):
        assert abs(line.amount - price / Decimal("1.21")) < Decimal("0.02")
        assert line.amount >= 0
