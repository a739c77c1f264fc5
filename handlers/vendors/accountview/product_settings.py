"""What a connection may say about articles that flows of products read and write: no public page describes ARTICLE.

The names that have a default were seen with clients; any other is asked of the administrator, since a guess would read
another thing as the VAT code or the unit. ``relay check --live`` tells the nearest columns that the dictionary has.
"""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from handlers.vendors.accountview.naming import Column
from mapping.documents.product import WeightUnit
from mapping.documents.values import LANGUAGE_FORM
from relay.settings.types import FROZEN
from words.mistake import Mistake
from words.told import Told

Language = Annotated[str, StringConstraints(pattern=LANGUAGE_FORM)]

CODE: Final = "ART_CODE"
"""The column of an article's code, by which orders name it."""


class TextColumns(BaseModel):
    """The columns of an article's texts in one language."""

    model_config = FROZEN

    name: Column | None = Field(default=None, description="Its name.")
    extra_name: Column | None = Field(default=None, description="A second line of its name.")
    description: Column | None = Field(default=None, description="A long text.")


class ProductColumns(BaseModel):
    """The columns of articles; one that is left out is neither read nor written."""

    model_config = FROZEN

    name: Column | None = Field(default="ART_DESC1", description="The name.")
    extra_name: Column | None = Field(default=None, description="A second line of the name.")
    description: Column | None = Field(default=None, description="A long text.")
    group: Column | None = Field(default="AG_CODE", description="The article group.")
    price: Column | None = Field(default="PX_SELL", description="The selling price; the flow says with VAT or without.")
    cost_price: Column | None = Field(
        default=None, description="The cost price, such as `COST_PX`; left out: it never leaves AccountView."
    )
    vat_code: Column | None = Field(default=None, description="The VAT code.")
    unit: Column | None = Field(default=None, description="The unit in which it is sold.")
    barcode: Column | None = Field(default=None, description="The barcode.")
    weight: Column | None = Field(default=None, description="The weight of one, in `weight_unit`.")
    blocked: Column | None = Field(
        default="REC_BLK",
        description="Whether it may not be sold. Left out: `REC_BLK` where the dictionary shows it, as not every "
        "installation has it; a column that is named here must be there. `null`: blocks are not looked at.",
    )
    keeps_stock: Column | None = Field(default=None, description="Whether stock is kept of it.")
    image_name: Column | None = Field(default=None, description="The file name of its picture, such as `IMG_MEDIUM`.")


class ProductsKept(BaseModel):
    """How articles are kept, where products are read from AccountView or written into it."""

    model_config = FROZEN

    columns: ProductColumns = Field(default=ProductColumns(), description="Which column holds what.")
    languages: dict[Language, TextColumns] = Field(
        default={}, description="Columns with texts in further languages, such as `{en: {name: X11_NAMEEN}}`."
    )
    language: Language | None = Field(
        default=None, description="The language of the texts in `columns`, such as `nl`; left out: nothing is said."
    )
    number: Column | None = Field(
        default=None,
        description="A column that stays when an article gets another code, such as `REC_ID`; left out: the code, so "
        "that an article with another code is another article.",
    )
    modified: Column = Field(default="CNG_DATE", description="Date and time of an article's last change.")
    image_data: Column | None = Field(
        default=None,
        description="The column of the picture itself, such as `IMG_M_DATA`, as base64; left out: none is carried. It "
        "is read and written by itself, and only where a flow carries pictures.",
    )
    weight_unit: WeightUnit | None = Field(default=None, description="In which unit weights are kept.")
    decimal_mark: Literal["comma", "point"] | None = Field(
        default=None,
        description="What stands before the decimals of a number that AccountView gives as text; left out: a number "
        "that can be read in two ways, as `1,234` can, holds its article.",
    )

    @model_validator(mode="after")
    def _weights_have_a_unit(self) -> Self:
        if self.columns.weight is not None and self.weight_unit is None:
            raise Mistake(Told("accountview.weight_without_unit"), at=("columns", "weight"))
        return self

    @model_validator(mode="after")
    def _no_column_holds_two_things(self) -> Self:
        taken: dict[str, str] = {CODE: "code"}
        for place, column in named_columns(self):
            if column in taken:
                raise Mistake(Told("accountview.column_holds_another", column=column, other=taken[column]), at=place)
            taken[column] = ".".join(place)
        return self

    @property
    def is_block_named(self) -> bool:
        """Whether the administrator named the column of blocks, so that it must be there."""
        return self.columns.blocked is not None and "blocked" in self.columns.model_fields_set


def named_columns(kept: ProductsKept) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every column that is named, beside that of the code, with its place below ``products``."""
    for word, column in kept.columns:
        if column is not None:
            yield ("columns", word), column
    for language, texts in kept.languages.items():
        for word, column in texts:
            if column is not None:
                yield ("languages", language, word), column
