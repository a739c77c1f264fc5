"""Takes a discount on the order as a whole off its lines, before VAT: spread to the cent, or one line for each rate."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from mapping.documents.order import Order
from mapping.money import round_cents
from mapping.pricing.charges import Charge, groups_of, shown, single
from mapping.pricing.settings import Discounts
from mapping.pricing.spreading import in_proportion
from mapping.problems import Problem


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
    rule = f"is more than the lines together, which come to {shown(together)}"
    remedy = "take off at most that, or write the rest as a line of its own"
    return Problem("discount_amount", rule, remedy, shown(order.discount_amount))


def less_discount(amounts: Sequence[Decimal], discount: Decimal) -> list[Decimal]:
    """The lines' amounts with the discount spread over them in proportion; no line changes its sign.

    The discount is not more than the lines come to together, and that is not nothing.

    >>> less_discount([Decimal("30.00"), Decimal("10.00")], Decimal("0.50"))
    [Decimal('29.62'), Decimal('9.88')]
    """
    return [amount - part for amount, part in zip(amounts, in_proportion(discount, amounts), strict=True)]


def discounted_charges(charges: Sequence[Charge], order: Order, settings: Discounts) -> list[Charge]:
    """The goods with the order's discount taken off, as the settings say. It is not more than they come to."""
    amounts = [charge.amount for charge in charges]
    discount = order_discount(order, amounts)
    if not discount:
        return list(charges)
    if settings.how == "line":
        return [*charges, *_discount_lines(charges, discount, settings)]
    kept = less_discount(amounts, discount)
    return [
        charge if amount == charge.amount else replace(charge, exact=amount, amount=amount)
        for charge, amount in zip(charges, kept, strict=True)
    ]


def _discount_lines(charges: Sequence[Charge], discount: Decimal, settings: Discounts) -> list[Charge]:
    groups = groups_of(charges)
    parts = in_proportion(discount, [group.amount for group in groups])
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
