"""Prices are stated as the connection wants them, exact where nothing is converted, and lines add up to the cent."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.accountview.prices import as_wanted, lines_without_rate, total_of
from mapping.documents.order import Order
from mapping.money import MissingRateError
from tests.handlers.vendors.accountview.office import an_order, some_settings

EXACT = Decimal("0.1234567890123456789")


def one_line(price: str, *, includes: bool = False, **line: Any) -> Order:
    lines = [{"sku": "A", "quantity": 1, "unit_price": price, "vat_rate": 21} | line]
    return an_order(lines=lines, prices_include_vat=includes)


def price_of(order: Order, **settings: Any) -> Decimal:
    [line] = as_wanted(order, some_settings(**settings)).lines
    return line.unit_price


def test_a_price_that_needs_no_conversion_keeps_every_digit() -> None:
    assert price_of(one_line(str(EXACT))) == EXACT
    assert price_of(one_line(str(EXACT), includes=True), prices="including_vat") == EXACT


def test_vat_is_taken_out_of_a_price_or_put_onto_it() -> None:
    assert price_of(one_line("12.10", includes=True)) == Decimal("10.0000")
    assert price_of(one_line("10"), prices="including_vat", price_decimals=2) == Decimal("12.10")


def test_a_discount_is_taken_off_the_price_and_gone_afterwards() -> None:
    [line] = as_wanted(one_line("10", discount_percent="12.5"), some_settings()).lines
    assert (line.unit_price, line.discount_percent) == (Decimal("8.7500"), Decimal(0))


def test_a_line_without_rate_is_named_only_where_a_price_must_be_converted() -> None:
    order = one_line("10", includes=True, vat_rate=None)
    assert lines_without_rate(order, some_settings()) == (0,)
    assert lines_without_rate(order, some_settings(prices="including_vat")) == ()
    with pytest.raises(MissingRateError):
        as_wanted(order, some_settings())


def test_each_line_is_rounded_to_cents_before_it_is_added() -> None:
    assert total_of([(Decimal(1), Decimal("0.005")), (Decimal(1), Decimal("0.005"))]) == Decimal("0.02")


def test_a_missing_figure_leaves_the_total_open() -> None:
    assert total_of([(Decimal(1), None)]) is None
    assert total_of([]) == Decimal(0)


AMOUNTS = st.decimals(0, 10**6, allow_nan=False, allow_infinity=False, places=2)


@given(AMOUNTS, st.sampled_from([Decimal(0), Decimal(9), Decimal(21)]))
def test_taking_vat_out_and_putting_it_back_gives_the_price_to_the_cent(price: Decimal, rate: Decimal) -> None:
    net = price_of(one_line(str(price), includes=True, vat_rate=rate), price_decimals=6)
    gross = price_of(one_line(str(net), vat_rate=rate), prices="including_vat", price_decimals=2)
    assert gross == price


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=8))
def test_a_total_is_within_half_a_cent_a_line_of_the_exact_sum(lines: list[tuple[Decimal, Decimal]]) -> None:
    total = total_of(lines)
    assert total is not None
    assert abs(total - sum(quantity * price for quantity, price in lines)) <= Decimal("0.005") * len(lines)
