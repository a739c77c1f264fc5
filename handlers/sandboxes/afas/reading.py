"""One page of a connector as AFAS gives it: filtered, sorted, cut, and in a different order each time when unsorted.

Source: AFASSoftware/OASContent markdownpages/profit/en/get-connector.md; rmuit/PracticalAfas README-get.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from random import Random
from typing import Any

from handlers.sandboxes.afas import filters
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Column, Stored, Table

Row = dict[str, Stored]

QUERY_LIMIT = 2049
_DEFAULT_TAKE = 100
_ALL = -1


def read(table: Table, query: Mapping[str, str], random: Random, *, cell_budget: int) -> dict[str, Any]:
    """The document that answers a query whose names are in small letters. Raises RefusedError."""
    skip, take = _window(query)
    groups = filters.read_filter(query)
    passes = filters.passing(table, groups)
    order = _order(table, query.get("orderbyfieldids", ""))

    def shown(rows: Iterable[Row]) -> Iterable[Row]:
        return (row for row in rows if not table.hides(row) and passes(row))

    in_order = _in_order(table, order, groups)
    rows = shown(in_order) if in_order is not None else _sort(shown(_candidates(table, groups)), order, random)
    page = list(rows) if take == _ALL else list(islice(rows, skip, skip + max(take, 1)))
    if len(page) * len(table.columns) > cell_budget:
        raise RefusedError(500, Text.TOO_MUCH)
    return {"skip": skip, "take": take, "rows": [table.show_row(row) for row in table.complete(page)]}


def _candidates(table: Table, groups: filters.Groups) -> Sequence[Row]:
    """Rows among which all are that pass: those that an index finds, else all."""
    if table.index is None or (wanted := filters.needed_values(table, groups)) is None:
        return table.rows
    return table.index.having(wanted, filters.comparable)


def _in_order(table: Table, order: Sequence[tuple[Column, bool]], groups: filters.Groups) -> Iterable[Row] | None:
    """The rows in a rising order that an index keeps; None where it keeps none or has few to choose among."""
    if table.index is None or not order or any(descending for _, descending in order):
        return None
    if filters.needed_values(table, groups) is not None:
        return None
    names = tuple(column.id for column, _ in order)
    least = filters.least_value(table, groups, order[0][0])
    return table.index.sorted_from(
        names, lambda row: tuple(_rank(row.get(name)) for name in names), None if least is None else ((True, least),)
    )


def _sort(rows: Iterable[Row], order: Sequence[tuple[Column, bool]], random: Random) -> list[Row]:
    """The rows by these columns; what is equal in them, or all, in an order that is chance."""
    found = list(rows)
    random.shuffle(found)
    for column, descending in reversed(order):
        found.sort(key=lambda row, name=column.id: _rank(row.get(name)), reverse=descending)  # type: ignore[misc]
    return found


def _window(query: Mapping[str, str]) -> tuple[int, int]:
    """Skip and take; -1 stands in both or in neither, and what is no number counts as left out."""
    skip, take = _number(query.get("skip"), 0), _number(query.get("take"), _DEFAULT_TAKE)
    if skip == _ALL and "take" not in query:
        return _ALL, _ALL
    if (skip == _ALL) is not (take == _ALL):
        raise RefusedError(500, Text.BAD_PAGE)
    return (skip if skip >= _ALL else 0), (take if take >= _ALL else _DEFAULT_TAKE)


def _number(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text is not None else otherwise
    except ValueError:
        return otherwise


def _order(table: Table, text: str) -> list[tuple[Column, bool]]:
    order = []
    for name in filter(None, text.split(",")):
        column = table.column(name.removeprefix("-"))
        if column is None:
            raise RefusedError(500, Text.NO_FIELD, name.removeprefix("-"))
        order.append((column, name.startswith("-")))
    return order


def _rank(value: Stored) -> tuple[bool, Any]:
    """Empty comes first, and capitals do not count."""
    return (value is not None, value.casefold() if isinstance(value, str) else value)
