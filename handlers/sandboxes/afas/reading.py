"""One page of a connector as AFAS gives it: filtered, sorted, cut, and in a different order each time when unsorted.

Source: AFASSoftware/OASContent markdownpages/profit/en/get-connector.md; rmuit/PracticalAfas README-get.md.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from handlers.sandboxes.afas import filters
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Column, Stored, Table

QUERY_LIMIT = 2049
_DEFAULT_TAKE = 100
_ALL = -1


def read(table: Table, query: Mapping[str, str], random: Random, *, cell_budget: int) -> dict[str, Any]:
    """The document that answers a query whose names are in small letters. Raises RefusedError."""
    skip, take = _window(query)
    passes = filters.passing(table, filters.read_filter(query))
    order = _order(table, query.get("orderbyfieldids", ""))
    rows = [row for row in table.rows if not table.hides(row) and passes(row)]
    random.shuffle(rows)
    for column, descending in reversed(order):
        rows.sort(key=lambda row, name=column.id: _rank(row.get(name)), reverse=descending)  # type: ignore[misc]
    page = rows if take == _ALL else rows[skip : skip + max(take, 1)]
    if len(page) * len(table.columns) > cell_budget:
        raise RefusedError(500, Text.TOO_MUCH)
    return {"skip": skip, "take": take, "rows": [table.show_row(row) for row in table.complete(page)]}


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
