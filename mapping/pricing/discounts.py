"""Takes a discount on the order as a whole off its lines, before VAT: spread to the cent, or one line for each rate."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from mapping.documents.order import Order
from mapping.money import round_cents
from mapping.pricing.charges import Charge, groups_of, show_amount, single
from mapping.pricing.settings import Discounts
from mapping.pricing.spreading import spread_cents
from mapping.problems import Problem
from words.told import Told


def order_discount(order: Order, amounts: Sequence[Decimal]) -> Decimal:
    """What comes off the lines together, in cents: the percentage first, then the amount.

    Lines that come to less than nothing, as in a credit, come to less of that: the discount has their sign.
    """
    together = sum(amounts, Decimal("0.00"))
    by_percent = together * order.discount_percent / 100
    return round_cents(by_percent + order.discount_amount.copy_sign(together))


def discount_problem(order: Order, amounts: Sequence[Decimal]) -> Problem | None:
    """What is wrong with the discount on the order, if anything is."""
    discount, together = order_discount(order, amounts), sum(amounts, Decimal("0.00"))
    if abs(discount) <= abs(together):
        return None
    wrong, remedy = (
        Told("pricing.more_than_lines", together=show_amount(together)),
        Told("pricing.take_off_at_most_that"),
    )
    return Problem("discount_amount", wrong, remedy, show_amount(order.discount_amount))


def less_discount(order: Order, amounts: Sequence[Decimal]) -> list[Decimal]:
    """The lines' amounts with the order's discount spread over them; no line changes its sign.

    The discount is not more than the lines come to together, and that is not nothing.
    """
    parts = spread_cents(order_discount(order, amounts), _shares(order, amounts))
    return [amount - part for amount, part in zip(amounts, parts, strict=True)]


def _shares(order: Order, amounts: Sequence[Decimal]) -> list[Decimal]:
    """What of the discount each line has, exact: of a percentage each its own, of an amount in proportion.

    What is taken back has no part of an amount, or 5.00 off 100.00 and -90.00 would be 50.00 and -45.00.
    """
    together = sum(amounts, Decimal("0.00"))
    off = order.discount_amount.copy_sign(together)
    takers = [amount if amount * together > 0 else Decimal(0) for amount in amounts]
    whole = sum(takers, Decimal(0))
    return [
        amount * order.discount_percent / 100 + (off * taker / whole if taker else Decimal(0))
        for amount, taker in zip(amounts, takers, strict=True)
    ]


def take_discount_off(charges: Sequence[Charge], order: Order, settings: Discounts) -> list[Charge]:
    """The goods with the order's discount taken off, as the settings say. It is not more than they come to."""
    amounts = [charge.amount for charge in charges]
    discount = order_discount(order, amounts)
    if not discount:
        return list(charges)
    if settings.how == "line":
        return [*charges, *_discount_lines(charges, discount, _shares(order, amounts), settings)]
    kept = less_discount(order, amounts)
    return [
        charge if amount == charge.amount else replace(charge, exact=amount, amount=amount)
        for charge, amount in zip(charges, kept, strict=True)
    ]


def _discount_lines(
    charges: Sequence[Charge], discount: Decimal, shares: Sequence[Decimal], settings: Discounts
) -> list[Charge]:
    groups = groups_of(charges)
    by_rate: dict[Decimal | None, Decimal] = {group.rate: Decimal(0) for group in groups}
    for charge, share in zip(charges, shares, strict=True):
        by_rate[charge.vat_rate] += share
    parts = spread_cents(discount, list(by_rate.values()))
    return [
        single(
            "discount",
            "discount_amount",
            -part,
            group,
            includes_vat=charges[0].includes_vat,
            sku=settings.item,
            text=settings.description or "Discount",
            account=settings.account,
        )
        for group, part in zip(groups, parts, strict=True)
        if part
    ]
