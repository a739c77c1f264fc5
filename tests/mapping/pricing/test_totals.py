"""Stated totals decide: what differs a little is on a line of its own, and what differs more holds the order."""

from decimal import Decimal
from typing import Any

import pytest

from mapping.pricing import Basis, Pricing, Rounding, price_order
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

LINE = a_line("100.00")


@pytest.mark.parametrize(
    ("totals", "path"),
    [
        ({"including_vat": "121.06"}, "totals.including_vat"),
        ({"excluding_vat": "99.94"}, "totals.excluding_vat"),
        ({"vat": "21.06"}, "totals.vat"),
        ({"excluding_vat": "100.00", "vat": "21.06"}, "totals.including_vat"),
        ({"including_vat": "120.94", "excluding_vat": "100.00", "vat": "21.00"}, "totals.including_vat"),
    ],
)
def test_above_the_tolerance_the_order_is_held_with_both_totals(totals: dict[str, str], path: str) -> None:
    told = problems_of(an_order(LINE, totals=totals))
    assert list(told) == [path]
    assert "the tolerance is 0.05" in told[path]
    assert "settings.rounding.tolerance" in told[path]


@pytest.mark.parametrize(
    "totals",
    [
        {"including_vat": "121.05"},
        {"excluding_vat": "100.05"},
        {"vat": "21.05"},
        {"including_vat": "121.05", "excluding_vat": "80.00"},  # without costs, say: the total with VAT decides
    ],
)
def test_within_the_tolerance_the_difference_is_a_line_without_vat(totals: dict[str, str]) -> None:
    for basis in (WITH_VAT, WITHOUT_VAT):
        priced = price_order(an_order(LINE, totals=totals), ITEMS, basis)
        line = priced.lines[-1]
        assert (line.role, line.sku, line.amount) == ("rounding", "ROUND", Decimal("0.05"))
        assert (line.net, line.vat, line.gross, line.vat_rate) == (*money("0.05", "0", "0.05", "0"),)
        assert priced.gross == Decimal("121.05")


def test_a_difference_below_zero_is_a_piece_taken_back() -> None:
    line = price_order(an_order(LINE, totals={"including_vat": "120.97"}), ITEMS, WITHOUT_VAT).lines[-1]
    assert (line.quantity, line.unit_price, line.amount) == tuple(money("-1", "0.03", "-0.03"))


def test_without_an_article_for_it_the_difference_is_a_note() -> None:
    priced = price_order(an_order(LINE, totals={"including_vat": "121.02"}), Pricing(), WITHOUT_VAT)
    assert amounts(priced) == money("100.00")
    assert priced.gross == Decimal("121.00")
    [note] = priced.notes
    assert "0.02" in str(note)


def test_on_ledger_accounts_the_difference_needs_an_account_and_no_article() -> None:
    order = an_order(LINE, totals={"including_vat": "121.02"})
    basis = Basis(includes_vat=False, on_accounts=True)
    booked = price_order(order, Pricing(rounding=Rounding(account="4900")), basis)
    assert [line.revenue_account for line in booked.lines] == [None, "4900"]
    assert len(price_order(order, Pricing(rounding=Rounding(item="ROUND")), basis).lines) == 1


def test_totals_are_of_everything_costs_and_discounts_too() -> None:
    order = an_order(
        LINE, discount_amount="10.00", shipping={"amount": "5.00"}, totals={"excluding_vat": "95.00", "vat": "19.95"}
    )
    assert problems_of(order) == {}


def test_the_tolerance_is_a_setting() -> None:
    order = an_order(LINE, totals={"including_vat": "121.01"})
    assert list(problems_of(order, settings_of(tolerance="0"))) == ["totals.including_vat"]
    assert problems_of(order, settings_of(tolerance="0.01")) == {}


def test_a_total_that_fits_does_not_hide_vat_that_does_not() -> None:
    totals = {"including_vat": "121.00", "vat": "9.99"}
    told = problems_of(an_order(a_line("121.00"), prices_include_vat=True, totals=totals))
    assert list(told) == ["totals.vat"]


def test_vat_rounded_elsewhere_holds_nothing() -> None:
    lines = [a_line("0.12", 21)] * 12  # 12 x 0.03 by line, 0.30 by rate
    order = an_order(*lines, totals={"including_vat": "1.74", "vat": "0.30"})
    assert list(problems_of(order)) == ["totals.including_vat"]
    assert problems_of(order, settings_of(level="rate")) == {}


@pytest.mark.parametrize(
    ("totals", "held"),
    [
        ({"excluding_vat": "100.00"}, False),
        ({"excluding_vat": "90.00"}, True),
        ({"including_vat": "90.00", "excluding_vat": "90.00"}, True),
        ({"including_vat": "400.00"}, False),
    ],
)
def test_without_a_rate_what_can_be_compared_is_compared(totals: dict[str, Any], *, held: bool) -> None:
    assert bool(problems_of(an_order(a_line("100.00", None), totals=totals))) is held


def test_a_total_that_cannot_be_compared_is_told() -> None:
    lines = (a_line("100.00", None), a_line("50.00", None))
    priced = price_order(an_order(*lines, totals={"vat": "7.00"}), ITEMS, WITHOUT_VAT)
    assert any("not compared" in str(note) for note in priced.notes)


def test_a_stated_total_of_more_decimals_is_rounded_first() -> None:
    assert len(price_order(an_order(LINE, totals={"including_vat": "121.0049"}), ITEMS, WITHOUT_VAT).lines) == 1
