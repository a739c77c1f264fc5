"""Adds up lines the way they stand in AccountView."""

from collections.abc import Iterable
from decimal import Decimal, localcontext

from mapping.money import EXACT, round_cents


def total_of(lines: Iterable[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """The sum of quantity times price, each line rounded to cents; None where a figure is missing.

    >>> total_of([(Decimal(3), Decimal("12.505")), (Decimal(1), Decimal("6.95"))])
    Decimal('44.47')
    """
    total = Decimal("0.00")
    with localcontext(EXACT):
        for quantity, price in lines:
            if quantity is None or price is None:
                return None
            total += round_cents(quantity * price)
    return total
