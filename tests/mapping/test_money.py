"""VAT, rounding and amounts: exact, per line, and back to the cent."""

from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.documents.order import Order, OrderLine
from mapping.documents.party import Address, Customer
from mapping.money import (
    gross_of,
    line_amount,
    net_of,
    order_amount,
    round_cents,
    round_to,
)
from tests.totals import line_totals, order_totals

CENTS = st.decimals(min_value=0, max_value=10**9, places=2)
RATES = st.decimals(min_value=0, max_value=Decimal("99.99"), places=2)
QUANTITIES = st.decimals(min_value=Decimal("0.001"), max_value=10**6, places=3)


def order_of(lines: list[OrderLine], *, prices_include_vat: bool) -> Order:
    return Order(
        number="SO-1",
        ordered_on=date(2026, 11, 24),
        prices_include_vat=prices_include_vat,
        customer=Customer(company="Bakkerij Van Dam B.V."),
        billing_address=Address(street="Kerkstraat", number="12", postcode="1017 GN", city="Amsterdam", country="NL"),
        lines=tuple(lines),
    )


def line_of(
    quantity: Decimal | int, price: Decimal | str, rate: Decimal | int | None = 21, discount: Decimal | int = 0
) -> OrderLine:
    return OrderLine.model_validate(
        {"sku": "BR-1", "quantity": quantity, "unit_price": price, "vat_rate": rate, "discount_percent": discount}
    )


@given(CENTS, RATES)
def test_vat_taken_out_and_put_back_is_the_same_amount_to_the_cent(gross: Decimal, rate: Decimal) -> None:
    assert round_cents(gross_of(net_of(gross, rate), rate)) == gross


@given(CENTS, RATES)
def test_vat_put_on_and_taken_out_is_the_same_amount_to_the_cent(net: Decimal, rate: Decimal) -> None:
    assert round_cents(net_of(gross_of(net, rate), rate)) == net


@given(quantity=QUANTITIES, price=CENTS, rate=RATES, including=st.booleans())
def test_a_line_differs_at_most_half_a_cent_from_the_exact_amount(
    quantity: Decimal, price: Decimal, rate: Decimal, *, including: bool
) -> None:
    totals = line_totals(line_of(quantity, price, rate), prices_include_vat=including)
    exact = quantity * price
    given_back = totals.including_vat if including else totals.excluding_vat
    assert abs(given_back - exact) <= Decimal("0.005")
    assert totals.including_vat >= totals.excluding_vat
    assert totals.vat == totals.including_vat - totals.excluding_vat


@given(parts=st.lists(st.tuples(QUANTITIES, CENTS, RATES), min_size=1, max_size=6), including=st.booleans())
def test_an_order_is_the_sum_of_its_rounded_lines(
    parts: list[tuple[Decimal, Decimal, Decimal]], *, including: bool
) -> None:
    order = order_of([line_of(*part) for part in parts], prices_include_vat=including)
    totals = order_totals(order)
    lines = [line_totals(line, prices_include_vat=including) for line in order.lines]
    assert totals.excluding_vat == sum(line.excluding_vat for line in lines)
    assert totals.including_vat == sum(line.including_vat for line in lines)
    assert order_amount(order) == (totals.including_vat if including else totals.excluding_vat)


def test_rounding_per_line_keeps_the_cent_that_rounding_per_unit_loses() -> None:
    lines = [line_of(3, "9.99"), line_of(7, "1.95"), line_of(13, "0.35")]
    totals = order_totals(order_of(lines, prices_include_vat=True))
    assert (totals.excluding_vat, totals.including_vat) == (Decimal("39.81"), Decimal("48.17"))
    per_unit = sum(round_cents(net_of(line.unit_price, Decimal(21))) * line.quantity for line in lines)
    assert per_unit == Decimal("39.82")


def test_each_line_has_its_own_rate() -> None:
    totals = order_totals(order_of([line_of(1, "100.00", 21), line_of(1, "100.00", 9)], prices_include_vat=False))
    assert totals.including_vat == Decimal("230.00")


def test_a_discount_is_taken_before_rounding() -> None:
    assert line_amount(line_of(3, "0.333", discount=50)) == Decimal("0.50")
    assert line_amount(line_of(3, "0.333", discount=100)) == Decimal("0.00")


@pytest.mark.parametrize(("quantity", "found"), [(3, "24.00"), (-3, "-24.00")])
def test_an_amount_off_the_line_comes_after_the_percentage_and_makes_it_smaller(quantity: int, found: str) -> None:
    line = line_of(quantity, "10.00", discount=10).model_copy(update={"discount_amount": Decimal("3.00")})
    assert line_amount(line) == Decimal(found)


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1e3", "1000")],
)
def test_halves_go_away_from_zero(amount: str, cents: str) -> None:
    assert round_cents(Decimal(amount)) == Decimal(cents)


def test_amounts_of_the_most_digits_lose_none() -> None:
    many = Decimal("9" * 40)
    assert line_amount(line_of(many, many)) == int("9" * 40) ** 2
    assert round_to(many, 20) == many


def test_the_precision_set_by_others_changes_no_amount() -> None:
    order = order_of([line_of(3, "123456.78"), line_of(1, "0.01")], prices_include_vat=False)
    expected = order_totals(order)
    with localcontext(prec=3):
        assert order_amount(order) == expected.excluding_vat
        assert [line_totals(line, prices_include_vat=False).including_vat for line in order.lines] == [
            Decimal("448148.11"),
            Decimal("0.01"),
        ]
    assert expected.vat == Decimal("77777.77")


def test_a_line_without_a_rate_has_an_amount() -> None:
    assert line_amount(line_of(2, "5.00", rate=None)) == Decimal("10.00")
