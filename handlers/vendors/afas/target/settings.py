"""What an AFAS connection in relay.yaml may say about writing: prices, item types, units, and what AFAS cannot be told.

Codes and switches that no public page fixes are settings, with the default that loses the least when it is wrong.
Source: AFASSoftware/OASContent OpenApiSpecs/profit/en and markdownpages/profit/en/update-connector.md.
"""

from datetime import timedelta
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from handlers.vendors.afas.lengths import text_fields, usual_limit
from handlers.vendors.afas.target.product_settings import WrittenProducts
from handlers.vendors.afas.target.stock_settings import WrittenStock
from handlers.vendors.too_long import DESCRIPTION, TooLongSetting, lay_over, mistakes
from mapping.choices import Choice
from mapping.pricing import Role
from mapping.rows.lengths import Limit
from relay.settings.types import FROZEN, Duration
from words.mistake import refuse_all

ItemType = Literal["1", "2", "3", "4", "5", "6", "7", "8", "10", "11", "14"]

NOT_COUNTED: frozenset[str] = frozenset({"3", "4", "5", "6"})
"""Item types without a unit of their own: text, subtotal, surcharge and costs."""


class ItemTypes(BaseModel):
    """Which kind of item (``VaIt``) each kind of line is: 1 work, 2 article, 3 text, 5 surcharge, 6 costs."""

    model_config = FROZEN

    goods: ItemType = Field(default="2", description="What is sold.")
    text: ItemType = Field(default="3", description="Lines of text.")
    shipping: ItemType = Field(default="6", description="Shipping costs.")
    payment: ItemType = Field(default="6", description="Costs of the way of paying.")
    discount: ItemType = Field(default="2", description="Discount on the order, as a line of its own.")
    rounding: ItemType = Field(default="2", description="The line with a rounding difference.")

    def of(self, role: Role) -> ItemType:
        """The item type of a line with this role."""
        found: ItemType = getattr(self, role)
        return found


class NewArticles(BaseModel):
    """What an article gets that the flow's setting `missing_article: create` makes."""

    model_config = FROZEN

    group: str | None = Field(default=None, max_length=15, description="Article group; without one none is made.")
    vat_group: str | None = Field(
        default=None, max_length=4, description="VAT tariff group, where the line's VAT has no code of its own."
    )


class AfasWriting(BaseModel):
    """How orders, customers, products and stock are written."""

    model_config = FROZEN

    prices: Literal["as_order", "excluding_vat", "including_vat"] = Field(
        default="as_order", description="Whether prices are sent with VAT; the order in AFAS says which (InVa)."
    )
    price_decimals: int = Field(
        default=4, ge=2, le=10, description="Decimals of a price that is converted or discounted; AFAS holds 10."
    )
    line_discounts: Literal["in_price", "percentage"] = Field(
        default="in_price",
        description="How a line's discount is sent: in its price, or as a percentage beside the price before discount "
        "(PRDc) where that comes to the same amount.",
    )
    warehouse: str | None = Field(
        default=None, max_length=15, description="Warehouse, where the flow's setting chooses none."
    )
    unit: Choice = Field(
        default=Choice(default="STK"),
        description="Unit of goods, by the source's own; one without a row is held. Without a default: the item's own.",
    )
    other_unit: str = Field(
        default="*****", max_length=15, description="Unit of text, costs and surcharges, which are not counted."
    )
    item_types: ItemTypes = ItemTypes()
    text_item: str | None = Field(
        default=None, max_length=40, description="Item code of lines of text; without one an order with text is held."
    )
    credit_orders: Literal["negative_lines", "negative_lines_and_mark"] = Field(
        default="negative_lines",
        description="How a credit is written: by negative quantities alone, or with the mark `CrOr` besides.",
    )
    match_organisations: Literal["6", "1", "2", "3", "4", "5"] = Field(
        default="6",
        description="MatchOga for new organisations, after our own look-up: 6 always new, 1 Chamber of Commerce "
        "number, 2 fiscal number, 3 name, 4 visiting address, 5 postal address.",
    )
    match_persons: Literal["7", "2", "3", "4", "5", "6"] = Field(
        default="7",
        description="MatchPer for new persons, after our own look-up: 7 always new, 2 name, initials and gender, and "
        "with these 3 e-mail, 4 mobile, 5 telephone, 6 date of birth. By BSN is not offered.",
    )
    gender: Literal["O", "X", "M", "V"] = Field(
        default="O", description="ViGe of persons, since orders do not tell it: O is not known, X neutral."
    )
    postal_address_follows: bool = Field(
        default=False,
        description="Yes: where a debtor, contact or delivery address moves, its postal address moves too (PadAdr), "
        "whatever AFAS has there. No: that is left to AFAS.",
    )
    email_search: Literal["equal", "contains"] = Field(
        default="equal",
        description="How wide debtors are searched by e-mail; who is the customer is decided by exact comparison.",
    )
    too_long: TooLongSetting = Field(default={}, description=DESCRIPTION)
    new_articles: NewArticles = NewArticles()
    products: WrittenProducts = WrittenProducts()
    stock: WrittenStock = WrittenStock()
    articles_remembered: Duration = Field(
        default=timedelta(minutes=10), description="For how long an article that was seen is not looked up again."
    )

    @model_validator(mode="after")
    def _fields_may_have_their_policies(self) -> Self:
        refuse_all(mistakes(self.too_long, text_fields, usual_limit))
        return self

    def limit_of(self, field: str) -> Limit | None:
        """How many characters a field keeps, by its place, and what becomes of more, as the settings have it."""
        return lay_over(field, usual_limit(field), self.too_long)
