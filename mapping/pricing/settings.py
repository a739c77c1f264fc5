"""What an administrator decides about amounts: discounts, shipping and payment costs, rounding and tolerance."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mapping.documents.values import Number
from words.mistake import Mistake
from words.told import Told

MODEL = ConfigDict(frozen=True, defer_build=True, extra="forbid", hide_input_in_errors=True)

CostVat = Literal["source", "main_goods", "highest", "pro_rata", "fixed"]
Level = Literal["line", "rate"]

_ACCOUNT = "The ledger account in a financial mutation; left out: the one for the revenue of goods."


class CostItem(BaseModel):
    """How a cost besides the goods stands in the target: as a line of its own, on an article, under a VAT rule."""

    model_config = MODEL

    item: str | None = Field(
        default=None, description="The article's code in the target; needed where there are costs."
    )
    items: dict[str, str] = Field(default={}, description="The article's code by method, where methods differ.")
    account: str | None = Field(default=None, description=_ACCOUNT)
    vat: CostVat = Field(
        default="source",
        description="The rate: as the source states it, else that of the main goods; always that of the main goods; "
        "the highest of the goods; over all rates of the goods in proportion; or a fixed one.",
    )
    fixed_rate: Number | None = Field(default=None, ge=0, lt=100, description="The rate in percent for vat: fixed.")
    description: str | None = Field(default=None, description="The text on the line, where the source gives none.")

    @model_validator(mode="after")
    def _fixed_has_a_rate(self) -> Self:
        if self.vat == "fixed" and self.fixed_rate is None:
            raise Mistake(Told("pricing.fixed_without_rate"), at=("vat",))
        if self.vat != "fixed" and self.fixed_rate is not None:
            raise Mistake(Told("books.fixed_rate_unused", vat=self.vat), at=("fixed_rate",))
        return self


class Discounts(BaseModel):
    """What becomes of a discount on the order as a whole; a line's own discount stays on its line."""

    model_config = MODEL

    how: Literal["spread", "line"] = Field(
        default="spread", description="Spread over the lines to the cent, or one line below zero for each VAT rate."
    )
    item: str | None = Field(default=None, description="The article's code in the target for how: line.")
    account: str | None = Field(default=None, description=_ACCOUNT)
    description: str | None = Field(default=None, description="The text on a line of how: line.")

    @model_validator(mode="after")
    def _a_line_has_an_item(self) -> Self:
        if self.how == "line" and not self.item and not self.account:
            raise Mistake(Told("pricing.discount_without_item"), at=("how",))
        return self


class Rounding(BaseModel):
    """Where VAT is rounded, and what becomes of the cents by which two totals differ."""

    model_config = MODEL

    level: Level = Field(default="line", description="Round the VAT of each line, or of each rate.")
    tolerance: Number = Field(
        default=Decimal("0.05"), ge=0, description="How far the total may differ from the source's; above it: held."
    )
    split_lines: bool = Field(
        default=True,
        description="Where no price of as many decimals as the target takes makes a line's amount, write the line as "
        "two with prices that do; off: the cents are a difference like any other.",
    )
    item: str | None = Field(
        default=None, description="The article's code for a line with the difference; left out: no such line."
    )
    account: str | None = Field(
        default=None, description="The ledger account for the difference in a financial mutation; left out: no line."
    )
    description: str | None = Field(default=None, description="The text on that line.")


class Pricing(BaseModel):
    """All settings about amounts."""

    model_config = MODEL

    shipping_cost: CostItem = CostItem()
    payment_cost: CostItem = CostItem()
    discount: Discounts = Discounts()
    rounding: Rounding = Rounding()
    free_line_item: str | None = Field(
        default=None, description="The article for lines of free text that cost something; left out: they are held."
    )
