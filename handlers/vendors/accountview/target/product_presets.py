"""The rows by which a product becomes an article: shipped ones, each in the column that the connection names for it.

The column of blocks, where nobody named it, has a row all the same: whether the installation has that column shows only
when it is asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from handlers.vendors.accountview.product_settings import CODE, ProductsKept, named_columns
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.party_presets import compile_tables, read_own_rows, source_of
from handlers.vendors.product_context import READABLE
from handlers.vendors.shipped_rows import refuse_rows, shipped_rows
from mapping.rows.known_paths import paths_read
from mapping.rows.mapper import Mapper
from mapping.rows.overlays import Merged, lay_over
from mapping.rows.row import MappingError, Row
from relay.model import Flow

ARTICLE: Final = "ARTICLE"
PRESET: Final = "product"

_KEY: Final = f"{ARTICLE}.{CODE}"


@dataclass(frozen=True, slots=True)
class ProductMappings:
    """Compiled rows of an article. ``sources`` tells for each field where its value comes from, for problems.

    ``merged`` are the rows they are made of, with their origins.
    """

    article: Mapper
    sources: Mapping[str, str]
    merged: Merged

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of ARTICLE that rows fill, in order."""
        return tuple(target.partition(".")[2] for target in self.article.targets)

    @property
    def reads(self) -> Mapping[str, frozenset[str]]:
        """By column of ARTICLE the paths that its row reads."""
        return {row.to.partition(".")[2]: paths_read(row) for row in self.merged.rows}


def product_mappings(flow: Flow, settings: AccountViewConnection) -> ProductMappings:
    """The shipped rows with the flow's rows over them. Raises StartError naming every mistake."""
    shipped = tuple(_shipped(settings.products))
    named = {f"{ARTICLE}.{column}": f"products.{'.'.join(place)}" for place, column in named_columns(settings.products)}
    try:
        own = read_own_rows(flow, shipped, (ARTICLE,), lambda _: READABLE, named)
        merged = lay_over(shipped, own, protected=(_KEY,))
        return ProductMappings(
            article=compile_tables(settings, merged.rows, ARTICLE),
            sources={row.to: source_of(row) for row in merged.rows},
            merged=merged,
        )
    except MappingError as error:
        raise refuse_rows(("flows", flow.name, "mapping"), flow.mapping, error) from None


def _shipped(kept: ProductsKept) -> Iterator[Row]:
    """The shipped rows in the columns that settings name, and those of texts in further languages."""
    columns = dict(kept.columns)
    rows = {row.to.partition(".")[2]: row for row in shipped_rows("accountview", PRESET)}
    for word, row in rows.items():
        column = word if word == CODE else columns.get(word)
        if column:
            yield row.model_copy(update={"to": f"{ARTICLE}.{column}"})
    for language, texts in kept.languages.items():
        for word, column in texts:
            if column:
                read = (f"texts.{language}.{word}",)
                yield rows[word].model_copy(update={"to": f"{ARTICLE}.{column}", "source": read})
