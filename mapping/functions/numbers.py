"""Functions on numbers, all in exact decimals: reading, rounding and arithmetic."""

import re
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from mapping.functions.arguments import Argument, OneOf
from mapping.functions.function import Function, by_name
from mapping.functions.values import (
    WrongValueError,
    at,
    first_at,
    fitting,
    is_empty,
    list_of,
    number_of,
    text_of,
)
from mapping.money import EXACT
from words.told import Told

MODES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "ceiling": ROUND_CEILING,
    "floor": ROUND_FLOOR,
}
"""The ways of rounding, by the names that rows use."""

_STYLES = {"nl": (".", ","), "be": (".", ","), "de": (".", ","), "fr": (" ", ","), "ch": ("'", "."), "en": (",", ".")}
"""For each locale what stands between thousands, and before the decimals."""

_MOST_WRITTEN = 100
_CURRENCY = re.compile(r"^(?:EUR|USD|GBP|CHF|[€$£])\s*|\s*(?:EUR|USD|GBP|CHF|[€$£])$", re.IGNORECASE)


def decimal(value: Any) -> Decimal:
    """Read a number from text with a point before the decimals; numbers stay exact.

    >>> decimal(" 0.1234567890123456789 ")
    Decimal('0.1234567890123456789')
    """
    return number_of(value)


def number(value: Any, locale: str) -> Decimal:
    """Read a number from text as people of a country write it, with or without a sign for the currency.

    >>> number("€ 1.234,56", locale="nl"), number("1,234.56", locale="en"), number("12,-", locale="nl")
    (Decimal('1234.56'), Decimal('1234.56'), Decimal('12'))
    """
    if not isinstance(value, str):
        return number_of(value)
    thousands, point = _STYLES[locale]
    found = text_of(value)
    if len(found) > _MOST_WRITTEN:
        raise WrongValueError(Told("functions.no_number"), Told("functions.write_number_only"))
    found = _CURRENCY.sub("", re.sub(r"[\u00a0\u202f]", " ", found).strip().replace("’", "'")).strip()  # noqa: RUF001 - the Swiss sign
    form = (
        rf"([+-]?) ?((?:[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+)|[0-9]+)(?:{re.escape(point)}([0-9]+|-))?(-?)"
    )
    match = re.fullmatch(form, found)
    if match is None or (match[1] and match[4]):
        raise WrongValueError(
            Told("functions.no_number"), Told("functions.write_number_as", example=_example(thousands, point))
        )
    whole = match[2].replace(thousands, "")
    decimals = f".{match[3]}" if match[3] and match[3] != "-" else ""
    sign = "-" if "-" in (match[1], match[4]) else ""
    return number_of(f"{sign}{whole}{decimals}")


def _example(thousands: str, point: str) -> str:
    return f"1{thousands}234{point}56"


def round_number(value: Any, places: int, mode: str = "half_up") -> Decimal:
    """Round to so many decimals; halves go away from zero, as in trade, unless another mode is named.

    >>> round_number(Decimal("2.345"), places=2), round_number(Decimal("-2.345"), places=2)
    (Decimal('2.35'), Decimal('-2.35'))
    >>> round_number(Decimal("0.125"), places=2, mode="half_even")
    Decimal('0.12')
    """
    if isinstance(value, str):
        raise WrongValueError(Told("functions.text_no_number"), Told("functions.put_decimal_before"))
    exact = number_of(value, mend=Told("functions.choose_number"))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=MODES[mode], context=EXACT)


def add(value: Any, amount: Any) -> Decimal:
    """Add a number, or take one away where it is below zero.

    >>> add("2.50", "0.75"), add(3, -1)
    (Decimal('3.25'), Decimal('2'))
    """
    return fitting(EXACT.add(number_of(value), number_of(amount)))


def multiply(value: Any, factor: Any) -> Decimal:
    """Multiply by a number; not rounded.

    >>> multiply("0.21", 100)
    Decimal('21.00')
    """
    return fitting(EXACT.multiply(number_of(value), number_of(factor)))


def percent(value: Any, rate: Any) -> Decimal:
    """Take so many percent of a number; not rounded.

    >>> percent("200.00", "2.5")
    Decimal('5.00000')
    """
    return fitting(EXACT.multiply(EXACT.multiply(number_of(value), number_of(rate)), Decimal("0.01")))


def negate(value: Any) -> Decimal:
    """Turn plus into minus and back.

    >>> negate("12.50"), negate(0)
    (Decimal('-12.50'), Decimal('0'))
    """
    return EXACT.minus(number_of(value))


def absolute(value: Any) -> Decimal:
    """Take away the minus.

    >>> absolute("-12.50")
    Decimal('12.50')
    """
    return EXACT.abs(number_of(value))


def total(value: Any, field: str | None = None) -> Decimal:
    """Add up the numbers of a list, or one field of each of its entries; what is empty counts as zero.

    >>> total(["1.10", None, 2]), total([{"amount": "0.10"}, {"amount": "0.20"}], field="amount")
    (Decimal('3.10'), Decimal('0.30'))
    """
    entries = list_of(value) if field is None else [at(entry, field) for entry in list_of(value)]
    return fitting(_added([number_of(entry) for entry in entries if not is_empty(entry)]))


def divide(value: Any, amount: Any, by: Any, places: int = 10) -> Decimal | None:
    """Divide one field of an object by another, to at most 10 decimals; of several fields the first filled one counts.

    Without a divisor it is divided by 1. The price of one piece, from the amount of a line:

    >>> divide({"subtotal": "10.00", "quantity": 4}, amount="subtotal", by="quantity", places=4)
    Decimal('2.5')
    """
    dividend = first_at(value, amount)
    if dividend is None:
        return None
    divisor = first_at(value, by)
    exact = number_of(1 if divisor is None else divisor)
    if not exact:
        raise WrongValueError(Told("functions.divided_by_zero"), Told("functions.give_other_number"))
    return fitting(_rounded(EXACT.divide(number_of(dividend), exact), places))


def share(value: Any, part: str, whole: Any, times: str | None = None, places: int = 10) -> Decimal | None:
    """How many percent one field of an object is of another, or of two multiplied, to at most 10 decimals.

    None where the whole is zero. A path through a list adds up its entries. The discount of a line, from amounts:

    >>> line = {"price": "10.00", "quantity": 2, "discounts": [{"amount": "1.00"}, {"amount": "0.50"}]}
    >>> share(line, part="discounts.amount", whole="price", times="quantity", places=2)
    Decimal('7.5')
    """
    full = _amount_at(value, whole)
    if times is not None and not is_empty(first_at(value, times)):
        full = EXACT.multiply(full, _amount_at(value, times))
    if not full:
        return None
    exact = EXACT.divide(EXACT.multiply(_amount_at(value, part), Decimal(100)), full)
    return fitting(_rounded(exact, places))


def _amount_at(value: Any, path: Any) -> Decimal:
    found = first_at(value, path)
    if isinstance(found, list | tuple):
        return _added([number_of(entry) for entry in found if not is_empty(entry)])
    return Decimal(0) if found is None else number_of(found)


def _added(numbers: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for each in numbers:
        result = EXACT.add(result, each)
    return result


def _rounded(exact: Decimal, places: int) -> Decimal:
    if exact.adjusted() > EXACT.prec // 2:
        raise WrongValueError(Told("functions.far_too_many_digits"), Told("functions.choose_smaller"))
    short = exact.quantize(Decimal(1).scaleb(-places), context=EXACT).normalize(EXACT)
    return short.quantize(Decimal(1), context=EXACT) if short == short.to_integral_value() else short


NUMBERS: dict[str, Function] = {
    "decimal": Function(decimal),
    "number": by_name(number, needed={"locale": OneOf(tuple(_STYLES))}, short="locale"),
    "round": by_name(
        round_number, needed={"places": Argument.PLACES}, optional={"mode": OneOf(tuple(MODES))}, short="places"
    ),
    "add": Function(add, Argument.AMOUNT),
    "multiply": Function(multiply, Argument.AMOUNT),
    "percent": Function(percent, Argument.AMOUNT),
    "negate": Function(negate),
    "absolute": Function(absolute),
    "sum": by_name(total, optional={"field": Argument.FIELD}, short="field"),
    "divide": by_name(
        divide,
        needed={"amount": Argument.FIELDS, "by": Argument.FIELDS},
        optional={"places": Argument.PLACES},
    ),
    "share": by_name(
        share,
        needed={"part": Argument.FIELD, "whole": Argument.FIELDS},
        optional={"times": Argument.FIELD, "places": Argument.PLACES},
    ),
}
