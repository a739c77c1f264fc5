"""What a connection may say about the stock of articles: which column of ARTICLE holds which quantity.

The stock module is optional, so that a quantity can be absent, nought or without meaning, and no public page tells
which column is which in an installation. The one that has a default is Visma's own ("technical" quantity, on the page
about order lines of nl.visma.com); clients also read `QTY_FREE2` (free), `QTY_AVAIL` (available, may be empty) and
`QTY_BESTEL` (ordered). What is reserved, and where stock is kept by warehouse, no page names.
"""

from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, Field, model_validator

from handlers.vendors.accountview.naming import Column
from mapping.documents.product import Code
from relay.settings.types import FROZEN
from words.mistake import Mistake
from words.told import Told


class QuantityColumns(BaseModel):
    """The columns of quantities; one that is null is not read, and what it would tell is not known."""

    model_config = FROZEN

    on_hand: Column | None = Field(default="QTY_TECH", description="What lies there.")
    available: Column | None = Field(
        default=None, description="What may still be sold, such as `QTY_FREE2` or `QTY_AVAIL`."
    )
    reserved: Column | None = Field(default=None, description="What is sold and not delivered.")
    incoming: Column | None = Field(default=None, description="What is bought and not received, such as `QTY_BESTEL`.")


class StockKept(BaseModel):
    """How the stock of articles is kept, where flows of stock read it.

    What else is read of an article is said under `products`: its number, unit and block, whether stock is kept of it,
    and what stands before the decimals of a number that is text.
    """

    model_config = FROZEN

    columns: QuantityColumns = Field(default=QuantityColumns(), description="Which column holds which quantity.")
    warehouse: Code = Field(
        default="", description="What the one place is called in which all of it lies, for flows that tell them apart."
    )
    modified: Column | None = Field(
        default=None,
        description="Date and time of the last change of a quantity, if an installation has a column that every sale "
        "and every receipt moves; left out: each poll reads the quantities of all articles.",
    )

    @model_validator(mode="after")
    def _has_a_quantity(self) -> Self:
        if self.columns.on_hand is None and self.columns.available is None:
            raise Mistake(Told("accountview.stock_without_figure"), at=("columns", "available"))
        return self

    @model_validator(mode="after")
    def _no_column_holds_two_quantities(self) -> Self:
        taken: dict[str, str] = {}
        for word, column in quantities_named(self):
            if column in taken:
                told = Told("accountview.column_holds_another", column=column, other=f"columns.{taken[column]}")
                raise Mistake(told, at=("columns", word))
            taken[column] = word
        return self


def quantities_named(kept: StockKept) -> Iterator[tuple[str, str]]:
    """The columns of quantities that are read, each with its word."""
    for word, column in kept.columns:
        if column is not None:
            yield word, column
