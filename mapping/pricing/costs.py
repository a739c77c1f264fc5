"""Makes lines of the costs of shipping and paying, each on its article and under the VAT rule of the settings."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from mapping.documents.order import Cost, Order
from mapping.money import round_cents
from mapping.pricing.charges import Charge, Group, groups_of, show_amount, single
from mapping.pricing.settings import CostItem, Pricing
from mapping.pricing.spreading import in_proportion
from mapping.problems import Problem
from words.told import Told

CostRole = Literal["shipping", "payment"]

_NO_GOODS = Group(None, Decimal(0), "goods", None)


def cost_charges(
    order: Order, goods: Sequence[Charge], settings: Pricing, *, on_accounts: bool
) -> tuple[list[Charge], list[Problem]]:
    """The costs of shipping and of the way of paying, none where they are nothing; and what is wrong with them.

    ``goods`` are the order's lines after all discounts, of which the rules about VAT speak.
    """
    charges: list[Charge] = []
    problems: list[Problem] = []
    costs: tuple[tuple[CostRole, Cost | None, CostItem, str | None], ...] = (
        ("shipping", order.shipping, settings.shipping_cost, order.shipping_method),
        ("payment", order.payment_cost, settings.payment_cost, order.payment_method),
    )
    for role, cost, rule, method in costs:
        if cost is None or not round_cents(cost.amount):
            continue
        item = rule.items.get(method or "") or rule.item
        if not item and not on_accounts:
            problems.append(_no_item(role, cost))
        charges += _lines(role, cost, rule, item, goods, order)
    return charges, problems


def _no_item(role: str, cost: Cost) -> Problem:
    wrong, remedy = Told("pricing.cost_item_missing"), Told("pricing.set_cost_item", role=role)
    return Problem(f"settings.{role}_cost.item", wrong, remedy, show_amount(cost.amount))


def _lines(
    role: CostRole,
    cost: Cost,
    rule: CostItem,
    item: str | None,
    goods: Sequence[Charge],
    order: Order,
) -> list[Charge]:
    amount = round_cents(cost.amount)
    includes_vat = order.prices_include_vat if cost.includes_vat is None else cost.includes_vat
    text = cost.description or rule.description or {"shipping": "Shipping costs", "payment": "Payment costs"}[role]
    return [
        single(
            role,
            "shipping" if role == "shipping" else "payment_cost",
            part,
            group,
            includes_vat=includes_vat,
            sku=item,
            text=text,
            account=rule.account,
        )
        for group, part in _parts(amount, cost, rule, groups_of(goods))
        if part
    ]


def _parts(amount: Decimal, cost: Cost, rule: CostItem, groups: list[Group]) -> list[tuple[Group, Decimal]]:
    """The VAT rates a cost falls under, and how much of it falls under each."""
    if rule.vat == "fixed":
        return [(_of_rate(rule.fixed_rate, groups), amount)]
    if rule.vat == "source" and cost.vat_rate is not None:
        return [(_of_rate(cost.vat_rate, groups), amount)]
    known = [group for group in groups if group.rate is not None]
    if not known:
        return [(groups[0] if groups else _of_rate(cost.vat_rate, groups), amount)]
    if rule.vat == "highest":
        return [(max(known, key=lambda group: group.rate or 0), amount)]
    if rule.vat == "pro_rata":
        parts = in_proportion(amount, [abs(group.amount) for group in known]) if any(g.amount for g in known) else []
        return list(zip(known, parts, strict=True)) if parts else [(known[0], amount)]
    return [(max(known, key=lambda group: abs(group.amount)), amount)]


def _of_rate(rate: Decimal | None, groups: list[Group]) -> Group:
    """The goods under a rate, whose VAT class such a cost shares; or no goods, but the rate."""
    same = [group for group in groups if group.rate == rate]
    return same[0] if same else Group(rate, _NO_GOODS.amount, _NO_GOODS.kind, _NO_GOODS.vat_class)
