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


def passes(table: Table, row: Mapping[str, Stored], groups: Groups) -> bool:
    """Whether a row passes. Raises RefusedError for a column or a value that AFAS would refuse."""
    return not groups or any(all(_holds(table, row, term) for term in group) for group in groups)


def check(table: Table, groups: Groups) -> None:
    """Raise RefusedError for a column the table lacks or a value its type cannot have, also when there are no rows."""
    for group in groups:
        for term in group:
            if term.operator == QUICK:
                continue
            column = table.column(term.field)
            if column is None:
                raise RefusedError(500, Text.NO_FIELD, term.field)
            if term.operator in _BY_ORDER:
                _read_wanted(column, term.value)


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


def _holds(table: Table, row: Mapping[str, Stored], term: Term) -> bool:
    if term.operator == QUICK:
        word = _bare(term.value)
        return any(word in str(row.get(column.id) or "").casefold() for column in table.columns)
    column = table.column(term.field)
    if column is None:
        raise RefusedError(500, Text.NO_FIELD, term.field)
    stored = row.get(column.id)
    empty = stored is None or stored == ""
    if term.operator in {_IS_EMPTY, _IS_NOT_EMPTY}:
        return empty is (term.operator == _IS_EMPTY)
    if empty:
        return False
    if term.operator in _BY_ORDER:
        return _BY_ORDER[term.operator](_comparable(stored), _read_wanted(column, term.value))
    return _BY_TEXT[term.operator](str(show(column, stored)).casefold(), _bare(term.value))


def _bare(value: str) -> str:
    """A text to search for: clients put ``%`` around it or do not."""
    return value.strip("%").casefold()


def _comparable(stored: Any) -> Any:
    if isinstance(stored, str):
        return stored.casefold()
    if isinstance(stored, datetime) or not hasattr(stored, "isoformat"):
        return stored
    return datetime(stored.year, stored.month, stored.day)  # noqa: DTZ001 - AFAS stores Amsterdam's clock


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
    Kind.STRING: str.casefold,
    Kind.INT: Decimal,
    Kind.DECIMAL: Decimal,
    Kind.BOOLEAN: lambda text: text.lower() in {"true", "1", "-1"},
    Kind.DATE: _moment,
    Kind.MOMENT: _moment,
}
