"""What rows may read, by name: a path is followed through types, so that it can be judged without a document."""

import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, get_args

from mapping.rows.views import readable

Shape = Any
"""What stands at a place: a type; a dict of names, each with its shape; a list of one shape; or :data:`ANYTHING`.

A dict with ``...`` among its names may have others too.
"""

ANYTHING: Final = Any
"""What is not known beforehand, such as what a sender posts."""


def names_below(shape: Shape) -> Mapping[Any, Shape] | None:
    """The names below a place, each with its shape; empty for a plain value, None where any name may stand.

    >>> names_below(str), names_below({"sku": str}), names_below(Any)
    ({}, {'sku': <class 'str'>}, None)
    """
    shape = _bare(shape)
    if isinstance(shape, dict):
        return None if ... in shape and len(shape) == 1 else shape
    if shape is ANYTHING or _origin(shape) in _MAPPINGS or entry_of(shape) is not None:
        return None
    return _names_of(shape)


def entry_of(shape: Shape) -> Shape | None:
    """The shape of the entries of a list; None for what is no list."""
    shape = _bare(shape)
    if isinstance(shape, list):
        return shape[0]
    if _origin(shape) in {list, tuple}:
        return get_args(shape)[0]
    return None


_MAPPINGS: Final = frozenset({dict, typing.get_origin(Mapping[str, str])})


def _bare(shape: Shape) -> Shape:
    """A type without what is noted beside it, and without ``None``; of other unions anything may come."""
    while _origin(shape) is typing.Annotated:
        shape = get_args(shape)[0]
    if _origin(shape) in {typing.Union, types.UnionType}:
        members = [member for member in get_args(shape) if member is not type(None)]
        return _bare(members[0]) if len(members) == 1 else ANYTHING
    return shape


def _origin(shape: Shape) -> Any:
    return typing.get_origin(shape)


@cache
def _names_of(kind: Any) -> Mapping[str, Shape]:
    names = readable(kind) if isinstance(kind, type) else frozenset()
    return {name: _type_of(kind, name) for name in sorted(names)}


def _type_of(kind: type, name: str) -> Shape:
    """The type of a field or property; anything where it cannot be told."""
    own = getattr(kind, name, None)
    try:
        if isinstance(own, property):
            return typing.get_type_hints(own.fget, include_extras=True).get("return", ANYTHING)
        return typing.get_type_hints(kind, include_extras=True).get(name, ANYTHING)
    except NameError:  # a name that is imported for the type checker alone
        return ANYTHING
