"""Tells a field that a source gives as empty from one that it does not give: rows leave both out.

Of a customer's own record an absent field changes nothing, and an empty one may empty that of the target. A field is
given where any of the paths of its row is there, whatever stands at it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mapping.documents.fields import fields_at, models_in
from mapping.functions import is_empty
from mapping.rows.paths import Parts, follow, path_parts
from mapping.rows.row import Row

_ITEM: Final = "item"


def keep_empty(kind: type[BaseModel], rows: Sequence[Row], context: Mapping[str, Any], fields: dict[str, Any]) -> None:
    """Add to ``fields``, which the rows made of ``context``, those of a document of this kind that are given as empty.

    An object that may be missing is not made for the sake of empty fields in it. Rows with conditions are passed over.
    """
    for row in rows:
        if row.when is not None:
            continue  # where its conditions do not hold, what it reads is not given
        paths, names = [path_parts(path) for path in row.source or ()], row.to.split(".")
        if row.each is None:
            _keep(kind, names, context, paths, fields)
            continue
        items, made = follow(context, path_parts(row.each)), fields.get(names[0])
        if isinstance(items, list | tuple) and made is not None:
            [entry, *_] = models_in(kind.model_fields[names[0]].annotation)
            for item, one in zip(items, made, strict=True):
                _keep(entry, names[1:], {**context, _ITEM: item}, paths, one)


def _keep(
    kind: type[BaseModel],
    names: Sequence[str],
    context: Mapping[str, Any],
    paths: Sequence[Parts],
    fields: dict[str, Any],
) -> None:
    [*outer, last] = names
    empty = _empty_of(fields_at(kind, outer)[last])
    if not empty or not any(_is_there(context, path) for path in paths):
        return
    for depth, name in enumerate(outer):
        if name not in fields and _may_be_missing(fields_at(kind, outer[:depth])[name]):
            return
        fields = fields.setdefault(name, {})
    if is_empty(fields.get(last)):
        fields[last] = empty[0]


def _empty_of(field: FieldInfo) -> tuple[Any, ...]:
    """What an empty field holds; nothing where it cannot be empty."""
    if _may_be_missing(field):
        return (None,)
    return ("",) if field.default == "" else ()


def _may_be_missing(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)


def _is_there(context: Mapping[str, Any], path: Parts) -> bool:
    """Whether something stands at the path, be it empty."""
    [*outer, last] = path
    inside = follow(context, tuple(outer))
    return isinstance(inside, Mapping) and last in inside
