"""Reads what AFAS's columns hold in several forms: yes and no, and numbers that a connector gives as text.

Columns of own connectors may be calculated: then a yes comes as ``"1"`` or ``"true"``, and a price as ``"12,50"``.
AFAS's own examples write booleans as texts too (AFASSoftware/OASContent OpenApiSpecs/profit/en).
"""

from decimal import Decimal
from typing import Any, Final, Literal

from mapping.documents.values import parse_decimal
from mapping.functions import is_empty
from mapping.written_amounts import read_written_amount
from words.mistake import Mistake
from words.told import Told

_YES: Final = frozenset({"1", "-1", "true", "ja", "j", "yes", "y"})
_NO: Final = frozenset({"0", "false", "nee", "n", "no"})


def read_yes_no(value: Any) -> bool | None:
    """Yes or no; None for nothing. Raises Mistake.

    >>> read_yes_no("1"), read_yes_no("False"), read_yes_no(False), read_yes_no(" ")
    (True, False, False, None)
    """
    if is_empty(value):
        return None
    word = str(value).strip().casefold()
    if word not in _YES | _NO:
        raise Mistake(Told("afas.give_yes_or_no"))
    return word in _YES


def read_number(value: Any) -> Decimal | None:
    """The exact number; None for nothing. Raises Mistake, also for a text that may be read in two ways.

    >>> read_number("12,50"), read_number(Decimal("0.123456")), read_number(None)
    (Decimal('12.50'), Decimal('0.123456'), None)
    """
    if is_empty(value):
        return None
    return read_written_amount(value) if isinstance(value, str) else parse_decimal(value)


def read_quantity(value: Any, mark: Literal["comma", "point"] | None = None) -> Decimal | None:
    """The exact quantity, where a text that may be read in two ways has its decimals behind ``mark``.

    Without one a point is that, as AFAS writes numbers (``2.000`` is two), and a comma that may stand between thousands
    is a mistake. None for nothing. Raises Mistake.

    >>> read_quantity("2.000"), read_quantity("7,90"), read_quantity("2.000", "comma"), read_quantity(" ")
    (Decimal('2.000'), Decimal('7.90'), Decimal('2000'), None)
    """
    if is_empty(value) or not isinstance(value, str):
        return read_number(value)
    if mark is None and "," not in value:
        return parse_decimal(value.strip())
    if mark is None:
        return read_written_amount(value)
    point, between = (",", ".") if mark == "comma" else (".", ",")
    return parse_decimal("".join(value.replace(between, "").split()).replace(point, "."))
