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
from words.told import Told

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
    rule: Told
    remedy: Told


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
        return Flaw(Wrong.TYPE, Told("afas.no_text"), Told("afas.give_text"))
    text = str(value)
    if field.length is not None and len(text) > field.length:
        rule = Told("afas.too_long", most=field.length)
        return Flaw(Wrong.TOO_LONG, rule, Told("afas.shorten", most=field.length))
    if field.name in _COUNTRIES and text.upper() not in afas_countries():
        return Flaw(Wrong.COUNTRY, Told("afas.no_country"), Told("afas.give_country"))
    return _code(field, text)


def _code(field: UpdateField, text: str) -> Flaw | None:
    if not field.codes or field.open or code_of(field, text) is not None:
        return None
    return Flaw(Wrong.CODE, Told("afas.no_code"), Told("afas.give_code", codes=field.codes))


def _int(_field: UpdateField, value: Any) -> Flaw | None:
    number = _number(value)
    if number is None or number != number.to_integral_value() or abs(number) > _WIDEST_INT:
        return Flaw(Wrong.TYPE, Told("afas.no_whole_number"), Told("afas.give_whole_number", most=_WIDEST_INT))
    return None


def _decimal(field: UpdateField, value: Any) -> Flaw | None:
    number = _number(value)
    if number is None:
        return Flaw(Wrong.TYPE, Told("afas.no_number"), Told("afas.give_decimal"))
    if field.length is None or field.decimals is None:
        return None
    before, after = _digits(number)
    if after > field.decimals:
        rule = Told("afas.too_many_decimals", most=field.decimals)
        return Flaw(Wrong.DIGITS, rule, Told("afas.round", most=field.decimals))
    if before > field.length - field.decimals:
        rule = Told("afas.too_many_digits", most=field.length - field.decimals)
        return Flaw(Wrong.DIGITS, rule, Told("afas.give_smaller"))
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
    return Flaw(Wrong.TYPE, Told("afas.no_truth"), Told("afas.give_truth"))


def _date(_field: UpdateField, value: Any) -> Flaw | None:
    if isinstance(value, date):
        return None
    if isinstance(value, str) and _is_moment(value):
        return None
    return Flaw(Wrong.TYPE, Told("afas.no_date"), Told("afas.give_date"))


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
    return Flaw(Wrong.TYPE, Told("afas.no_guid"), Told("afas.give_guid"))


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
