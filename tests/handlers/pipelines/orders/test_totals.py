"""Whatever an order is like, the target's total is the source's within the tolerance, or the order is held."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from handlers.pipelines.orders.draft import Drafted, draft_order
from handlers.pipelines.orders.settings import OrderSettings
from mapping.documents.reading import read_order
from mapping.pricing import Basis, PricedLine, mutation_lines
from relay.model import Flow
from tests.handlers.pipelines.orders.fakes import document

RATES = [Decimal(rate) for rate in ("21", "9", "0", "19", "5.5", "25.5")]
NOTHING = Decimal(0)

cents = st.decimals(0, 500, places=2)
rates = st.sampled_from(RATES)


def lines_of(quantities: st.SearchStrategy[Any], rates: st.SearchStrategy[Decimal]) -> st.SearchStrategy[list[Any]]:
    prices = cents | st.decimals(0, 100, places=4)
    line = {"sku": st.just("BR-100"), "quantity": quantities, "unit_price": prices, "vat_rate": rates}
    percent = {"discount_percent": st.sampled_from([Decimal(5), Decimal("12.5"), Decimal("33.3"), Decimal(100)])}
    return st.lists(st.fixed_dictionaries(line, optional=percent), min_size=1, max_size=8)


costs = st.none() | st.fixed_dictionaries(
    {"amount": cents, "vat_rate": rates}, optional={"includes_vat": st.booleans()}
)
orders = st.fixed_dictionaries(
    {
        "prices_include_vat": st.booleans(),
        "lines": lines_of(st.integers(1, 99) | st.integers(-9, -1) | st.decimals(Decimal("0.01"), 50, places=3), rates),
        "shipping": costs,
        "payment_cost": costs,
    },
    optional={"discount_percent": st.sampled_from([Decimal(10), Decimal("7.5")]), "discount_amount": cents},
)
shares = st.sampled_from(["source", "main_goods", "highest", "pro_rata"])
flows = st.builds(
    lambda level, tolerance, item, how, vat: {
        "rounding": {"level": level, "tolerance": tolerance, "item": item, "account": "4999"},
        "discount": {"how": how, "item": "DISCOUNT", "account": "8900"},
        "shipping_cost": {"item": "SHIPPING", "vat": vat, "account": "8090"},
        "payment_cost": {"item": "PAYING", "account": "8091"},
        "vat_codes": {"rows": [{"code": "1", "revenue_account": "8000"}]},
    },
    level=st.sampled_from(["line", "rate"]),
    tolerance=st.sampled_from(["0", "0.01", "0.05", "1"]),
    item=st.none() | st.just("ROUNDING"),
    how=st.sampled_from(["spread", "line"]),
    vat=shares,
)
bases = st.builds(Basis, st.booleans(), st.sampled_from([2, 4, 6]))
off = st.sampled_from(["0", "0", "0.01", "-0.02", "0.06", "-5"]).map(Decimal)


@given(order=orders, flow=flows, basis=bases, off=off)
def test_the_targets_total_is_the_sources_within_the_tolerance_or_the_order_is_held(
    order: dict[str, Any], flow: dict[str, Any], basis: Basis, off: Decimal
) -> None:
    stated = rough_total(order) + off
    drafted = drafted_of(order, flow, basis, stated)
    event("held" if drafted.problems else "sent")
    if not drafted.problems:
        priced, rounding = drafted.draft.priced, flow["rounding"]
        total = total_in_the_target(priced.lines, basis, rounding["level"])
        assert total == priced.gross
        assert abs(total - stated) <= Decimal(rounding["tolerance"])
        assert total == stated or not rounding["item"]


@given(order=orders, flow=flows, off=off)
def test_a_financial_mutation_balances_or_the_order_is_held(
    order: dict[str, Any], flow: dict[str, Any], off: Decimal
) -> None:
    stated = rough_total(order) + off
    drafted = drafted_of(order, flow, Basis(order["prices_include_vat"], on_accounts=True), stated)
    event("held" if drafted.problems else "sent")
    if not drafted.problems:
        *revenue, receivable = mutation_lines(drafted.draft.priced)
        assert sum((line.net + line.vat for line in (*revenue, receivable)), NOTHING) == NOTHING
        assert -receivable.net == drafted.draft.priced.gross == stated  # the account for rounding takes what is left


@pytest.mark.parametrize("includes_vat", [True, False])
@given(data=st.data(), level=st.sampled_from(["line", "rate"]))
def test_an_order_whose_totals_are_right_is_never_held(data: st.DataObject, level: str, *, includes_vat: bool) -> None:
    """With prices of four decimals, up to 99 pieces a line, and at most three rates, as shops have them."""
    used = data.draw(st.lists(rates, min_size=1, max_size=3, unique=True))
    lines = data.draw(lines_of(st.integers(1, 99), st.sampled_from(used)))
    cost = {"amount": data.draw(cents), "vat_rate": data.draw(st.sampled_from(used))}
    order = {"prices_include_vat": includes_vat, "lines": lines, "shipping": cost}
    amounts = [(to_cents(amount_of(line)), line["vat_rate"]) for line in lines] + [(cost["amount"], cost["vat_rate"])]
    stated = sum((amount for amount, _ in amounts), NOTHING)
    if not includes_vat:
        stated = with_vat(amounts, level)
    flow = {"rounding": {"level": level}, "shipping_cost": {"item": "SHIPPING"}}
    for basis in (Basis(includes_vat=True), Basis(includes_vat=False)):
        assert drafted_of(order, flow, basis, stated).problems == ()


def drafted_of(order: dict[str, Any], settings: dict[str, Any], basis: Basis, stated: Decimal) -> Drafted:
    read = read_order(document(**order, totals={"including_vat": stated}), strict=True)
    flow = Flow("shop-orders", "order", "shop", "books", OrderSettings.model_validate(settings))
    return draft_order(read, flow, lambda _: basis, date(2026, 11, 24))


def total_in_the_target(lines: Sequence[PricedLine], basis: Basis, level: str) -> Decimal:
    """What the target will make of quantities and prices, as a bookkeeper adds them up."""
    amounts = [(to_cents(line.quantity * line.unit_price), line.vat_rate or NOTHING) for line in lines]
    return sum((amount for amount, _ in amounts), NOTHING) if basis.includes_vat else with_vat(amounts, level)


def with_vat(amounts: Sequence[tuple[Decimal, Decimal]], level: str) -> Decimal:
    """Amounts without VAT and their VAT, rounded line by line, or rate by rate."""
    vat: dict[object, Decimal] = defaultdict(Decimal)
    for number, (amount, rate) in enumerate(amounts):
        vat[rate if level == "rate" else number] += amount * rate / 100
    return sum((amount for amount, _ in amounts), NOTHING) + sum(map(to_cents, vat.values()), NOTHING)


def rough_total(order: dict[str, Any]) -> Decimal:
    """The total of an order with VAT, rounded once at the end: near enough to be right, and sometimes a cent off."""
    goods = [(amount_of(line), line["vat_rate"]) for line in order["lines"]]
    together = sum((amount for amount, _ in goods), NOTHING)
    less = together * order.get("discount_percent", NOTHING) / 100
    less += order.get("discount_amount", NOTHING).copy_sign(together)
    kept = 1 - less / together if together else Decimal(1)
    parts = [(amount * kept, rate, order["prices_include_vat"]) for amount, rate in goods]
    parts += [
        (cost["amount"], cost["vat_rate"], cost.get("includes_vat", order["prices_include_vat"]))
        for cost in (order["shipping"], order["payment_cost"])
        if cost
    ]
    return to_cents(sum((part if has else part * (100 + rate) / 100 for part, rate, has in parts), NOTHING))


def amount_of(line: dict[str, Any]) -> Decimal:
    whole: Decimal = line["quantity"] * line["unit_price"]
    percent: Decimal = line.get("discount_percent", NOTHING)
    return whole * (100 - percent) / 100


def to_cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
