"""Functions on lists and objects: picking, filtering, sorting, grouping and flattening."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from mapping.functions.arguments import Argument
from mapping.functions.comparing import TESTS, holds
from mapping.functions.function import Function, by_name
from mapping.functions.values import WrongValueError, at, is_empty, list_of, number_of, written
from words.told import Told

_Key = tuple[Any, ...]


def pick(value: Any, field: str) -> Any:
    """Take a field out of an object, or out of every entry of a list.

    >>> pick({"name": {"first": "Fenna"}}, "name.first"), pick([{"sku": "A"}, {"sku": "B"}, {}], "sku")
    ('Fenna', ['A', 'B'])
    """
    return at(value, field)


def keep(value: Any, field: str | None = None, **tests: Any) -> list[Any]:
    """Keep the entries of a list that pass the tests, or of which one field does.

    >>> keep([{"kind": "tax", "rate": 9}, {"kind": "fee", "rate": 0}], field="kind", equals="tax")
    [{'kind': 'tax', 'rate': 9}]
    >>> keep(["A-1", "B-2"], starts_with="A")
    ['A-1']
    """
    return [entry for entry in list_of(value) if holds(at(entry, field) if field else entry, tests)]


def ordered(value: Any, by: str | None = None, descending: bool = False) -> list[Any]:  # noqa: FBT001, FBT002 - rows hand it over by name
    """Sort a list by its entries or by a field of them: numbers by size, then text without regard to capitals.

    Entries without the field come last, and equal ones stay in their order.

    >>> ordered(["b", "A", "10", "9"]), ordered([{"n": 1}, {"n": 3}], by="n", descending=True)
    (['9', '10', 'A', 'b'], [{'n': 3}, {'n': 1}])
    """
    keyed = [(_sort_key(at(entry, by) if by else entry), entry) for entry in list_of(value)]
    filled = sorted((pair for pair in keyed if pair[0]), key=itemgetter(0), reverse=descending)
    return [entry for _, entry in filled] + [entry for key, entry in keyed if not key]


def group(value: Any, by: str) -> list[dict[str, Any]]:
    """Gather the entries of a list that agree in a field: a list of ``{key, items}``, in the order they are met.

    >>> group([{"rate": 21, "n": 1}, {"rate": 9, "n": 2}, {"rate": 21, "n": 3}], "rate")[0]
    {'key': 21, 'items': [{'rate': 21, 'n': 1}, {'rate': 21, 'n': 3}]}
    """
    groups: dict[_Key, dict[str, Any]] = {}
    for entry in list_of(value):
        key = at(entry, by)
        groups.setdefault(_same_key(key), {"key": key, "items": []})["items"].append(entry)
    return list(groups.values())


def flatten(value: Any) -> list[Any]:
    """Make one list of a list of lists; entries that are no lists stay.

    >>> flatten([["a"], ["b", ["c"]], "d"])
    ['a', 'b', ['c'], 'd']
    """
    flat: list[Any] = []
    for entry in list_of(value):
        if isinstance(entry, list | tuple):
            flat += entry
        else:
            flat.append(entry)
    return flat


def unique(value: Any, by: str | None = None) -> list[Any]:
    """Keep the first of entries that are equal, or that agree in a field.

    >>> unique(["a", "b", "a"]), unique([{"sku": "A", "n": 1}, {"sku": "A", "n": 2}], by="sku")
    (['a', 'b'], [{'sku': 'A', 'n': 1}])
    """
    kept: dict[_Key, Any] = {}
    for entry in list_of(value):
        kept.setdefault(_same_key(at(entry, by) if by else entry), entry)
    return list(kept.values())


def count(value: Any) -> int:
    """How many entries a list has.

    >>> count(["a", "b"])
    2
    """
    return len(list_of(value))


def _sort_key(value: Any) -> _Key:
    """Empty where there is nothing to sort by."""
    if is_empty(value):
        return ()
    try:
        return (0, number_of(value), "")
    except WrongValueError:
        return (1, Decimal(0), written(value).casefold())


def _same_key(value: Any) -> _Key:
    """What two values that are the same have in common; numbers of one size are, text and numbers never."""
    if value is None or isinstance(value, bool | str | date):
        return (type(value).__name__, value)
    if isinstance(value, Mapping):
        pairs = sorted(((written(name), _same_key(entry)) for name, entry in value.items()), key=itemgetter(0))
        return ("object", *pairs)
    if isinstance(value, list | tuple):
        return ("list", *(_same_key(entry) for entry in value))
    return ("number", number_of(value, Told("functions.cannot_be_compared"), Told("functions.choose_comparable")))


_BY = {"by": Argument.FIELD}

STRUCTURE: dict[str, Function] = {
    "pick": Function(pick, Argument.FIELD),
    "filter": by_name(keep, optional={"field": Argument.FIELD, **TESTS}),
    "sort": by_name(ordered, optional={**_BY, "descending": Argument.YES_OR_NO}, short="by"),
    "group": Function(group, Argument.FIELD),
    "flatten": Function(flatten),
    "unique": by_name(unique, optional=_BY, short="by"),
    "count": Function(count),
}
