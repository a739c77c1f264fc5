"""Writes a line as two where no one price makes its amount, so that quantity and amount both stay right."""

from collections.abc import Callable, Iterator
from decimal import ROUND_FLOOR, Decimal

from mapping.money import EXACT, round_cents

_TRIED = 60
"""How many divisions are tried on each side of the exact one: with four decimals all that make the amount are."""

SameVat = Callable[[Decimal, Decimal], bool]
"""Whether two amounts bear the same VAT together as the whole does."""


def split(quantity: Decimal, amount: Decimal, decimals: int, same_vat: SameVat) -> tuple[tuple[Decimal, Decimal], ...]:
    """Two parts of a quantity with the price of each, of so many decimals, that come to ``amount`` in cents.

    The prices are those next below and above the true one, and whole pieces go to the higher; of all divisions that
    come to the amount, the nearest to the exact one whose VAT is the whole's too. Where there is none, all but one
    piece have the lower price, and that one makes the amount. Nothing for less than two pieces, which a price fits.

    >>> split(Decimal(5000), Decimal("617.28"), 4, lambda one, two: True)
    ((Decimal('2200'), Decimal('0.1234')), (Decimal('2800'), Decimal('0.1235')))
    """
    size, value = quantity.copy_abs(), amount.copy_abs()
    if size <= 1:
        return ()
    step = Decimal(1).scaleb(-decimals)
    low = EXACT.divide(value, size).quantize(step, ROUND_FLOOR, EXACT)
    found = _division(size, value, low, step, lambda one, two: same_vat(_as(amount, one), _as(amount, two)))
    found = found or _division(size, value, low, step, lambda *_: True)
    if found is None:
        rest = EXACT.subtract(value, _cents(EXACT.subtract(size, Decimal(1)), low))
        found = ((EXACT.subtract(size, Decimal(1)), low), (Decimal(1), rest))
    turned = (amount < 0) != (quantity < 0)
    return tuple((part.copy_sign(quantity), each.copy_negate() if turned else each) for part, each in found)


def _division(
    size: Decimal, value: Decimal, low: Decimal, step: Decimal, is_right: SameVat
) -> tuple[tuple[Decimal, Decimal], ...] | None:
    high = EXACT.add(low, step)
    exact = EXACT.divide(EXACT.subtract(value, EXACT.multiply(size, low)), step).to_integral_value()
    for more in _outwards(exact):
        fewer = EXACT.subtract(size, more)
        if more <= 0 or fewer <= 0:
            continue
        one, two = _cents(fewer, low), _cents(more, high)
        if EXACT.add(one, two) == value and is_right(one, two):
            return (fewer, low), (more, high)
    return None


def _outwards(middle: Decimal) -> Iterator[Decimal]:
    yield middle
    for far in range(1, _TRIED + 1):
        yield EXACT.add(middle, Decimal(far))
        yield EXACT.subtract(middle, Decimal(far))


def _cents(quantity: Decimal, price: Decimal) -> Decimal:
    return round_cents(EXACT.multiply(quantity, price))


def _as(amount: Decimal, part: Decimal) -> Decimal:
    return part.copy_sign(amount)
