"""Orders with numbers of the most digits: they are priced or held, and no digit gets lost."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping.documents.order import Order
from mapping.documents.values import MOST_DIGITS
from mapping.money import EXACT
from mapping.pricing import Basis, Pricing, price_order
from tests.mapping.pricing.orders import (
    BASES,
    ITEMS,
    SETTINGS,
    WITH_VAT,
    WITHOUT_VAT,
    a_line,
    an_order,
    priced_or_held,
)

HUGE = st.one_of(
    st.integers(1, 10**MOST_DIGITS - 1).map(Decimal),
    st.integers(1, 10**MOST_DIGITS - 1).map(lambda digits: Decimal(digits).scaleb(-MOST_DIGITS, EXACT)),
    st.sampled_from([Decimal("9" * MOST_DIGITS), Decimal(1).scaleb(-MOST_DIGITS), Decimal(-1).scaleb(-MOST_DIGITS)]),
    st.integers(1, 10**20).map(lambda digits: Decimal(digits).scaleb(-10)),
)
HUGE_RATE = st.none() | st.integers(0, 10**MOST_DIGITS - 1).map(
    lambda digits: Decimal(digits).scaleb(2 - MOST_DIGITS, EXACT)
)
PERCENT = st.integers(0, 10**MOST_DIGITS - 1).map(lambda digits: Decimal(digits).scaleb(2 - MOST_DIGITS, EXACT))


@st.composite
def huge_orders(draw: st.DrawFn) -> Order:
    lines = [
        a_line(
            draw(HUGE),
            draw(HUGE_RATE),
            draw(HUGE | HUGE.map(Decimal.copy_negate)),
            discount_percent=draw(st.just(0) | PERCENT),
            discount_amount=draw(st.just(0) | HUGE.map(Decimal.copy_abs)),
            vat_amount=draw(st.none() | HUGE),
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    cost = st.none() | st.fixed_dictionaries({"amount": HUGE, "includes_vat": st.booleans(), "vat_rate": HUGE_RATE})
    total = st.none() | HUGE
    return an_order(
        *lines,
        prices_include_vat=draw(st.booleans()),
        discount_percent=draw(st.just(0) | PERCENT),
        discount_amount=draw(st.just(0) | HUGE.map(Decimal.copy_abs)),
        shipping=draw(cost),
        payment_cost=draw(cost),
        totals={"including_vat": draw(total), "excluding_vat": draw(total), "vat": draw(total)},
    )


@given(huge_orders(), SETTINGS, BASES)
@settings(max_examples=400, deadline=None)
def test_numbers_of_the_most_digits_are_priced_or_held_and_never_fail(
    order: Order, chosen: Pricing, basis: Basis
) -> None:
    priced = priced_or_held(order, chosen, basis)
    if priced is not None:
        with localcontext(EXACT):
            assert priced.amount == sum(line.amount for line in priced.lines)


@pytest.mark.parametrize("basis", [WITH_VAT, WITHOUT_VAT])
def test_an_amount_of_eighty_digits_keeps_them_all(basis: Basis) -> None:
    many = Decimal("9" * MOST_DIGITS)
    priced = price_order(an_order(a_line(many, 0, many)), ITEMS, basis)
    assert priced.amount == int("9" * MOST_DIGITS) ** 2
