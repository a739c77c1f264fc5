"""Finds rows of a table that stays as it is by a column's value and in a column's order, without a look at each.

A sandbox of 50,000 articles would else spend its time on going through all of them for each page and each look-up.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

Row = dict[str, Any]

Rank = Callable[[Row], Any]
"""What rows are sorted by."""


class RowIndex:
    """Made of all rows of a table; what is asked of it is worked out once, when it is asked first."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = tuple(rows)
        self._places: dict[str, dict[Any, list[int]]] = {}
        self._sorted: dict[tuple[str, ...], tuple[list[Any], list[Row]] | None] = {}

    def having(self, wanted: Iterable[tuple[str, Any]], comparable: Callable[[Any], Any]) -> list[Row]:
        """The rows that have one of these values, each with its column, in the order of the table."""
        found: set[int] = set()
        for column, value in wanted:
            found.update(self._by_value(column, comparable).get(value, ()))
        return [self._rows[place] for place in sorted(found)]

    def sorted_from(self, columns: tuple[str, ...], rank: Rank, least: Any) -> Iterator[Row] | None:
        """The rows by rank, those below ``least`` left out (None: none is); None where two rows have the same rank.

        The order of such rows is chance in AFAS, and must not become a fixed one here.
        """
        if columns not in self._sorted:
            ranked = sorted(((rank(row), place) for place, row in enumerate(self._rows)), key=lambda one: one[0])
            ranks = [one for one, _ in ranked]
            is_unique = all(one != following for one, following in pairwise(ranks))
            self._sorted[columns] = (ranks, [self._rows[place] for _, place in ranked]) if is_unique else None
        kept = self._sorted[columns]
        if kept is None:
            return None
        ranks, rows = kept
        return islice(rows, 0 if least is None else bisect_left(ranks, least), None)

    def _by_value(self, column: str, comparable: Callable[[Any], Any]) -> dict[Any, list[int]]:
        if column not in self._places:
            places: defaultdict[Any, list[int]] = defaultdict(list)
            for place, row in enumerate(self._rows):
                places[comparable(row.get(column))].append(place)
            self._places[column] = places
        return self._places[column]
