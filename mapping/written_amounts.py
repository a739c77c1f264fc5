"""Reads a number that a system writes as text in its users' way: only one that can be read in a single way is taken.

A comma and a point stand before the decimals in one country and between thousands in the next, so that ``1.234`` may be
twelve hundred or hardly more than one. Nobody can tell by looking, and a price that is guessed is a thousandfold wrong.
"""

import re
from decimal import Decimal
from typing import Final

from mapping.documents.values import MOST_DIGITS, parse_decimal
from words.mistake import Mistake
from words.told import Told

_PLAIN: Final = re.compile(r"[+-]?[0-9]+")
_ONE_MARK: Final = re.compile(r"([+-]?)([0-9]+)[.,]([0-9]+)")
_GROUPED: Final = re.compile(r"([+-]?)([0-9]{1,3}(?:([., ])[0-9]{3})(?:\3[0-9]{3})*)(?:([.,])([0-9]+))?")
_THOUSANDS: Final = 3


def read_written_amount(text: str) -> Decimal:
    """The one number that a text can mean. Raises Mistake with the remedy, also where it can mean two.

    >>> [str(read_written_amount(text)) for text in ("12,50", "1.234,50", "1,234.50", "1.234.567", "-19.83471")]
    ['12.50', '1234.50', '1234.50', '1234567', '-19.83471']
    """
    written = re.sub(r"[\u00a0\u202f]", " ", text).strip()
    if len(written) > 2 * MOST_DIGITS:
        raise Mistake(Told("documents.write_fewer_digits", most=MOST_DIGITS))
    if _PLAIN.fullmatch(written):
        return parse_decimal(written)
    if one := _ONE_MARK.fullmatch(written):
        sign, whole, decimals = one.groups()
        if len(decimals) == _THOUSANDS and len(whole) <= _THOUSANDS and not whole.startswith("0"):
            raise Mistake(Told("documents.number_in_two_ways"))
        return parse_decimal(f"{sign}{whole}.{decimals}")
    many = _GROUPED.fullmatch(written)
    if many is None or many[3] == many[4]:
        raise Mistake(Told("documents.write_digits"))
    whole = many[2].replace(many[3], "")
    return parse_decimal(f"{many[1]}{whole}.{many[5]}" if many[5] else f"{many[1]}{whole}")
