"""Reads a filter as AFAS does, in its plain form or as ``filterjson``, and decides which rows pass.

Sources: AFASSoftware/OASContent markdownpages/profit/en/get-connector.md; wesimplycode/laravel-afas-rest-connector
src/Filter.php. Comparison with an empty column is as in SQL: only the operators for empty are true.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Column, Kind, Stored, Table, show

EQUAL, QUICK = 1, 15
_IS_EMPTY, _IS_NOT_EMPTY = 8, 9
_AT_LEAST, _ABOVE = 2, 4
_RANKED = frozenset({Kind.STRING, Kind.INT, Kind.DECIMAL, Kind.MOMENT})
"""Kinds of columns whose stored values are ranked as a filter compares them."""

_BY_ORDER: Mapping[int, Callable[[Any, Any], bool]] = {
    1: lambda stored, wanted: bool(stored == wanted),
    2: lambda stored, wanted: bool(stored >= wanted),
    3: lambda stored, wanted: bool(stored <= wanted),
    4: lambda stored, wanted: bool(stored > wanted),
    5: lambda stored, wanted: bool(stored < wanted),
    7: lambda stored, wanted: bool(stored != wanted),
}
_BY_TEXT: Mapping[int, Callable[[str, str], bool]] = {
    6: lambda stored, wanted: wanted in stored,
    10: str.startswith,
    11: lambda stored, wanted: wanted not in stored,
    12: lambda stored, wanted: not stored.startswith(wanted),
    13: str.endswith,
    14: lambda stored, wanted: not stored.endswith(wanted),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison as it came: column name, operator number, value."""

    field: str
    operator: int
    value: str


Groups = list[list[Term]]
"""Any of these, all of which must hold."""

Passes = Callable[[Mapping[str, Stored]], bool]


def read_filter(query: Mapping[str, str]) -> Groups:
    """The filter in a query whose names are in small letters. Raises RefusedError where AFAS answers 500."""
    if query.get("filterjson"):
        return _read_json(query["filterjson"])
    if not query.get("filterfieldids"):
        return []
    fields = _lists(query["filterfieldids"])
    values = _lists(query.get("filtervalues", ""))
    operators = (
        _lists(query["operatortypes"]) if query.get("operatortypes") else [["1"] * len(group) for group in fields]
    )
    shapes = {tuple(len(group) for group in lists) for lists in (fields, values, operators)}
    if len(shapes) != 1:
        raise RefusedError(500, Text.UNEVEN)
    return [
        [Term(field, _operator(number), value) for field, value, number in zip(*group, strict=True)]
        for group in zip(fields, values, operators, strict=True)
    ]


def passing(table: Table, groups: Groups) -> Passes:
    """Whether rows pass, told row by row. Raises RefusedError for a column or a value that AFAS would refuse.

    A filter may be a hundred values of one column: these are looked up at once.
    """
    if not groups:
        return lambda _: True
    equal: dict[str, set[Any]] = {}
    others: list[list[Passes]] = []
    for group in groups:
        if len(group) == 1 and group[0].operator == EQUAL:
            column = _column(table, group[0])
            equal.setdefault(column.id, set()).add(_read_wanted(column, group[0].value))
        else:
            others.append([_holding(table, term) for term in group])

    def passes(row: Mapping[str, Stored]) -> bool:
        return any(_is_one_of(row.get(name), wanted) for name, wanted in equal.items()) or any(
            all(holds(row) for holds in group) for group in others
        )

    return passes


def needed_values(table: Table, groups: Groups) -> list[tuple[str, Any]] | None:
    """Columns and values, one of which each row has that passes; None where that cannot be told of every group."""
    found = []
    for group in groups:
        term = next((term for term in group if term.operator == EQUAL), None)
        if term is None:
            return None
        column = _column(table, term)
        found.append((column.id, _read_wanted(column, term.value)))
    return found or None


def least_value(table: Table, groups: Groups, column: Column) -> Any:
    """A value below which no row that passes has one in this column; None where the filter tells of none.

    Of texts with blanks at their end it may be less than the filter says, as these do not count in a filter.
    """
    if len(groups) != 1 or column.kind not in _RANKED:
        return None
    for term in groups[0]:
        if term.operator in {_AT_LEAST, _ABOVE} and _column(table, term) == column:
            return _read_wanted(column, term.value)
    return None


def _lists(text: str) -> list[list[str]]:
    return [group.split(",") for group in text.split(";")]


def _operator(number: str) -> int:
    if not number.isdecimal() or not EQUAL <= int(number) <= QUICK:
        raise RefusedError(500, Text.UNEVEN)
    return int(number)


def _read_json(text: str) -> Groups:
    try:
        filters = _many(json.loads(text)["Filters"]["Filter"])
        return [
            [
                Term(field["@FieldId"], _operator(field.get("@OperatorType", "1")), field.get("#text") or "")
                for field in group
            ]
            for group in (_many(one["Field"]) for one in filters)
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RefusedError(500, Text.UNEVEN) from None


def _many(part: Any) -> list[Any]:
    return part if isinstance(part, list) else [part]


def _holding(table: Table, term: Term) -> Passes:
    """Whether one comparison holds of a row."""
    if term.operator == QUICK:
        word, names = _bare(term.value), [column.id for column in table.columns]
        return lambda row: any(word in str(row.get(name) or "").casefold() for name in names)
    column = _column(table, term)
    name, operator = column.id, term.operator
    if operator in {_IS_EMPTY, _IS_NOT_EMPTY}:
        return lambda row: _is_nothing(row.get(name)) is (operator == _IS_EMPTY)
    if operator in _BY_ORDER:
        compare, wanted = _BY_ORDER[operator], _read_wanted(column, term.value)
        return lambda row: not _is_nothing(row.get(name)) and compare(comparable(row[name]), wanted)
    search, text = _BY_TEXT[operator], _bare(term.value)
    return lambda row: not _is_nothing(row.get(name)) and search(str(show(column, row[name])).casefold(), text)


def _column(table: Table, term: Term) -> Column:
    column = table.column(term.field)
    if column is None:
        raise RefusedError(500, Text.NO_FIELD, term.field)
    return column


def _is_one_of(stored: Stored, wanted: set[Any]) -> bool:
    return not _is_nothing(stored) and comparable(stored) in wanted


def _is_nothing(stored: Stored) -> bool:
    return stored is None or stored == ""


def _bare(value: str) -> str:
    """A text to search for: clients put ``%`` around it or do not."""
    return value.strip("%").casefold()


def comparable(stored: Any) -> Any:
    """A stored value as a filter compares it."""
    if isinstance(stored, str):
        return _folded(stored)
    if isinstance(stored, datetime) or not hasattr(stored, "isoformat"):
        return stored
    return datetime(stored.year, stored.month, stored.day)  # noqa: DTZ001 - AFAS stores Amsterdam's clock


def _folded(text: str) -> str:
    """A text as SQL Server compares it: neither capitals nor blanks at its end count."""
    return text.rstrip(" ").casefold()


def _read_wanted(column: Column, text: str) -> Any:
    """The value to compare with, in the column's type."""
    try:
        return _TYPED[column.kind](text)
    except (ValueError, InvalidOperation):
        raise RefusedError(500, Text.BAD_VALUE, column.id) from None


def _moment(text: str) -> datetime:
    """A time without zone: with a Z it is refused, as AFAS does."""
    if text.upper().endswith("Z"):
        raise ValueError(text)
    return datetime.fromisoformat(text)


_TYPED: Mapping[Kind, Callable[[str], Any]] = {
    Kind.STRING: _folded,
    Kind.INT: Decimal,
    Kind.DECIMAL: Decimal,
    Kind.BOOLEAN: lambda text: text.lower() in {"true", "1", "-1"},
    Kind.DATE: _moment,
    Kind.MOMENT: _moment,
}
