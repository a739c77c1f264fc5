"""Shows documents to expressions as JSON in which nothing can be lost: numbers as text, and what is missing absent."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from mapping.documents.values import plain

_MOST_PLACES = 400  # where a number written out would be mostly zeros, its exponent is kept


@cache
def readable(kind: type) -> frozenset[str]:
    """The names a mapping may read of an object: of a document or dataclass its fields and its own properties."""
    if issubclass(kind, BaseModel):
        names = set(kind.model_fields)
    elif is_dataclass(kind):
        names = set(kind.__dataclass_fields__)
    else:
        return frozenset()
    owned = [base for base in kind.__mro__ if base not in BaseModel.__mro__]
    properties = {name for base in owned for name, value in vars(base).items() if isinstance(value, property)}
    return frozenset(name for name in names | properties if not name.startswith("_"))


def make_plain(value: Any) -> Any:
    """A fresh copy made of dict, list, str and bool; None where there is nothing, and for what no document holds.

    Fields without a value and empty lists are left out, so that an expression meets one kind of nothing.

    >>> make_plain({"price": Decimal("0.10"), "id": 9007199254740993, "note": None, "lines": []})
    {'price': '0.10', 'id': '9007199254740993'}
    """
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int | Decimal):
        return _write(Decimal(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _object({str(name): part for name, part in value.items()})
    if isinstance(value, list | tuple):
        return [shown for part in value if (shown := make_plain(part)) is not None] or None
    return _object({name: getattr(value, name) for name in sorted(readable(value.__class__))}) or None


def _object(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shown for name, part in fields.items() if (shown := make_plain(part)) is not None}


def _write(number: Decimal) -> str:
    return plain(number) if number.is_finite() and abs(number.adjusted()) < _MOST_PLACES else str(number)
