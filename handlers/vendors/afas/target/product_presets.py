"""The rows by which a product becomes an article, a variant of one, and prices of it: shipped, and the flow's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from handlers.vendors.afas.lengths import usual_limit
from handlers.vendors.afas.target.party_presets import ARTICLE, FlowRows, shipped, sources_of
from handlers.vendors.product_context import READABLE
from mapping.rows.known_paths import paths_read
from mapping.rows.lengths import LimitOf
from mapping.rows.mapper import Mapper
from mapping.rows.overlays import Merged
from mapping.rows.row import MappingError, Row, RowMistake
from mapping.rows.shapes import Shape
from relay.model import Flow
from words.told import Told

VARIANT: Final = "FbUpdateAdB"
PRICE: Final = "FbSalesPrice"

KEYS: Final = frozenset(
    {
        f"{ARTICLE}.ItCd",
        *(f"{VARIANT}.{name}" for name in ("VaIt", "ItCd", "StL1", "StL2")),
        *(f"{PRICE}.{name}" for name in ("VaIt", "ItCd", "StL1", "StL2", "PrLi", "BiUn", "CuId", "DaBg")),
    }
)
"""By these a record is found again, so that no row of a flow may fill them."""

ON_INSERT: Final = frozenset(
    f"{ARTICLE}.{name}" for name in ("StPrice", "CoPrice", "SaPrice", "PuPrice", "CsPrice", "DatPri")
)
"""What AFAS takes with the insert of an article alone. Source: https://help.afas.nl (UpdDsc_191)."""

PICTURES: Final = tuple(f"{name}{number}" for name in ("FileName", "FileStream") for number in ("", *"123456"))

_READABLE: Final[Mapping[str, Shape]] = {
    **READABLE,
    "variant": dict.fromkeys(("item", "dimension_1", "dimension_2"), str),
}


@dataclass(frozen=True, slots=True)
class ProductMappings:
    """Compiled rows of articles, variants and prices. ``told`` names for each field the path where its value is from.

    ``merged`` are the rows they are made of, with their origins.
    """

    article: Mapper
    variant: Mapper
    price: Mapper
    told: Mapping[str, str]
    merged: Merged

    @property
    def emptied(self) -> frozenset[str]:
        """Fields that a row empties on purpose: its fixed value or its default is an empty text."""
        return frozenset(row.to for row in self.merged.rows if "" in (row.const, row.default))

    @property
    def sources(self) -> Mapping[str, frozenset[str]]:
        """For each field of an article or variant the paths that its row reads."""
        wanted = {*self.article.targets, *self.variant.targets}
        return {row.to: paths_read(row) for row in self.merged.rows if row.to in wanted}


def readable(_table: str) -> Mapping[str, Shape]:
    """What rows of products may read, whatever they fill."""
    return _READABLE


def product_mappings(flow: Flow, limit_of: LimitOf = usual_limit) -> ProductMappings:
    """The rows of a flow of products. Raises StartError naming every mistake."""
    tables = (ARTICLE, VARIANT, PRICE)
    rows = FlowRows(flow, limit_of, tables, shape_of=readable, shown=tables)
    merged = rows.merge(shipped("product"), KEYS)
    if mistakes := list(_mistakes(merged)):
        raise rows.refuse(MappingError(mistakes))
    return ProductMappings(
        article=rows.compile(merged, ARTICLE),
        variant=rows.compile(merged, VARIANT),
        price=rows.compile(merged, PRICE),
        told=sources_of(merged.rows),
        merged=merged,
    )


def _mistakes(merged: Merged) -> Iterator[RowMistake]:
    """Rows of a flow that AFAS would not carry out, or that something else of the flow does."""
    for row in merged.rows:
        if merged.origin(row.to) == "overlay":
            yield from _mistakes_in(row)


def _mistakes_in(row: Row) -> Iterator[RowMistake]:
    if row.to in ON_INSERT and row.write != "create_only":
        yield RowMistake(Told("afas.price_on_insert_only", field=row.to), target=row.to, at=("write",))
    if row.to.rpartition(".")[2] in PICTURES:
        yield RowMistake(Told("afas.pictures_by_images"), target=row.to, at=("to",))
