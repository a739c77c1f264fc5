"""Lines add up to the cent the way they stand in AccountView."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.accountview.target.prices import total_of


def test_each_line_is_rounded_to_cents_before_it_is_added() -> None:
    assert total_of([(Decimal(1), Decimal("0.005")), (Decimal(1), Decimal("0.005"))]) == Decimal("0.02")


def test_a_missing_figure_leaves_the_total_open() -> None:
    assert total_of([(Decimal(1), None)]) is None
    assert total_of([]) == Decimal(0)


AMOUNTS = st.decimals(0, 10**6, allow_nan=False, allow_infinity=False, places=2)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=8))
def test_a_total_is_within_half_a_cent_a_line_of_the_exact_sum(lines: list[tuple[Decimal, Decimal]]) -> None:
    total = total_of(lines)
    assert total is not None
    assert abs(total - sum(quantity * price for quantity, price in lines)) <= Decimal("0.005") * len(lines)
