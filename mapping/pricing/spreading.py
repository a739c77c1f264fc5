"""Parts an amount over several lines so that the cents add up: the largest remainders get what is left."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from mapping.money import EXACT, round_cents

CENT = Decimal("0.01")


def spread_cents(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """Make exact shares whole cents that come to ``total``, each at most one cent from its share.

    ``total`` is in cents, and what the shares come to when rounded. The same amounts below zero are parted the same
    way, so that a credit mirrors its invoice. Of equal remainders the first gets the cent.

    >>> spread_cents(Decimal("1.00"), [Decimal(1) / 3, Decimal(1) / 3, Decimal(1) / 3])
    [Decimal('0.34'), Decimal('0.33'), Decimal('0.33')]
    """
    if next((amount for amount in (total, *shares) if amount), total) < 0:
        return [-part for part in spread_cents(-total, [-share for share in shares])]
    parts = [share.quantize(CENT, rounding=ROUND_FLOOR, context=EXACT) for share in shares]
    left = int(EXACT.divide(EXACT.subtract(total, _sum(parts)), CENT))
    by_remainder = sorted(range(len(parts)), key=lambda n: EXACT.subtract(parts[n], shares[n]))
    for n in by_remainder[:left]:
        parts[n] = EXACT.add(parts[n], CENT)
    return parts


def in_proportion(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Part an amount in cents in proportion to weights, which do not come to zero.

    >>> in_proportion(Decimal("-10.00"), [Decimal(100), Decimal(50)])
    [Decimal('-6.67'), Decimal('-3.33')]
    """
    whole = _sum(weights)
    return spread_cents(round_cents(total), [EXACT.divide(EXACT.multiply(total, weight), whole) for weight in weights])


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
