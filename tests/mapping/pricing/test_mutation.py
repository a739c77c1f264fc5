"""A financial mutation balances to the cent, and nothing is booked on an account or rate that nobody knows."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mapping.documents.order import Order
from mapping.pricing import (
    Basis,
    PricedOrder,
    Pricing,
    PricingError,
    mutation_lines,
    price_order,
    vat_per_code,
)
from tests.mapping.pricing.orders import SETTINGS, a_line, an_order, money, random_orders, settings_of

CODES = {Decimal(21): "1", Decimal(9): "2", Decimal(0): "0", Decimal("5.5"): "3"}


def coded(priced: PricedOrder) -> PricedOrder:
    """The order with the codes that a pipeline chooses."""
    lines = tuple(
        replace(
            line,
            vat_code=CODES.get(line.vat_rate) if line.vat_rate is not None else None,
            revenue_account=line.revenue_account or "8000",
        )
        for line in priced.lines
    )
    return replace(priced, lines=lines)


def booked(order: Order, chosen: Pricing | None = None) -> PricedOrder:
    basis = Basis(order.prices_include_vat, on_accounts=True)
    return coded(price_order(order, chosen or settings_of(how="line"), basis))


@given(random_orders(), SETTINGS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_mutation_balances_and_its_receivable_is_the_total(order: Order, chosen: Pricing, own: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    basis = Basis(order.prices_include_vat if own else not order.prices_include_vat, on_accounts=own)
    try:
        priced = coded(price_order(order, chosen, basis))
    except PricingError:
        assume(False)  # noqa: FBT003 - how hypothesis leaves an example out
        raise
    lines = mutation_lines(priced)
    assert sum(line.net + line.vat for line in lines) == 0
    assert lines[-1].role == "receivable"
    assert -lines[-1].net == priced.gross
    assert sum(vat_per_code(lines).values()) == priced.vat
    assert sum(line.net for line in lines[:-1]) == priced.net
    keys = [(line.account, line.vat_code, line.vat_rate) for line in lines[:-1]]
    assert len(set(keys)) == len(keys)


def test_revenue_is_summed_by_account_and_vat_code_and_costs_stand_on_their_own() -> None:
    order = an_order(
        a_line("100.00", description="Bread", quantity=2),
        a_line("50.00", 9, description="Milk"),
        a_line("10.00", description="Cake"),
        discount_amount="26.00",
        shipping={"amount": "5.00"},
        totals={"including_vat": "283.77"},
    )
    lines = mutation_lines(booked(order))
    assert [(line.account, line.vat_code, line.net, line.vat, line.quantity) for line in lines] == [
        ("8000", "1", Decimal("210.00"), Decimal("44.10"), 3),
        ("8000", "2", Decimal("50.00"), Decimal("4.50"), 1),
        ("8300", "1", Decimal("-21.00"), Decimal("-4.41"), None),
        ("8300", "2", Decimal("-5.00"), Decimal("-0.45"), None),
        ("8200", "1", Decimal("5.00"), Decimal("1.05"), None),
        ("4900", "0", Decimal("-0.02"), Decimal("0.00"), None),
        (None, None, Decimal("-283.77"), Decimal("0.00"), None),
    ]
    assert [line.description for line in lines[:3]] == ["Bread + 1", "Milk", "Discount"]
    assert vat_per_code(lines) == {"1": Decimal("40.74"), "2": Decimal("4.05"), "0": Decimal(0)}


def test_lines_that_cost_nothing_are_not_booked_and_need_no_account() -> None:
    free = an_order(a_line("0", None, description="Thank you", sku=None), a_line("0", 21))
    priced = price_order(free, Pricing(), Basis(includes_vat=False, on_accounts=True))
    [receivable] = mutation_lines(priced)
    assert (receivable.role, receivable.net) == ("receivable", Decimal(0))


def test_groups_that_come_to_nothing_are_not_booked() -> None:
    lines = mutation_lines(booked(an_order(a_line("5.00"), a_line("5.00", quantity=-1), a_line("1.00", 9))))
    assert [line.vat_code for line in lines] == ["2", None]


def test_without_vat_codes_rates_stay_apart() -> None:
    priced = booked(an_order(a_line("5.00"), a_line("1.00", 9)))
    lines = mutation_lines(replace(priced, lines=tuple(replace(line, vat_code=None) for line in priced.lines)))
    assert [(line.vat_rate, line.net) for line in lines[:-1]] == [
        (Decimal(21), Decimal("5.00")),
        (Decimal(9), Decimal("1.00")),
    ]


def test_what_lacks_an_account_or_a_rate_is_told_all_at_once() -> None:
    order = an_order(a_line("5.00", None), a_line("5.00"), shipping={"amount": "1.00"})
    priced = price_order(order, Pricing(), Basis(includes_vat=False, on_accounts=True))
    with pytest.raises(PricingError) as caught:
        mutation_lines(priced)
    told = {problem.path: problem.remedy for problem in caught.value.problems}
    assert set(told) == {
        "lines[0].vat_rate",
        "lines[0].revenue_account",
        "lines[1].revenue_account",
        "shipping.revenue_account",
    }
    assert "settings.shipping_cost.account" in told["shipping.revenue_account"]


def test_a_credit_is_booked_the_other_way_round() -> None:
    lines = mutation_lines(booked(an_order(a_line("100.00", quantity=-1))))
    assert [(line.net, line.vat) for line in lines] == [tuple(money("-100", "-21")), tuple(money("121", "0"))]
