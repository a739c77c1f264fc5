"""Adds up lines the way they stand in AccountView."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext

from handlers.vendors.accountview.settings import AccountViewConnection
from mapping.money import EXACT, round_cents

_NOTHING = Decimal("0.00")


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


def page_total(
    lines: Sequence[tuple[Decimal | None, Decimal | None]], settings: AccountViewConnection
) -> Decimal | None:
    """What the debtor owes by a journal page, from AMOUNT and VAT_AMT of each line; None where one has no amount."""
    if any(amount is None for amount, _ in lines):
        return None
    with localcontext(EXACT):
        total = sum(((amount or _NOTHING) + (vat or _NOTHING) for amount, vat in lines), _NOTHING)
    return total if settings.page_revenue == "positive" else -total
