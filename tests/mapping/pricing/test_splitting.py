"""A line whose amount no one price makes is two lines: quantity, amount and VAT stay what they are."""

from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping.documents.values import MOST_DIGITS
from mapping.money import EXACT, gross_of, round_cents
from mapping.pricing import Basis, PricedLine, price_order
from mapping.pricing.splitting import split
from tests.mapping.pricing.orders import ITEMS, a_line, an_order, settings_of

COLUMN = Basis(includes_vat=False, decimals=4, most_decimals=4)


def lines_of(line: dict[str, Any], basis: Basis = COLUMN, **more: Any) -> tuple[PricedLine, ...]:
    return price_order(an_order(line, **more), ITEMS, basis).lines


def test_five_thousand_at_a_price_of_nine_decimals_come_to_their_amount_with_vat() -> None:
    priced = price_order(an_order(a_line("0.123456789", 9, 5000)), ITEMS, COLUMN)
    assert (priced.net, priced.vat, priced.gross) == (Decimal("617.28"), Decimal("55.56"), Decimal("672.84"))
    assert sum(line.quantity for line in priced.lines) == 5000
    assert [line.unit_price for line in priced.lines] == [Decimal("0.1234"), Decimal("0.1235")]
    assert {(line.sku, line.position, line.vat_rate) for line in priced.lines} == {("BR-100", 0, Decimal(9))}
    [note] = priced.notes
    assert str(note).startswith("lines[0]: written as two lines")


def test_a_price_with_more_decimals_whose_rounded_one_makes_the_amount_is_one_line() -> None:
    [line] = lines_of(a_line("12.123456789", quantity=3))
    assert (line.unit_price, line.amount) == (Decimal("12.1235"), Decimal("36.37"))


def test_a_column_that_holds_more_than_prices_are_worked_out_with_is_used_before_a_line_is_split() -> None:
    wide = Basis(includes_vat=False, decimals=4, most_decimals=10)
    [line] = lines_of(a_line("0.99", quantity=5000), wide, prices_include_vat=True)
    assert (line.amount, line.unit_price) == (Decimal("4090.91"), Decimal("0.8181818182"))


def test_what_is_taken_back_is_the_mirror_of_what_was_sold() -> None:
    sold, back = (lines_of(a_line("0.123456789", 9, quantity)) for quantity in (5000, -5000))
    assert [(-line.quantity, line.unit_price, -line.amount) for line in back] == [
        (line.quantity, line.unit_price, line.amount) for line in sold
    ]


def test_on_ledger_accounts_there_are_no_unit_prices_and_nothing_is_split() -> None:
    on_accounts = Basis(includes_vat=False, decimals=4, on_accounts=True, most_decimals=4)
    [line] = lines_of(a_line("0.123456789", 9, 5000), on_accounts)
    assert (line.quantity, line.amount) == (Decimal(5000), Decimal("617.28"))


@pytest.mark.parametrize("quantity", ["0.5", "1", "-1"])
def test_less_than_two_pieces_are_never_split(quantity: str) -> None:
    assert split(Decimal(quantity), Decimal("0.01"), 4, lambda *_: True) == ()


@given(
    st.decimals(min_value=Decimal("1.001"), max_value=10**6, places=3) | st.integers(2, 10**6).map(Decimal),
    st.decimals(min_value=Decimal(-100000), max_value=100000, places=2),
    st.integers(2, 12),
    st.sampled_from([Decimal(21), Decimal(9), Decimal("5.5"), Decimal(0)]),
)
@settings(max_examples=500)
def test_the_parts_come_to_the_quantity_and_the_amount_in_prices_that_the_column_holds(
    quantity: Decimal, amount: Decimal, decimals: int, rate: Decimal
) -> None:
    def same_vat(one: Decimal, two: Decimal) -> bool:
        parts = round_cents(gross_of(one, rate)) + round_cents(gross_of(two, rate))
        return parts == round_cents(gross_of(amount, rate))

    for sign in (1, -1):
        parts = split(quantity * sign, amount, decimals, same_vat)
        with localcontext(EXACT):
            assert sum(part for part, _ in parts) == quantity * sign
            assert sum(round_cents(part * price) for part, price in parts) == amount
            for part, price in parts:
                assert part * sign > 0
                assert price == price.quantize(Decimal(1).scaleb(-decimals))


@given(st.integers(2, 10**MOST_DIGITS - 1), st.integers(1, 10**MOST_DIGITS - 1), st.integers(2, 12))
def test_numbers_of_the_most_digits_are_split_without_losing_one(size: int, cents: int, decimals: int) -> None:
    amount = Decimal(cents).scaleb(-2, EXACT)
    parts = split(Decimal(size), amount, decimals, lambda *_: True)
    with localcontext(EXACT):
        assert sum(round_cents(part * price) for part, price in parts) == amount


@given(
    st.lists(
        st.tuples(
            st.integers(1, 9999).map(Decimal) | st.decimals(Decimal("0.001"), 999, places=3),
            st.decimals(0, 500, places=9),
            st.sampled_from([21, 9, 0]),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["line", "rate"]),
    st.integers(2, 6),
)
@settings(max_examples=300)
def test_whatever_the_decimals_of_the_column_the_totals_are_those_of_exact_prices(
    lines: list[tuple[Decimal, Decimal, int]], level: str, decimals: int
) -> None:
    order = an_order(*(a_line(price, rate, quantity) for quantity, price, rate in lines))
    chosen = settings_of(level=level)
    exact = price_order(order, chosen, Basis(includes_vat=False, decimals=20))
    held = price_order(order, chosen, Basis(includes_vat=False, decimals=decimals, most_decimals=decimals))
    goods = [line for line in held.lines if line.role == "goods"]
    assert sum(line.amount for line in goods) == exact.net
    assert sum(line.quantity for line in goods) == sum(quantity for quantity, _, _ in lines)
    assert held.gross == exact.gross
    for line in held.lines:
        assert line.unit_price == round(line.unit_price, decimals)
