"""The rate that explains an amount of VAT is found, and none is made up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.money import gross_of, round_cents
from mapping.pricing.fitting_rates import Explained, fitting_rate

USUAL = (Decimal(21), Decimal(9), Decimal(0))


def of(amount: str, vat: str, *, known: tuple[Decimal, ...] = ()) -> Decimal | None:
    return fitting_rate(Explained(Decimal(0), Decimal(amount), Decimal(vat)), known, USUAL)


@pytest.mark.parametrize(
    ("amount", "vat", "rate"),
    [
        ("8.26", "1.73", "21"),
        ("100.00", "9.00", "9"),
        ("100.00", "5.50", "5.5"),
        ("1000.00", "81.00", "8.1"),
        ("100.00", "0.00", "0"),
        ("-100.00", "-21.00", "21"),
    ],
)
def test_the_rate_that_fits_to_the_cent_is_found(amount: str, vat: str, rate: str) -> None:
    assert of(amount, vat) == Decimal(rate)


@pytest.mark.parametrize(
    ("amount", "vat"), [("100.00", "21.23"), ("0.50", "0.12"), ("0.00", "0.00"), ("0.01", "0.00"), ("10.00", "-2.10")]
)
def test_no_rate_is_made_up_where_none_or_several_fit(amount: str, vat: str) -> None:
    assert of(amount, vat) is None


def test_a_rate_of_the_same_order_decides_between_several() -> None:
    assert of("0.50", "0.12", known=(Decimal(24),)) == 24


@given(st.integers(1, 10**6), st.sampled_from([21, 9, 0]), st.booleans())
def test_a_usual_rate_is_found_for_any_amount_above_some_cents(cents: int, rate: int, including: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    net = Decimal(cents) / 100 + 1
    gross = round_cents(gross_of(net, Decimal(rate)))
    zero = Decimal(0)
    told = Explained(gross, zero, gross - net) if including else Explained(zero, net, gross - net)
    assert fitting_rate(told, (), USUAL) == rate
