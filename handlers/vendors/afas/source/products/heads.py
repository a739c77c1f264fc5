"""Chooses among rows of articles and compositions: which are wanted, of the right administration, and one each.

A head is ``{"article": row}`` or ``{"composition": [rows]}``: what a product's document begins with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.vendors.afas.client import Row
from handlers.vendors.afas.source.products.naming import ProductNames
from handlers.vendors.afas.source.products.settings import AfasProducts
from handlers.vendors.afas.source.rows import (
    Wanted,
    columns_wanted,
    is_elsewhere,
    is_wanted,
    number_of,
    only_read,
)
from words.told import Told

Head = dict[str, Any]


@dataclass(slots=True)
class Heads:
    """Some products; ``left_out`` tells of rows that are none, and ``elsewhere`` counts those of other administrations.

    ``by_number`` has each product's head by its number.
    """

    by_number: dict[str, Head] = field(default_factory=dict)
    left_out: list[Told] = field(default_factory=list)
    elsewhere: int = 0


class HeadChooser:
    """Chooses heads, as a flow's ``poll.filter`` and the connection's administration say. Pure.

    ``also`` are further columns of articles that are kept.
    """

    def __init__(
        self, products: AfasProducts, wanted: Wanted, administration: int | None, also: Sequence[str] = ()
    ) -> None:
        self._products = products
        self._names = ProductNames(products)
        self._administration = administration
        self._also = tuple(also)
        self._wanted = columns_wanted(products.columns, wanted)
        self._wanted_sets: Mapping[str, Sequence[str]] = {}
        if products.compositions is not None:
            self._wanted_sets = columns_wanted(products.compositions.columns, wanted)

    @property
    def wanted(self) -> Mapping[str, Sequence[str]]:
        """The values that the columns of an article may have."""
        return self._wanted

    def of_articles(self, rows: Iterable[Row], *, wanted: bool = True) -> Heads:
        """The articles or variants of this administration that rows are; with ``wanted`` those the filter lets through.

        Of several rows that are one product and differ none is the right one, so that it is left out.
        """
        heads, columns, torn = Heads(), self._products.columns, set[str]()
        for row in rows:
            if is_elsewhere(row, columns.administration, self._administration):
                heads.elsewhere += 1
                continue
            if wanted and not is_wanted(row, self._wanted):
                continue
            number = self._names.of_article(row)
            if not number:
                heads.left_out.append(self._tell_nameless(row))
                continue
            head = {"article": only_read(self._products.article_columns, row, self._also)}
            if heads.by_number.setdefault(number, head) != head:
                torn.add(number)
        for number in sorted(torn):
            del heads.by_number[number]
            told = Told("afas.several_rows_of_product", connector=self._products.connector, number=number)
            heads.left_out.append(told)
        return heads

    def of_compositions(self, rows: Iterable[Row], *, wanted: bool = True) -> Heads:
        """The compositions that rows are parts of, with their parts in order."""
        heads, compositions = Heads(), self._products.compositions
        if compositions is None:
            return heads
        columns, counted = compositions.columns, set[str]()
        for row in rows:
            if is_elsewhere(row, columns.administration, self._administration):
                counted.add(number_of(row, columns.number))
                continue
            if wanted and not is_wanted(row, self._wanted_sets):
                continue
            if number := self._names.of_composition(row):
                head = heads.by_number.setdefault(number, {"composition": []})
                head["composition"].append(only_read(columns, row, self._also))
        heads.elsewhere = len(counted)
        return heads

    def _tell_nameless(self, row: Row) -> Told:
        connector, column = self._products.connector, self._products.columns.number
        code = number_of(row, column)
        if not code:
            return Told("afas.code_missing", connector=connector, column=column)
        if self._products.variants is not None and self._products.variants.join(self._names.codes_of(row)) is None:
            return Told("afas.code_is_ambiguous", connector=connector, number=code)
        return Told("afas.code_of_a_composition", connector=connector, number=code)
