"""Names the products of AFAS: an article by its code, a variant by its joined codes, a composition by code and kind.

A composition may have the code of an article in AFAS (an item's key there is its type and its code), so that its number
says that it is one. What it is sold under is its bare code all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from handlers.vendors.afas.source.products.settings import AfasProducts
from handlers.vendors.afas.source.rows import number_of, text_of
from handlers.vendors.afas.variant_codes import VariantCode

COMPOSITION_MARK: Final = "Sam:"
"""Stands before the code of a composition in its number; AFAS writes this kind of item so."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a product's number says: whether it is a composition, and its codes."""

    is_composition: bool
    code: VariantCode


class ProductNames:
    """Names rows, and reads names again. Pure."""

    def __init__(self, products: AfasProducts) -> None:
        self._products = products
        self._columns = products.columns

    def of_article(self, row: Mapping[str, Any]) -> str:
        """The number of an article or variant; empty for one that no name can tell from all others."""
        code = self.codes_of(row)
        variants, compositions = self._products.variants, self._products.compositions
        number = code.item if variants is None else variants.join(code) or ""
        is_marked = number.casefold().startswith(COMPOSITION_MARK.casefold())
        return "" if is_marked and compositions is not None else number

    def of_composition(self, row: Mapping[str, Any]) -> str:
        """The number of a composition; empty for a row without one."""
        compositions = self._products.compositions
        code = "" if compositions is None else number_of(dict(row), compositions.columns.number)
        return f"{COMPOSITION_MARK}{code}" if code else ""

    def codes_of(self, row: Mapping[str, Any]) -> VariantCode:
        """An article's code and, where variants are read, those of its dimensions."""
        item = number_of(dict(row), self._columns.number)
        if self._products.variants is None:
            return VariantCode(item)
        first, second = self._columns.dimension_1, self._columns.dimension_2
        return VariantCode(item, *(text_of(dict(row), column) if column else "" for column in (first, second)))

    def read(self, number: str) -> Named | None:
        """What a number says; None for one that no product has."""
        if self._products.compositions is not None and number.startswith(COMPOSITION_MARK):
            return Named(is_composition=True, code=VariantCode(number.removeprefix(COMPOSITION_MARK)))
        if self._products.variants is None:
            return Named(is_composition=False, code=VariantCode(number))
        code = self._products.variants.split(number)
        return None if code is None else Named(is_composition=False, code=code)
