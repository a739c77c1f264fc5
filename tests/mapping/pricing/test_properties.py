"""Whatever the order: lines add up, and the target's total is the source's or the order is held."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal, localcontext

import pytest
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

from mapping.documents.order import Order
from mapping.money import gross_of, net_of, round_cents
from mapping.pricing import Basis, PricedOrder, Pricing, price_order
from tests.mapping.pricing.orders import (
    BASES,
    RATES,
    SETTINGS,
    WITH_VAT,
    a_line,
    an_order,
    priced_or_held,
    problems_of,
    random_orders,
    settings_of,
)

CENT = Decimal("0.01")


def with_total(order: Order, total: Decimal) -> Order:
    return an_order(
        *(line.model_dump() for line in order.lines),
        **{
            name: getattr(order, name)
            for name in ("prices_include_vat", "discount_percent", "discount_amount", "shipping", "payment_cost")
        },
        totals={"including_vat": total},
    )


@given(random_orders(), SETTINGS, BASES)
@settings(max_examples=200, deadline=None)
def test_the_lines_add_up_to_the_totals(order: Order, chosen: Pricing, basis: Basis) -> None:
    priced = priced_or_held(order, chosen, basis)
    assume(priced is not None)
    assert priced is not None
    lines = priced.lines
    assert priced.amount == sum(line.amount for line in lines) == (priced.gross if basis.includes_vat else priced.net)
    for name in ("net", "vat", "gross"):
        parts = [getattr(line, name) for line in lines]
        assert getattr(priced, name) == sum(parts) == sum(getattr(rate, name) for rate in priced.by_rate)
    for line in lines:
        assert line.net is not None
        assert line.vat is not None
        assert line.gross == line.net + line.vat
        assert line.amount == round_cents(line.quantity * line.unit_price)


@given(random_orders(), SETTINGS, BASES, st.integers(-20, 20).map(lambda cents: cents * CENT))
@settings(max_examples=200, deadline=None)
def test_the_targets_total_is_the_sources_within_the_tolerance_or_the_order_is_held(
    order: Order, chosen: Pricing, basis: Basis, off: Decimal
) -> None:
    fair = priced_or_held(order, chosen, Basis(order.prices_include_vat))
    assume(fair is not None and fair.gross is not None)
    assert fair is not None
    assert fair.gross is not None
    stated = fair.gross + off
    priced = priced_or_held(with_total(order, stated), chosen, basis)
    if priced is None:
        return
    total = as_the_target_adds_up(priced, chosen)
    assert total == priced.gross
    assert abs(total - stated) <= (0 if chosen.rounding.item else chosen.rounding.tolerance)


def as_the_target_adds_up(priced: PricedOrder, chosen: Pricing) -> Decimal:
    """The total as a target works it out, which knows quantities, prices and rates only."""
    sums: Mapping[Decimal, list[Decimal]] = defaultdict(list)
    for line in priced.lines:
        assert line.vat_rate is not None
        sums[line.vat_rate].append(round_cents(line.quantity * line.unit_price))
    if priced.includes_vat:
        return sum((sum(parts, Decimal(0)) for parts in sums.values()), Decimal(0))
    if chosen.rounding.level == "line":
        return sum((round_cents(gross_of(part, rate)) for rate, parts in sums.items() for part in parts), Decimal(0))
    nets: dict[Decimal, Decimal] = {rate: sum(parts, Decimal(0)) for rate, parts in sums.items()}
    return sum((net + round_cents(net * rate / 100) for rate, net in nets.items()), Decimal(0))


@given(random_orders(), SETTINGS)
@settings(max_examples=100, deadline=None)
def test_with_prices_of_many_decimals_no_fair_order_is_held_for_cents(order: Order, chosen: Pricing) -> None:
    for basis in (Basis(includes_vat=True, decimals=12), Basis(includes_vat=False, decimals=12)):
        assert set(problems_of(order, chosen, basis)) <= {"discount_amount"}


@given(random_orders(), st.sampled_from(["spread", "line"]))
@settings(max_examples=200, deadline=None)
def test_a_discount_on_the_order_comes_off_to_the_cent_and_turns_no_line(order: Order, how: str) -> None:
    chosen, basis = settings_of(how=how), Basis(order.prices_include_vat, 20)
    bare = order.model_copy(update={"discount_percent": Decimal(0), "discount_amount": Decimal(0), "shipping": None})
    bare = bare.model_copy(update={"payment_cost": None})
    whole = price_order(bare, chosen, basis)
    off = order.discount_amount.copy_sign(whole.amount) + whole.amount * order.discount_percent / 100
    discounted = bare.model_copy(
        update={"discount_percent": order.discount_percent, "discount_amount": order.discount_amount}
    )
    priced = priced_or_held(discounted, chosen, basis)
    if priced is None:
        assert abs(round_cents(off)) > abs(whole.amount)
        return
    assert priced.amount == whole.amount - round_cents(off)
    goods = [line for line in priced.lines if line.role == "goods"]
    for before, after in zip(whole.lines, goods, strict=True):
        assert abs(after.amount) <= abs(before.amount)
        assert after.amount * before.amount >= 0


@given(random_orders(), SETTINGS, BASES)
@settings(max_examples=100, deadline=None)
def test_the_same_order_has_the_same_prices_again_whatever_precision_others_set(
    order: Order, chosen: Pricing, basis: Basis
) -> None:
    before = order.model_dump()
    first = priced_or_held(order, chosen, basis)
    with localcontext(prec=3):
        assert priced_or_held(order, chosen, basis) == first
    assert order.model_dump() == before


@given(random_orders(), SETTINGS, BASES)
@settings(max_examples=100, deadline=None)
def test_a_credit_is_the_mirror_of_its_order(order: Order, chosen: Pricing, basis: Basis) -> None:
    def turned(cost: object) -> dict[str, object] | None:
        return {**cost.model_dump(), "amount": -cost.amount} if cost else None  # type: ignore[attr-defined]  # a Cost

    credit = an_order(
        *({**line.model_dump(), "quantity": -line.quantity} for line in order.lines),
        prices_include_vat=order.prices_include_vat,
        discount_percent=order.discount_percent,
        discount_amount=order.discount_amount,
        shipping=turned(order.shipping),
        payment_cost=turned(order.payment_cost),
    )
    there, back = priced_or_held(order, chosen, basis), priced_or_held(credit, chosen, basis)
    assert (there is None) == (back is None)
    if there and back:
        assert [(line.role, -line.amount, line.vat_rate) for line in there.lines] == [
            (line.role, line.amount, line.vat_rate) for line in back.lines
        ]
        assert [line.unit_price for line in there.lines] == [line.unit_price for line in back.lines]


def source_of(priced: PricedOrder) -> Order:
    """The order as the target would state it, were it the source."""
    lines = [a_line(line.unit_price, line.vat_rate, line.quantity, sku=line.sku or "X") for line in priced.lines]
    return an_order(*lines, prices_include_vat=priced.includes_vat)


@given(random_orders(), st.sampled_from(["line", "rate"]))
@settings(max_examples=150, deadline=None)
def test_taking_vat_out_and_putting_it_in_again_reconciles_by_line_and_by_rate(order: Order, level: str) -> None:
    order = order.model_copy(update={"prices_include_vat": True, "shipping": None, "payment_cost": None})
    chosen = settings_of(level=level)
    fair = priced_or_held(order, chosen, WITH_VAT)
    assume(fair is not None)
    assert fair is not None
    out = price_order(order, chosen, Basis(includes_vat=False, decimals=12))
    again = price_order(source_of(out), chosen, Basis(includes_vat=True, decimals=12))
    assert again.gross == fair.gross
    rates = {rate.rate: rate for rate in again.by_rate}
    for rate in fair.by_rate:
        assert abs(rates[rate.rate].gross - rate.gross) <= CENT * 2
    goods = [line for line in again.lines if line.sku != "ROUND"]
    for before, after in zip(fair.lines, goods, strict=True):
        assert abs(before.amount - after.amount) <= CENT * 2


@given(random_orders(), SETTINGS, BASES)
@settings(max_examples=100, deadline=None)
def test_at_level_rate_the_vat_of_a_rate_is_that_of_its_sum(order: Order, chosen: Pricing, basis: Basis) -> None:
    chosen = chosen.model_copy(update={"rounding": chosen.rounding.model_copy(update={"level": "rate"})})
    priced = priced_or_held(order, chosen, basis)
    assume(priced is not None)
    assert priced is not None
    for rate in priced.by_rate:
        exact = rate.gross - net_of(rate.gross, rate.rate) if basis.includes_vat else rate.net * rate.rate / 100
        assert rate.vat == round_cents(exact)


@given(random_orders(rates=st.none() | RATES, most=6), SETTINGS, BASES)
@settings(max_examples=150, deadline=None)
def test_orders_without_some_rates_are_priced_or_held_and_never_fail(
    order: Order, chosen: Pricing, basis: Basis
) -> None:
    priced = priced_or_held(order, chosen, basis)
    if priced is not None:
        known = [line.gross if basis.includes_vat else line.net for line in priced.lines]
        assert known == [line.amount for line in priced.lines]


@pytest.mark.parametrize("role", ["goods", "shipping", "payment", "discount", "rounding"])
def test_random_orders_have_lines_of_every_role(role: str) -> None:
    def has_one(sample: tuple[Order, Pricing, Basis]) -> bool:
        priced = priced_or_held(*sample)
        return priced is not None and any(line.role == role for line in priced.lines)

    quick = settings(max_examples=5000, phases=[Phase.generate], database=None, deadline=None)
    assert find(st.tuples(random_orders(most=3), SETTINGS, BASES), has_one, settings=quick)
