"""Cents that are parted come to the whole, and nobody gets a cent more than the next."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mapping.pricing.spreading import CENT, in_proportion, spread_cents
from tests.mapping.pricing.orders import money

CENTS = st.decimals(min_value=-10000, max_value=10000, places=2)
WEIGHTS = st.lists(st.decimals(min_value=0, max_value=10000, places=2), min_size=1, max_size=40).filter(any)


@given(CENTS, WEIGHTS)
def test_parts_come_to_the_whole_and_are_within_a_cent_of_their_share(total: Decimal, weights: list[Decimal]) -> None:
    parts = in_proportion(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < CENT
        assert part * total >= 0


@given(CENTS, WEIGHTS)
def test_what_is_below_zero_is_parted_as_what_is_above(total: Decimal, weights: list[Decimal]) -> None:
    assert in_proportion(-total, weights) == [-part for part in in_proportion(total, weights)]


def test_of_equal_remainders_the_first_gets_the_cent() -> None:
    assert in_proportion(Decimal("0.02"), money("1", "1", "1")) == money("0.01", "0.01", "0.00")


def test_the_largest_remainder_gets_the_cent() -> None:
    assert spread_cents(Decimal("0.03"), money("0.011", "0.019")) == money("0.01", "0.02")


def test_shares_of_both_signs_come_to_the_whole() -> None:
    assert spread_cents(Decimal("0.00"), money("0.004", "-0.004")) == money("0.00", "0.00")
    assert spread_cents(Decimal("0.01"), money("0.026", "-0.016")) == money("0.03", "-0.02")
