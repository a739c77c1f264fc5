"""Knows a post in which nothing is filled: it says nothing, rather than that all of it is empty."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mapping.functions import is_empty
from mapping.rows.paths import follow
from mapping.rows.row import Row

SAYS_WHO: Final = frozenset({"number", "updated_at", "customer.code"})
"""Fields that tell whom a record is of, and nothing about them."""


def says_nothing(fields: Mapping[str, Any], rows: Sequence[Row]) -> bool:
    """Whether the fields that rows made say nothing of a record but whose it is.

    Such is an account as it was made, or one that was emptied after its person asked to be forgotten.
    """
    told = (_value(fields, row) for row in rows if row.each is None and row.to not in SAYS_WHO)
    lists = (fields.get(row.to.partition(".")[0]) for row in rows if row.each is not None)
    return all(is_empty(value) or value is False for value in (*told, *lists))


def take_empty(fields: Mapping[str, Any], rows: Sequence[Row]) -> None:
    """Take away what was posted with nothing in it."""
    for row in rows:
        *above, last = row.to.split(".")
        place = follow(fields, tuple(above))
        if row.each is None and isinstance(place, dict) and is_empty(place.get(last)):
            place.pop(last, None)


def _value(fields: Mapping[str, Any], row: Row) -> Any:
    return follow(fields, tuple(row.to.split(".")))
