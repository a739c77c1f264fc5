"""Reads one value of a write as its field keeps it, or refuses it: by its type, its size, or the codes of its field.

A value may be JSON's own or a text: ``true`` or ``"1"``, ``5`` or ``"5"``. Source: AFASSoftware/OASContent
markdownpages/profit/en/update-connector.md.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from handlers.sandboxes.afas.labels import label_of
from handlers.sandboxes.afas.published import Field, FieldType, country_codes
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

_COUNTRIES = frozenset({"CoId", "CoBi"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2})?")
_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_WIDEST_INT = 2**63 - 1
_YES_OR_NO: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}


def is_empty(value: Any) -> bool:
    """Whether a value empties its field.

    >>> is_empty(" "), is_empty(None), is_empty(0), is_empty(False)
    (True, True, False, False)
    """
    return value is None or (isinstance(value, str) and not value.strip())


def read_value(field: Field, value: Any, codes_beside: Iterable[str] = ()) -> Stored:
    """The value as it is kept, None for one that empties the field. Raises RefusedError.

    ``codes_beside`` are those that the field takes beside the published ones.
    """
    if is_empty(value):
        return None
    if isinstance(value, Mapping | list):
        raise _bad(field)
    if field.codes:
        return _read_code(field, value, (*field.codes, *codes_beside))
    return _BY_TYPE[field.type](field, value)


def read_custom_value(name: str, value: Any) -> Stored:
    """The value of a customer's own field as text, for no schema tells its type. Raises RefusedError."""
    if isinstance(value, Mapping | list):
        raise RefusedError(500, Text.BAD_VALUE, name)
    return None if is_empty(value) else str(value)


def _read_code(field: Field, value: Any, codes: Iterable[str]) -> str:
    """The code as it is listed: AFAS's examples write small letters where its lists have capitals."""
    text = _read_text(field, value)
    found = next((code for code in codes if code.lower() == text.lower()), None)
    if found is None:
        raise _bad(field)
    return found


def _read_text(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        raise _bad(field)
    text = str(value)
    if field.length is not None and len(text) > field.length:
        raise RefusedError(500, Text.TOO_LONG, label_of(field, field.name))
    if field.name in _COUNTRIES and text.upper() not in country_codes():
        raise RefusedError(500, Text.NO_VALUE, label_of(field, field.name))
    return text


def _read_int(field: Field, value: Any) -> int:
    number = _number(field, value)
    if number != number.to_integral_value() or abs(number) > _WIDEST_INT:
        raise _bad(field)
    return int(number)


def _read_decimal(field: Field, value: Any) -> Decimal:
    number = _number(field, value)
    if field.length is not None and field.decimals is not None:
        shifted = number.scaleb(field.decimals)
        if shifted != shifted.to_integral_value() or abs(shifted) >= Decimal(10) ** field.length:
            raise _bad(field)
    return number


def _number(field: Field, value: Any) -> Decimal:
    if isinstance(value, bool) or (isinstance(value, str) and _NUMBER.fullmatch(value) is None):
        raise _bad(field)
    number = Decimal(value)
    if not number.is_finite():
        raise _bad(field)
    return number


def _read_boolean(field: Field, value: Any) -> bool:
    found = _YES_OR_NO.get(str(value).lower())
    if found is None:
        raise _bad(field)
    return found


def _read_moment(field: Field, value: Any) -> datetime:
    """A day with or without its time, and never with a zone."""
    text = str(value)
    if _DATE.fullmatch(text) is None:
        raise _bad(field)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _bad(field) from None


def _read_date(field: Field, value: Any) -> date:
    return _read_moment(field, value).date()


def _read_guid(field: Field, value: Any) -> str:
    if not isinstance(value, str) or _GUID.fullmatch(value) is None:
        raise _bad(field)
    return value


def _bad(field: Field) -> RefusedError:
    return RefusedError(500, Text.BAD_VALUE, label_of(field, field.name))


_BY_TYPE: Mapping[FieldType, Callable[[Field, Any], Stored]] = {
    "text": _read_text,
    "long_text": _read_text,
    "int": _read_int,
    "decimal": _read_decimal,
    "boolean": _read_boolean,
    "date": _read_date,
    "moment": _read_moment,
    "guid": _read_guid,
}
