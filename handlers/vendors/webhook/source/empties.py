"""Tells what was posted as empty from what was not posted, and knows a post in which nothing is filled.

Such a post says nothing, rather than that all of it is empty: it is an account as it was made, or one that was emptied
after its person asked to be forgotten.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel

from handlers.vendors.given_as_empty import keep_empty
from mapping.functions import is_empty
from mapping.rows.paths import follow
from mapping.rows.row import Row

SAYS_WHO: Final = frozenset({"number", "updated_at", "customer.code"})
"""Fields that tell whom a record is of, and nothing about them."""


def tell_empty(kind: type[BaseModel], rows: Sequence[Row], context: Mapping[str, Any], fields: dict[str, Any]) -> None:
    """Add to the fields that rows made those which are posted as empty; of a post that says nothing none is left."""
    if _says_nothing(fields, rows):
        _take_empty(fields, rows)
    else:
        keep_empty(kind, rows, context, fields)


def _says_nothing(fields: Mapping[str, Any], rows: Sequence[Row]) -> bool:
    told = (follow(fields, _parts(row)) for row in rows if row.each is None and row.to not in SAYS_WHO)
    lists = (fields.get(_parts(row)[0]) for row in rows if row.each is not None)
    return all(is_empty(value) or value is False for value in (*told, *lists))


def _take_empty(fields: Mapping[str, Any], rows: Sequence[Row]) -> None:
    for row in rows:
        *above, last = _parts(row)
        place = follow(fields, tuple(above))
        if row.each is None and isinstance(place, dict) and is_empty(place.get(last)):
            place.pop(last, None)


def _parts(row: Row) -> tuple[str, ...]:
    return tuple(row.to.split("."))
