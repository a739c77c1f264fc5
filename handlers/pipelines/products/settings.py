"""What an administrator decides about a flow of products; every option has a default that works."""

from typing import Literal

from pydantic import BaseModel, Field

from handlers.pipelines.common.article_codes import KeyEquality
from handlers.pipelines.common.two_way_settings import TwoWaySettings
from handlers.pipelines.common.write_policy import FirstMatch
from handlers.pipelines.products.barcodes import BarcodeSettings
from handlers.pipelines.products.image_settings import ImageSettings
from handlers.pipelines.products.price_settings import PriceSettings
from handlers.pipelines.products.texts import TextSettings
from handlers.pipelines.products.units import WeightSettings
from mapping.choices import Choice
from mapping.pricing.settings import MODEL


class VatClass(Choice):
    """The idiom where products are told apart by the source's word for their rate of VAT."""

    untaxed: str | None = Field(
        default=None,
        description="The target's code for products outside VAT, which is not a rate of nought. Left out: they are "
        "held where products are told apart by their rate.",
    )

    def choose(self, value: str | None) -> str | None:
        """The target's code. A shop may call its usual rate by an empty word: that is one, where the table has it."""
        if value == "" and "" in self.table and not self.force:
            return self.table[""]
        return super().choose(value)


class ProductFinding(BaseModel):
    """How a product is found among the target's articles, and what may happen to the one found.

    One that this flow carried before is known by its number at the source; any other is found by its whole code.
    """

    model_config = MODEL

    on_existing: Literal["update", "skip"] = Field(
        default="update",
        description="The article is there: write what changed at the source, as far as a mapping row's `write` lets "
        "it, or leave it as it is.",
    )
    on_none: Literal["create", "hold", "skip"] = Field(
        default="create", description="No article has the code: make one, hold the product, or leave it out."
    )
    on_first_match: FirstMatch = Field(
        default="if_empty",
        description="An article is found for the first time: write nothing, fill in what is empty, or write as an "
        "update does.",
    )
    on_rename: Literal["report", "update_key", "new"] = Field(
        default="report",
        description="A product that is known has another code: hold it until a person says which article it is, give "
        "its article the new code where the target can do that, or take it for a new product and leave the old article "
        "as it is.",
    )
    unblock: bool = Field(
        default=False,
        description="A product that is blocked no longer is sold again in the target too. What the relay itself "
        "blocked when the product left is sold again in any case.",
    )


class ProductSettings(BaseModel):
    """What an administrator decides about a flow of products."""

    model_config = MODEL

    stores: tuple[str, ...] = Field(default=(), description="Carry only products of these shops; none: all.")
    placeholder_names: tuple[str, ...] = Field(
        default=("AUTO-DRAFT", "Auto Draft"),
        description="Names that a shop gives to what nobody has named yet: such a product is not carried.",
    )
    on_leave: Literal["report", "block"] = Field(
        default="report",
        description="A product that this flow linked is gone at the source, is a draft again, or fits what it carries "
        "no longer: tell, or block its article besides.",
    )
    two_way: TwoWaySettings | None = Field(
        default=None,
        description="Where another flow carries products the other way: whose edit counts. Left out: what changed at "
        "the source is written, whatever changed at the target.",
    )
    key_equality: KeyEquality = Field(default=KeyEquality(), description="What tells two codes apart.")
    product: ProductFinding = ProductFinding()
    unit: Choice = Field(default=Choice(), description="The unit of new articles, by the source's unit.")
    group: Choice = Field(default=Choice(), description="The article group of new articles, by the source's group.")
    vat_class: VatClass = Field(
        default=VatClass(), description="The VAT code of new articles, by the source's word for the rate."
    )
    prices: PriceSettings | None = Field(
        default=None, description="What the prices of both sides are. Left out: no price is carried."
    )
    images: ImageSettings | None = Field(
        default=None, description="Carry pictures, one way. Left out: none is carried."
    )
    texts: TextSettings = TextSettings()
    barcodes: BarcodeSettings = BarcodeSettings()
    weight: WeightSettings = WeightSettings()
    warehouse: str | None = Field(default=None, description="The warehouse of new articles.")
    supplier: str | None = Field(default=None, description="The supplier of new articles.")
    statistics: str | None = Field(default=None, description="The statistics code of new articles.")

    @property
    def price_list(self) -> str:
        """The target's list that prices are written to; empty: its base list."""
        return self.prices.target.list if self.prices is not None else ""
