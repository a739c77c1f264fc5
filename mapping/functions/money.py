"""Functions that take VAT out of an amount, put it in, and find the rate that explains an amount of VAT."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from mapping.functions.arguments import Argument
from mapping.functions.function import Function, by_name
from mapping.functions.values import WrongValueError, at, fitting, is_empty, number_of
from mapping.money import EXACT, gross_of, net_of, round_to
from words.told import Told

_SLACK = Decimal("0.015")
"""How far an amount of VAT may be from its rate: half a cent of its own rounding, and one of the amount it is of."""


def excluding_vat(value: Any, rate: Any, places: int = 2) -> Decimal:
    """Take VAT out of an amount and round it, to cents unless told otherwise. ``rate`` is in percent.

    >>> excluding_vat("48.17", rate=21), excluding_vat("9.99", rate=21, places=4)
    (Decimal('39.81'), Decimal('8.2562'))
    """
    return fitting(round_to(net_of(number_of(value), number_of(rate)), places))


def including_vat(value: Any, rate: Any, places: int = 2) -> Decimal:
    """Put VAT onto an amount and round it, to cents unless told otherwise. ``rate`` is in percent.

    >>> including_vat("39.81", rate=21), including_vat("0.10", rate=9, places=3)
    (Decimal('48.17'), Decimal('0.109'))
    """
    return fitting(round_to(gross_of(number_of(value), number_of(rate)), places))


def vat_rate(value: Any, net: str, vat: str, rates: Sequence[Any]) -> Decimal | None:
    """Find the rate that explains the VAT on an object, both being amounts in fields of it; None where nothing is sold.

    Of the rates named, the one whose VAT comes nearest; where amounts are too small to tell them apart, the first.

    >>> vat_rate({"total": "8.26", "total_tax": "1.73"}, net="total", vat="total_tax", rates=[0, 9, 21])
    Decimal('21')
    """
    amounts = at(value, net), at(value, vat)
    if is_empty(amounts[0]) or is_empty(amounts[1]):
        return None
    base, told = number_of(amounts[0]), number_of(amounts[1])
    if not base:
        return None
    gaps = [(_gap(base, told, number_of(rate)), place, number_of(rate)) for place, rate in enumerate(rates)]
    gap, _, found = min(gaps)
    if gap > _SLACK:
        raise WrongValueError(Told("functions.rate_not_listed"), Told("functions.add_rate"))
    return found


def _gap(base: Decimal, told: Decimal, rate: Decimal) -> Decimal:
    due = round_to(EXACT.multiply(EXACT.multiply(base, rate), Decimal("0.01")), 2)
    return EXACT.abs(EXACT.subtract(due, told))


_WITH_RATE = {"rate": Argument.RATE}
_PLACES = {"places": Argument.PLACES}

MONEY: dict[str, Function] = {
    "excluding_vat": by_name(excluding_vat, needed=_WITH_RATE, optional=_PLACES, short="rate"),
    "including_vat": by_name(including_vat, needed=_WITH_RATE, optional=_PLACES, short="rate"),
    "vat_rate": by_name(vat_rate, needed={"net": Argument.FIELD, "vat": Argument.FIELD, "rates": Argument.RATES}),
}
