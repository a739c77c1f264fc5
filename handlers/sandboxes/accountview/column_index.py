"""Finds rows of a table by what stands in a column, without a look at each of 50,000 articles or 20,000 debtors."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from handlers.sandboxes.accountview.published import Column
from handlers.sandboxes.accountview.tables import Row

Comparable = Callable[[Any, Column], Any]
"""A value as a filter compares it."""


class ColumnIndex:
    """Over the rows of one table, which only grows. Whoever adds or changes a row says so (``note``)."""

    def __init__(self, rows: Sequence[Row], comparable: Comparable) -> None:
        self._rows = rows
        self._comparable = comparable
        self._places: dict[Column, defaultdict[Any, dict[int, Row]]] = {}
        self._values: dict[Column, dict[int, Any]] = {}

    def having(self, column: Column, value: Any) -> list[Row]:
        """The rows in whose column a value stands, as filters compare it."""
        if column not in self._places:
            self._places[column], self._values[column] = defaultdict(dict), {}
            for row in self._rows:
                self._put(column, row)
        return [*self._places[column].get(value, {}).values()]

    def note(self, row: Row) -> None:
        """Take note of a row that is new or has changed."""
        for column in self._places:
            self._put(column, row)

    def _put(self, column: Column, row: Row) -> None:
        values, places, name = self._values[column], self._places[column], id(row)
        if name in values:
            places[values[name]].pop(name)
        values[name] = value = self._comparable(row.get(column.name), column)
        places[value][name] = row
