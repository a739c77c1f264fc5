"""Names the records of stock as the products they are of are named, so that both lead to one product in a target.

An article is named by its code, a variant by its joined codes, and a composition by its code after ``Sam:``, whether
the levels are its own or follow from its parts.
"""

from collections.abc import Mapping
from typing import Any

from handlers.vendors.afas.source.products.article import kind_of
from handlers.vendors.afas.source.products.naming import COMPOSITION_MARK, Named
from handlers.vendors.afas.source.rows import number_of, text_of
from handlers.vendors.afas.source.stock.columns import OpenLineColumns, StockColumns
from handlers.vendors.afas.source.stock.settings import AfasStock
from handlers.vendors.afas.variant_codes import AfasVariants, VariantCode

Row = Mapping[str, Any]


class StockNames:
    """Names rows, and reads names again; ``variants`` are joined as those of products are. Pure."""

    def __init__(self, stock: AfasStock, variants: AfasVariants | None) -> None:
        self._stock = stock
        self._variants = variants

    def of_level(self, row: Row) -> str:
        """The number of what a level is of; empty for one that no name can tell from all others."""
        columns = self._stock.columns
        code, kind = self._codes(row, columns.number, columns), _kind(row, columns.item_type)
        if kind == "composition":
            return f"{COMPOSITION_MARK}{code.item}" if code.item else ""
        number = self._join(code)
        is_marked = number.casefold().startswith(COMPOSITION_MARK.casefold())
        return "" if is_marked or kind == "other" else number

    def of_line(self, row: Row) -> str:
        """The same of an open order line."""
        lines = self._stock.open_lines
        if lines is None:
            return ""
        columns = lines.columns
        code, kind = self._codes(row, columns.item, columns), _kind(row, columns.item_type)
        return f"{COMPOSITION_MARK}{code.item}" if kind == "composition" else self._join(code)

    def of_composition(self, row: Row) -> str:
        """The number of a composition; empty for a row without one."""
        compositions = self._stock.compositions
        code = "" if compositions is None else number_of(dict(row), compositions.columns.number)
        return f"{COMPOSITION_MARK}{code}" if code else ""

    def sku_of(self, number: str) -> str:
        """The code under which what a number names is sold."""
        return number.removeprefix(COMPOSITION_MARK)

    def read(self, number: str) -> Named | None:
        """What a number says; None for one that nothing has."""
        if number.startswith(COMPOSITION_MARK):
            return Named(is_composition=True, code=VariantCode(number.removeprefix(COMPOSITION_MARK)))
        code = VariantCode(number) if self._variants is None else self._variants.split(number)
        return None if code is None else Named(is_composition=False, code=code)

    def _join(self, code: VariantCode) -> str:
        return code.item if self._variants is None else self._variants.join(code) or ""

    def _codes(self, row: Row, item: str, columns: StockColumns | OpenLineColumns) -> VariantCode:
        found = number_of(dict(row), item)
        if self._variants is None:
            return VariantCode(found)
        parts = (columns.dimension_1, columns.dimension_2)
        return VariantCode(found, *(text_of(dict(row), column) if column else "" for column in parts))


def _kind(row: Row, column: str | None) -> str:
    return kind_of(text_of(dict(row), column) if column is not None else "")
