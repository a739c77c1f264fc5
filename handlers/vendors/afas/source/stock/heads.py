"""Chooses among rows of levels and compositions what stock is carried of: all rows of one article in one record each.

A head is ``{"stock": [rows]}`` or ``{"composition": [rows]}``: what the document of a record begins with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.vendors.afas.client import Row
from handlers.vendors.afas.source.products.article import kind_of
from handlers.vendors.afas.source.rows import (
    Wanted,
    columns_wanted,
    is_elsewhere,
    is_wanted,
    number_of,
    only_read,
    text_of,
)
from handlers.vendors.afas.source.stock.naming import StockNames
from handlers.vendors.afas.source.stock.settings import AfasStock
from words.told import Told

Head = dict[str, Any]


@dataclass(slots=True)
class Heads:
    """Some records by their number; ``left_out`` tells of rows of none, ``elsewhere`` counts other companies'."""

    by_number: dict[str, Head] = field(default_factory=dict)
    left_out: list[Told] = field(default_factory=list)
    elsewhere: int = 0


class HeadChooser:
    """Chooses heads, as a flow's ``poll.filter`` and the connection's administration say. Pure.

    An article is wanted where one of its rows is; then all its rows are kept. ``also`` are further columns that are.
    """

    def __init__(
        self, stock: AfasStock, names: StockNames, wanted: Wanted, administration: int | None, also: Sequence[str] = ()
    ) -> None:
        self._stock = stock
        self._names = names
        self._administration = administration
        self._also = tuple(also)
        self._wanted = columns_wanted(stock.columns, wanted)
        self._wanted_sets: Mapping[str, Sequence[str]] = {}
        if stock.compositions is not None:
            self._wanted_sets = columns_wanted(stock.compositions.columns, wanted)

    @property
    def wanted(self) -> Mapping[str, Sequence[str]]:
        """The values that the columns of a level may have."""
        return self._wanted

    def of_levels(self, rows: Iterable[Row], *, wanted: bool = True) -> Heads:
        """The articles of this administration that rows are levels of; with ``wanted`` those that the filter passes."""
        heads, columns, fitting = Heads(), self._stock.columns, set[str]()
        for row in rows:
            if is_elsewhere(row, columns.administration, self._administration):
                heads.elsewhere += 1
                continue
            number = self._names.of_level(row)
            if not number:
                heads.left_out += self._tell_nameless(row)
                continue
            if not wanted or is_wanted(row, self._wanted):
                fitting.add(number)
            head = heads.by_number.setdefault(number, {"stock": []})
            head["stock"].append(only_read(columns, row, self._also))
        heads.by_number = {number: head for number, head in heads.by_number.items() if number in fitting}
        return heads

    def of_compositions(self, rows: Iterable[Row], *, wanted: bool = True) -> Heads:
        """The compositions that rows are parts of, with their parts in order."""
        heads, compositions = Heads(), self._stock.compositions
        if compositions is None:
            return heads
        columns = compositions.columns
        for row in rows:
            if is_elsewhere(row, columns.administration, self._administration):
                heads.elsewhere += 1
                continue
            if wanted and not is_wanted(row, self._wanted_sets):
                continue
            if number := self._names.of_composition(row):
                head = heads.by_number.setdefault(number, {"composition": []})
                head["composition"].append(only_read(columns, row, self._also))
        return heads

    def _tell_nameless(self, row: Row) -> list[Told]:
        """Why a row is of nothing that can be named; nothing of a kind that is never sold, such as a text."""
        connector, columns = self._stock.connector, self._stock.columns
        if columns.item_type is not None and kind_of(text_of(row, columns.item_type)) == "other":
            return []
        code = number_of(row, columns.number)
        if not code:
            return [Told("afas.code_missing", connector=connector, column=columns.number)]
        return [Told("afas.code_is_ambiguous", connector=connector, number=code)]
