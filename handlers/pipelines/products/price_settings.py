"""What an administrator decides about prices: what those of each side are, and which change a person must see."""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from mapping.code_keys import currency_code
from mapping.documents.values import Number
from mapping.pricing.settings import MODEL
from words.mistake import Mistake
from words.told import Told

OWN: Final = "own"
"""Stands for the unit that each article has itself."""

CurrencyCode = Annotated[str, AfterValidator(currency_code)]


class PriceSide(BaseModel):
    """What the prices of one side are. None of it can be guessed, so but for the list all of it must be said."""

    model_config = MODEL

    are: Literal["incl", "excl"] = Field(description="With VAT, or without; what a document says itself counts more.")
    currency: CurrencyCode = Field(description="The ISO code of three letters. No price is converted into another.")
    unit: str = Field(
        min_length=1,
        description="The unit that a price is for, by the code that this side has for it; `own`: the one that each "
        "article has.",
    )
    list: str = Field(
        default="",
        description="The code of the base list, such as `*****`; left out where this side has one list only. A price "
        "of another list is never carried.",
    )


class PriceMass(BaseModel):
    """How many prices may move within an hour before a person is asked, once for all of them."""

    model_config = MODEL

    percent: Number = Field(default=Decimal(5), gt=0, le=100, description="Of all products that have a price.")
    prices: int = Field(default=20, ge=0, description="So many may move in any case.")

    def most(self, priced: int) -> int:
        """How many may move where so many products have a price.

        >>> PriceMass().most(50_000), PriceMass().most(100)
        (2500, 20)
        """
        return max(int(priced * self.percent / 100), self.prices)


class PriceSettings(BaseModel):
    """Everything about prices; a flow without it carries none."""

    model_config = MODEL

    source: PriceSide = Field(description="What the prices of the source are.")
    target: PriceSide = Field(description="What those of the target are to be.")
    vat_rates: dict[str, Annotated[Number, Field(ge=0, lt=100)]] = Field(
        default={},
        description="The rate in percent by the source's VAT class, where prices with VAT become prices without, or "
        'the reverse; the row "" is for products without one.',
    )
    decimals: int | None = Field(
        default=None, ge=0, le=10, description="To how many decimals prices are rounded; left out: those of the target."
    )
    free: Literal["hold", "carry"] = Field(
        default="hold", description="What becomes of a price of 0: held, or carried. One below 0 is always held."
    )
    none: Literal["hold", "leave_out"] = Field(
        default="hold",
        description="The source has prices of a product, and none in the right list, currency and unit that holds "
        "today: held, or left out. A product without any price is carried, and changes none.",
    )
    offers: Literal["carry", "leave_out"] = Field(
        default="carry",
        description="Prices for a while beside the usual one, where the target keeps the days on which they hold.",
    )
    jump: Number = Field(
        default=Decimal(50), gt=0, description="By how many percent a price may move before a person is asked."
    )
    mass: PriceMass = PriceMass()
    cost_price: bool = Field(default=False, description="Carry cost prices too.")

    @model_validator(mode="after")
    def _can_be_told_from_each_other(self) -> Self:
        if self.source.currency != self.target.currency:
            raise Mistake(Told("prices.two_currencies"), at=("target", "currency"))
        if self.target.unit != OWN and self.source.unit == OWN:
            raise Mistake(Told("prices.unit_of_source"), at=("source", "unit"))
        if self.converts and not self.vat_rates:
            raise Mistake(Told("prices.no_rates"), at=("vat_rates",))
        return self

    @property
    def converts(self) -> bool:
        """Whether the prices of one side are with VAT and those of the other without: such are carried one way."""
        return self.source.are != self.target.are
