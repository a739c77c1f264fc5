"""Decides levels from counted goods: added up, shared, in the unit that is sold, less the buffer, within bounds."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal, localcontext
from typing import Final

from handlers.pipelines.stock.run import Goods
from handlers.pipelines.stock.settings import StockSettings

_DIGITS: Final = 60
"""More than any quantity has: no figure is rounded on its way but where settings say so."""

_HUNDRED: Final = Decimal(100)
NOUGHT: Final = Decimal(0)


def add_up(goods: Sequence[Goods], places: Mapping[str, str], *, made_of_parts: bool = False) -> dict[str, Decimal]:
    """What may still be sold, by the target's warehouse; ``places`` gives it by the source's, else it is the empty one.

    Of what is made of parts, as many as its scarcest part makes in each of the source's warehouses.
    """
    by_warehouse: dict[str, dict[str, list[Goods]]] = {}
    for one in goods:
        by_warehouse.setdefault(one.warehouse, {}).setdefault(one.sku, []).append(one)
    totals: dict[str, Decimal] = {}
    parts = {one.sku for one in goods}
    with localcontext(prec=_DIGITS):
        for warehouse, skus in by_warehouse.items():
            most = min(_sum(skus.get(sku, ()), made_of_parts=made_of_parts) for sku in parts)
            place = places.get(warehouse, "")
            totals[place] = totals.get(place, NOUGHT) + most
    return totals


def decide(total: Decimal, settings: StockSettings, decimals: int, pieces: Decimal = Decimal(1)) -> Decimal:
    """The level of what is sold in units of ``pieces``, rounded down to decimals; never more than may be sold.

    >>> decide(Decimal("7.9"), StockSettings(), 0), decide(Decimal(30), StockSettings(), 3, Decimal(12))
    (Decimal('7'), Decimal('2.000'))
    """
    with localcontext(prec=_DIGITS):
        level = total * settings.share / _HUNDRED
        if pieces != 1:
            level = floor(level / pieces, 0)
        if settings.buffer is not None:
            level -= settings.buffer.units or NOUGHT
            level -= abs(level) * (settings.buffer.per_cent or NOUGHT) / _HUNDRED
        if settings.most is not None:
            level = min(level, settings.most)
        if settings.least is not None:
            level = max(level, settings.least)
        return floor(level, decimals)


def floor(number: Decimal, decimals: int) -> Decimal:
    """A number rounded down, also below nought.

    >>> floor(Decimal("-0.5"), 0), floor(Decimal("2.000"), 0), floor(Decimal("0.29"), 1)
    (Decimal('-1'), Decimal('2'), Decimal('0.2'))
    """
    with localcontext(prec=_DIGITS):
        return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_FLOOR)


def _sum(goods: Iterable[Goods], *, made_of_parts: bool) -> Decimal:
    """How much there is of an article in one warehouse; of a part, how many wholes that makes."""
    return sum((floor(one.left / one.each, 0) if made_of_parts else one.left for one in goods), NOUGHT)
