"""Puts into a document what was posted as empty: what is not posted changes nothing, and what is empty may empty it."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mapping.documents.fields import fields_at
from mapping.functions import is_empty
from mapping.rows.paths import follow, path_parts
from mapping.rows.row import Row

SAYS_WHO: Final = frozenset({"number", "updated_at", "customer.code"})
"""Fields that tell whom a record is of, and nothing about them."""


def fill_empty(fields: dict[str, Any], rows: Iterable[Row], kind: type[BaseModel], context: Mapping[str, Any]) -> None:
    """Add the fields that a row reads and that are posted with nothing in them.

    A post in which nothing is filled says nothing: an account as it was made, or one that was emptied after its person
    asked to be forgotten. Lists and rows with conditions are left alone.
    """
    plain = [row for row in rows if row.source and not (row.off or row.when or row.each)]
    told = [row.to for row in plain if row.to not in SAYS_WHO]
    if not any(_is_told(fields, target) for target in told):
        for target in told:
            _take(fields, target)
        return
    for row in plain:
        nothing = _nothing_of(kind, row.to)
        if nothing is not None and not _stands(fields, row.to) and any(map(_is_posted(context), row.source or ())):
            _put(fields, row.to, nothing[0])


def _is_posted(context: Mapping[str, Any]) -> Callable[[str], bool]:
    def is_posted(path: str) -> bool:
        *above, last = path_parts(path)
        place = follow(context, tuple(above))
        return last in place if isinstance(place, Mapping) else False

    return is_posted


@cache
def _nothing_of(kind: type[BaseModel], target: str) -> tuple[str | None] | None:
    """What stands in a field that is empty, in a tuple; None for a field that cannot be."""
    *above, last = target.split(".")
    field = fields_at(kind, above)[last]
    if _may_be_none(field):
        return (None,)
    return ("",) if field.default == "" else None


def _may_be_none(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)


def _value(fields: Mapping[str, Any], target: str) -> Any:
    return follow(fields, tuple(target.split(".")))


def _is_told(fields: Mapping[str, Any], target: str) -> bool:
    return _stands(fields, target) and _value(fields, target) is not False


def _stands(fields: Mapping[str, Any], target: str) -> bool:
    return not is_empty(_value(fields, target))


def _put(fields: dict[str, Any], target: str, value: Any) -> None:
    *above, last = target.split(".")
    for name in above:
        fields = fields.setdefault(name, {})
    fields[last] = value


def _take(fields: dict[str, Any], target: str) -> None:
    *above, last = target.split(".")
    place = follow(fields, tuple(above))
    if isinstance(place, dict):
        place.pop(last, None)
