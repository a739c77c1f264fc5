"""Tells what is wrong with one value for one field of an UpdateConnector: its type, its size, or its code.

Values may be JSON's own or texts: ``true`` or ``"1"``, ``5`` or ``"5"``; an empty one clears the field and is always
right. Source: AFASSoftware/OASContent markdownpages/profit/en/update-connector.md and OpenApiSpecs/profit/en.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from typing import Any

import pycountry

from handlers.vendors.afas.dictionary import FieldType, UpdateField
from handlers.vendors.row_functions.afas_countries import AFAS_OF, ISO_OF

_COUNTRIES = frozenset({"CoId", "CoBi"})
_WIDEST_INT = 2**31 - 1
_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?")
_BOOLEANS = frozenset({"true", "false", "1", "0"})


class Wrong(Enum):
    """How a payload can break the rules."""

    SHAPE = auto()
    UNLISTED = auto()
    MISSING = auto()
    TYPE = auto()
    TOO_LONG = auto()
    DIGITS = auto()
    CODE = auto()
    COUNTRY = auto()


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a value, and what to do."""

    wrong: Wrong
    rule: str
    remedy: str


def is_empty(value: Any) -> bool:
    """Whether a value clears its field.

    >>> is_empty(""), is_empty(None), is_empty(0), is_empty(False)
    (True, True, False, False)
    """
    return value is None or (isinstance(value, str) and not value.strip())


def flaw(field: UpdateField, value: Any) -> Flaw | None:
    """The first thing that is wrong with a value, or None."""
    if is_empty(value):
        return None
    return _BY_TYPE[field.type](field, value)


def code_of(field: UpdateField, text: str) -> str | None:
    """The code as AFAS lists it, or None; AFAS's own examples write letters small that its lists have in capitals.

    >>> from handlers.vendors.afas.dictionary import update_object
    >>> code_of(update_object("KnSalesRelationPer").fields["InPv"], "a")
    'A'
    """
    return next((code for code in field.codes if code.lower() == text.lower()), None)


@cache
def afas_countries() -> frozenset[str]:
    """All of AFAS's country codes: its own, and the ISO codes of those countries that it has no code of its own for.

    Its list has two more that ISO does not assign (MegaChriz/afasprofit resources/countrycodes.csv).
    """
    return frozenset({*ISO_OF, "XK", "YU", *({country.alpha_2 for country in pycountry.countries} - {*AFAS_OF})})


def _text(field: UpdateField, value: Any) -> Flaw | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return _wrong_type("text", "a text")
    text = str(value)
    if field.length is not None and len(text) > field.length:
        rule = f"longer than the {field.length} characters that AFAS keeps"
        return Flaw(Wrong.TOO_LONG, rule, f"shorten it to {field.length} characters")
    if field.name in _COUNTRIES and text.upper() not in afas_countries():
        return Flaw(Wrong.COUNTRY, "no country code of AFAS", "give AFAS's own code: NL, B, D, F, GB, USA")
    return _code(field, text)


def _code(field: UpdateField, text: str) -> Flaw | None:
    if not field.codes or field.open or code_of(field, text) is not None:
        return None
    return Flaw(Wrong.CODE, "none of the codes that AFAS takes", f"give one of {', '.join(field.codes)}")


def _int(_field: UpdateField, value: Any) -> Flaw | None:
    number = _number(value)
    if number is None or number != number.to_integral_value() or abs(number) > _WIDEST_INT:
        return _wrong_type("a whole number", "a whole number of at most 2147483647")
    return None


def _decimal(field: UpdateField, value: Any) -> Flaw | None:
    number = _number(value)
    if number is None:
        return _wrong_type("a number", "a number with a point, such as 12.50, and never a float")
    if field.length is None or field.decimals is None:
        return None
    before, after = _digits(number)
    if after > field.decimals:
        rule = f"more than the {field.decimals} decimals that AFAS keeps"
        return Flaw(Wrong.DIGITS, rule, f"round it to {field.decimals} decimals")
    if before > field.length - field.decimals:
        rule = f"more than the {field.length - field.decimals} digits that AFAS keeps before the point"
        return Flaw(Wrong.DIGITS, rule, "give a smaller number")
    return None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    if isinstance(value, str) and not _DECIMAL.fullmatch(value):
        return None
    number = Decimal(value)
    return number if number.is_finite() else None


def _digits(number: Decimal) -> tuple[int, int]:
    """How many digits stand before and after the point; zeros at either end do not count.

    >>> _digits(Decimal("012.500")), _digits(Decimal("1E+3")), _digits(Decimal("0.01"))
    ((2, 1), (4, 0), (0, 2))
    """
    plain = number.normalize()
    exponent = plain.as_tuple().exponent
    after = max(-exponent, 0) if isinstance(exponent, int) else 0
    return max(plain.adjusted() + 1, 0) if plain else 0, after


def _boolean(_field: UpdateField, value: Any) -> Flaw | None:
    if isinstance(value, bool | str | int) and str(value).lower() in _BOOLEANS:
        return None
    return _wrong_type("yes or no", "true or false")


def _date(_field: UpdateField, value: Any) -> Flaw | None:
    if isinstance(value, date):
        return None
    if isinstance(value, str) and _is_moment(value):
        return None
    return _wrong_type("a date", "a date without a zone, such as 2026-03-01")


def _is_moment(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _guid(_field: UpdateField, value: Any) -> Flaw | None:
    if isinstance(value, str) and _GUID.fullmatch(value):
        return None
    return _wrong_type("a GUID", "the GUID as AFAS gave it, such as {0A1B2C3D-0000-0000-0000-000000000000}")


def _wrong_type(name: str, give: str) -> Flaw:
    return Flaw(Wrong.TYPE, f"not {name}", f"give {give}")


_BY_TYPE: Mapping[FieldType, Callable[[UpdateField, Any], Flaw | None]] = {
    "text": _text,
    "long_text": _text,
    "int": _int,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "moment": _date,
    "guid": _guid,
}
