"""Turns weights from one unit into another, exactly."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from mapping.documents.product import WeightUnit
from mapping.money import EXACT, round_to

_IN_GRAMS: Final[Mapping[WeightUnit, Decimal]] = {
    "mg": Decimal("0.001"),
    "g": Decimal(1),
    "kg": Decimal(1000),
    "t": Decimal(1_000_000),
    "oz": Decimal("28.349523125"),
    "lb": Decimal("453.59237"),
}
"""Ounce and pound are those of the international agreement of 1959, exact by definition."""

_MOST_PLACES: Final = 12


def convert_weight(weight: Decimal, unit: WeightUnit, to: WeightUnit) -> Decimal:
    """A weight in another unit, without zeros behind it.

    >>> convert_weight(Decimal("180"), "g", "kg"), convert_weight(Decimal("52"), "kg", "kg")
    (Decimal('0.18'), Decimal('52'))
    >>> convert_weight(Decimal(1), "lb", "g")
    Decimal('453.59237')
    """
    if unit == to:
        return weight
    exact = EXACT.divide(EXACT.multiply(weight, _IN_GRAMS[unit]), _IN_GRAMS[to])
    rounded = round_to(exact, _MOST_PLACES).normalize(EXACT)
    return rounded.quantize(Decimal(1), context=EXACT) if rounded == rounded.to_integral_value() else rounded
