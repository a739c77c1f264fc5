"""Where products are read: one GetConnector of articles, and those of what changes or stands beside them."""

from collections.abc import Iterator, Mapping
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from handlers.vendors.afas.source.columns import Named
from handlers.vendors.afas.source.products.columns import (
    ArticleColumns,
    BarcodeColumns,
    CompositionColumns,
    GroupColumns,
    ImageColumns,
    ListedImageColumns,
    PriceColumns,
    UnitColumns,
)
from handlers.vendors.afas.variant_codes import AfasVariants
from mapping.documents.product import Language, WeightUnit
from relay.settings.types import FROZEN
from words.mistake import Mistake
from words.told import Told

_CONNECTOR = r"^[\w.-]+$"

_WITHOUT_STAMPS = "profit_article_basic"

MOST_IN_A_ROW = 7
"""The pictures that an article of AFAS has: one, and six extra ones since Profit 6."""


class AfasPrices(BaseModel):
    """The prices, by the code of their article or composition. A row that is one customer's own is not read."""

    model_config = FROZEN

    connector: str = Field(default="Relay_Prices", pattern=_CONNECTOR, description="One row a price.")
    columns: PriceColumns = PriceColumns()


class AfasUnits(BaseModel):
    """The other units of articles, by the article's code."""

    model_config = FROZEN

    connector: str = Field(default="Profit_Unit_per_Item", pattern=_CONNECTOR, description="One row a unit.")
    columns: UnitColumns = UnitColumns()


class AfasBarcodes(BaseModel):
    """The barcodes of articles whose own row has none, by the article's code."""

    model_config = FROZEN

    connector: str = Field(default="Profit_Barcode_per_Item", pattern=_CONNECTOR, description="One row a barcode.")
    columns: BarcodeColumns = BarcodeColumns()


class AfasCompositions(BaseModel):
    """The compositions: several articles that are sold as one. In AFAS they are no articles."""

    model_config = FROZEN

    connector: str = Field(default="Profit_Composition", pattern=_CONNECTOR, description="One row a part.")
    columns: CompositionColumns = CompositionColumns()


class AfasGroups(BaseModel):
    """The names of article groups, by their code."""

    model_config = FROZEN

    connector: str = Field(default="Profit_ArticleGroups", pattern=_CONNECTOR, description="One row a group.")
    columns: GroupColumns = GroupColumns()


class AfasImages(BaseModel):
    """Where the pictures of articles are listed: in the rows of articles, or in a connector of their own."""

    model_config = FROZEN

    in_article: tuple[ImageColumns, ...] = Field(
        default=(),
        max_length=MOST_IN_A_ROW,
        description="The columns of each picture in an article's row, the main one first.",
    )
    connector: str | None = Field(default=None, pattern=_CONNECTOR, description="One row a picture, or null.")
    columns: ListedImageColumns = ListedImageColumns()
    by: Literal["image", "file"] = Field(
        default="image",
        description="What fetches them: ImageConnector by the number, or FileConnector by number and name.",
    )

    @model_validator(mode="after")
    def _are_listed_once(self) -> Self:
        if bool(self.in_article) == (self.connector is not None):
            raise Mistake(Told("afas.images_listed_once"), at=("connector",))
        return self


class AfasProducts(BaseModel):
    """Where products are read (docs/afas-connectors.md tells what each connector has to show).

    A change of a price, a unit or a barcode leaves the article's own stamp alone. A connector of these that has a stamp
    is polled by itself, with a cursor of its own; what one without a stamp tells is read whenever its article is. One
    that is null is not read: what it would tell is not carried.
    """

    model_config = FROZEN

    connector: str = Field(default="Profit_Article", pattern=_CONNECTOR, description="One row an article.")
    columns: ArticleColumns = ArticleColumns()
    variants: AfasVariants | None = Field(
        default=None,
        description="One row a variant: an article with the codes of its dimensions is a product by itself.",
    )
    prices: AfasPrices | None = Field(default=None, description="The prices; null: the article's row has its price.")
    price_is_for: Literal["factor", "unit"] | None = Field(
        default=None,
        description="Where an article has a price factor other than 1: whether prices are for that many, or for one.",
    )
    units: AfasUnits | None = Field(default=None, description="The other units; null: none are carried.")
    barcodes: AfasBarcodes | None = Field(
        default=None, description="The barcodes; null: the article's row has its own."
    )
    compositions: AfasCompositions | None = Field(default=None, description="The compositions; null: none are carried.")
    groups: AfasGroups | None = Field(
        default=None, description="The names of groups; null: their codes alone are carried."
    )
    images: AfasImages | None = Field(default=None, description="The pictures; null: none are carried.")
    language: Language | None = Field(
        default=None, description="Language of the description itself, of two letters: that of your environment."
    )
    languages: Mapping[Language, str] = Field(
        default={"de": "1031", "fr": "1036", "nl": "1043", "en": "2057"},
        description="The ending of the columns with a translation, by language: {fr: '1036'} reads Description_1036.",
    )
    weight_unit: WeightUnit | None = Field(
        default=None,
        description="The unit of weights where no column tells it; left out: such a weight is not carried.",
    )
    all_administrations: bool = Field(
        default=False,
        description="Yes: products of every administration are read, since the connector has no column for it.",
    )

    @model_validator(mode="after")
    def _is_stamped(self) -> Self:
        """AFAS labels both dates of this connector as dummies (AFASSoftware/OASContent OpenApiSpecs/profit/en)."""
        if self.connector.casefold() == _WITHOUT_STAMPS:
            raise Mistake(Told("afas.dates_of_no_use"), at=("connector",))
        return self

    @model_validator(mode="after")
    def _tells_variants_apart(self) -> Self:
        if self.variants is not None and self.columns.dimension_1 is None:
            raise Mistake(Told("afas.variants_without_dimension"), at=("columns", "dimension_1"))
        return self

    def translation_columns(self, language: Language) -> Iterator[tuple[str, str]]:
        """Our words for the texts that an article may have in a language, each with its column."""
        for word in ("name", "extra_name", "text"):
            if (column := getattr(self.columns, word)) is not None:
                yield word, f"{column}_{self.languages[language]}"

    @property
    def article_columns(self) -> Named:
        """The columns that are read of an article's row: its own, those of translations, and those of pictures."""
        translations = (
            (f"{word}_{language}", column)
            for language in self.languages
            for word, column in self.translation_columns(language)
        )
        pictures = self.images.in_article if self.images is not None else ()
        listed = ((f"picture_{place}_{word}", column) for place, one in enumerate(pictures) for word, column in one)
        return (*self.columns, *translations, *listed)

    @property
    def parts_beside(
        self,
    ) -> tuple[tuple[str, AfasPrices | AfasUnits | AfasBarcodes | AfasCompositions | AfasGroups], ...]:
        """What is read beside articles, by the setting that names it."""
        parts = {
            "prices": self.prices,
            "units": self.units,
            "barcodes": self.barcodes,
            "compositions": self.compositions,
            "groups": self.groups,
        }
        return tuple((word, part) for word, part in parts.items() if part is not None)

    @property
    def part_columns(self) -> Named:
        """The columns that are read of an article that is part of a composition: which one it is, and its blocks."""
        words = ("number", "dimension_1", "dimension_2", "blocked", "blocked_for_sale")
        return tuple((word, getattr(self.columns, word)) for word in words)

    @property
    def read_columns(self) -> tuple[tuple[str, Named], ...]:
        """All connectors that are read, with what is read of each."""
        beside: list[tuple[str, Named]] = [(part.connector, part.columns) for _, part in self.parts_beside]
        if self.images is not None and self.images.connector is not None:
            beside.append((self.images.connector, self.images.columns))
        return ((self.connector, self.article_columns), *beside)

    @property
    def connectors(self) -> tuple[str, ...]:
        """All connectors that are read."""
        return tuple(connector for connector, _ in self.read_columns)
