"""The canonical product: one stock keeping unit as a source's master data has it, with texts, codes, prices and images.

A product with variants is several of these, one for each variant that is sold under a code of its own.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, model_validator

from mapping.clean_text import one_line, visible
from mapping.documents.party import DOCUMENT
from mapping.documents.values import LANGUAGE_FORM, Currency, Day, Moment, Number, Text, entries

MOST_PRICES = 500
MOST_IMAGES = 250
MOST_PARTS = 500
MOST_TEXTS = 50
MOST_PACKINGS = 100

Code = Annotated[str, StringConstraints(max_length=250), BeforeValidator(one_line)]
"""A product's code exactly as its system has it: blanks and leading zeros are signs like any other."""

LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100_000), BeforeValidator(visible)]
"""A text of several lines, or what a shop has of one in HTML."""

Language = Annotated[str, StringConstraints(pattern=LANGUAGE_FORM)]

ProductKind = Literal["article", "service", "composition", "other"]
"""What is sold: goods, work, several articles as one, or what no target has a place for, such as a gift card."""

WeightUnit = Literal["mg", "g", "kg", "t", "oz", "lb"]


class ProductText(BaseModel):
    """The texts of a product in one language."""

    model_config = DOCUMENT

    language: Language = Field(description="ISO 639, two letters.")
    name: Text | None = None
    extra_name: Text | None = None
    description: LongText | None = None


class Price(BaseModel):
    """One price of a product, and for whom, for how many and when it holds; what is left out, settings say."""

    model_config = DOCUMENT

    amount: Number = Field(description="For one `unit`.")
    includes_vat: bool | None = None
    currency: Currency | None = None
    unit: Text | None = None
    price_list: Text | None = None
    debtor: Text | None = Field(default=None, description="Filled where it holds for one customer only.")
    from_quantity: Number = Field(default=Decimal(0), ge=0)
    starts_on: Day | None = Field(default=None, description="The first day on which it holds.")
    ends_on: Day | None = Field(default=None, description="The last day on which it holds.")
    is_offer: bool = Field(default=False, description="A price for a while, beside the usual one.")


class Image(BaseModel):
    """A picture of a product: where it is to be had, and never its bytes."""

    model_config = DOCUMENT

    id: Text = Field(min_length=1, description="The picture's own id at the source, else its place.")
    place: int = Field(ge=1, le=MOST_IMAGES, description="1 is the main one.")
    address: Text = Field(min_length=1, description="Its https address, or what its vendor's connection fetches it by.")
    file_name: Text | None = None
    stamp: Text | None = Field(default=None, description="Whatever at the source is another once the picture is.")


class Packing(BaseModel):
    """Another unit in which a product is sold, and how many of its own unit that is."""

    model_config = DOCUMENT

    unit: Text = Field(min_length=1)
    quantity: Number = Field(gt=0, description="How many of the product's own `unit` it holds.")


class Component(BaseModel):
    """One of the articles of which a composition consists."""

    model_config = DOCUMENT

    sku: Code = Field(min_length=1)
    quantity: Number = Field(gt=0)
    unit: Text | None = None
    blocked: bool | None = None


class Product(BaseModel):
    """One product as the source's master data has it.

    What the source does not give is left out (``model_fields_set``): it changes nothing. What it gives as empty is
    empty there, and empties a field of the target where that field's row says so.
    """

    model_config = DOCUMENT

    number: Code = Field(
        min_length=1,
        description="The product's lasting number at the source, which stays when the code is another. "
        "Left out: the code is its number.",
    )
    sku: Code | None = Field(default=None, description="The code under which it is sold, as the source writes it.")
    shares_sku_with: Annotated[tuple[Text, ...], entries(MOST_PARTS)] = Field(
        default=(), exclude=True, description="The numbers of other products that the source gives the same code now."
    )
    updated_at: Moment | None = None
    name: Text | None = None
    extra_name: Text | None = None
    parent_name: Text | None = Field(default=None, description="What it is a variant of.")
    parent_number: Text | None = None
    options: Annotated[tuple[Text, ...], entries(20)] = Field(
        default=(), description="What tells a variant from its sisters: size, colour."
    )
    description: LongText | None = Field(default=None, description="Plain text, or HTML.")
    language: Language | None = Field(default=None, description="That of the texts above, where the source says so.")
    texts: Annotated[tuple[ProductText, ...], entries(MOST_TEXTS)] = ()
    kind: ProductKind | None = None
    unit: Text | None = None
    packings: Annotated[tuple[Packing, ...], entries(MOST_PACKINGS)] = Field(
        default=(), description="The other units in which it is sold, where the source tells how large they are."
    )
    group: Text | None = None
    group_name: Text | None = Field(default=None, description="What the source calls that group.")
    barcode: Text | None = Field(default=None, description="As the source has it, right or wrong.")
    vat_class: Text | None = Field(default=None, description="The source's own word for its rate of VAT.")
    is_taxed: bool | None = Field(default=None, description="No: outside VAT, which is not a rate of nought.")
    price: Number | None = Field(default=None, description="The usual price, where the source has one only.")
    price_includes_vat: bool | None = None
    currency: Currency | None = None
    prices: Annotated[tuple[Price, ...], entries(MOST_PRICES)] = ()
    cost_price: Number | None = None
    weight: Number | None = Field(default=None, ge=0)
    weight_unit: WeightUnit | None = None
    blocked: bool | None = Field(default=None, description="It may not be sold.")
    is_published: bool | None = Field(default=None, description="No: a draft, which nobody can buy yet.")
    keeps_stock: bool | None = None
    components: Annotated[tuple[Component, ...], entries(MOST_PARTS)] = ()
    images: Annotated[tuple[Image, ...], entries(MOST_IMAGES)] = ()
    store: Text | None = Field(default=None, description="The shop that sells it, where the source has several.")
    gone: bool = Field(default=False, description="The source has this product no longer.")

    @model_validator(mode="before")
    @classmethod
    def _numbered_by_its_code(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("number") is None and isinstance(given.get("sku"), str):
            return {**given, "number": given["sku"].strip()}
        return given

    @property
    def code(self) -> str:
        """The code under which it is sold, without blanks around it; empty where it has none."""
        return (self.sku or "").strip()
