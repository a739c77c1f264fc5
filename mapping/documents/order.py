"""The canonical sales order: what any source is mapped to, and any target is mapped from."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator

from mapping.documents.party import DOCUMENT, Address, Customer
from mapping.documents.personal import free_texts, personal_values
from mapping.documents.values import (
    Currency,
    Day,
    FreeText,
    LongFreeText,
    Moment,
    Number,
    PersonalText,
    Reference,
    Sku,
    Text,
    entries,
)
from words.mistake import Mistake
from words.told import Told

MOST_LINES = 1000
"""How many lines an order may have."""


class OrderLine(BaseModel):
    """One line: so many of an article at a price, or free text with or without an amount."""

    model_config = DOCUMENT

    sku: Sku | None = Field(default=None, description="The article's code; left out on a line of free text.")
    description: FreeText | None = Field(
        default=None, validate_default=True, description="Needed on a line without an article."
    )
    kind: Literal["goods", "service"] = Field(default="goods", description="Services have VAT rules of their own.")
    unit: Text | None = Field(default=None, description="The unit it is sold in, such as piece.")
    quantity: Number = Field(description="Below zero for what is taken back; a line of zero is left out.")
    unit_price: Number = Field(description="Before discount, with or without VAT as the order says.")
    discount_percent: Number = Field(default=Decimal(0), ge=0, le=100)
    discount_amount: Number = Field(
        default=Decimal(0), ge=0, description="Off the whole line, with or without VAT as the prices; after percent."
    )
    vat_rate: Number | None = Field(default=None, ge=0, lt=100, description="In percent.")
    vat_class: Text | None = Field(default=None, description="The source's own name for the VAT, such as reduced.")
    vat_amount: Number | None = Field(default=None, description="What the source says the VAT of the line is.")

    @field_validator("description")
    @classmethod
    def _tells_what_it_is(cls, description: str | None, info: ValidationInfo) -> str | None:
        if not description and "sku" in info.data and not info.data["sku"]:
            raise Mistake(Told("documents.give_sku_or_description"))
        return description


class Cost(BaseModel):
    """What is charged besides the goods: for shipping, or for a way of paying."""

    model_config = DOCUMENT

    amount: Number
    includes_vat: bool | None = Field(default=None, description="Left out: as the order's prices.")
    vat_rate: Number | None = Field(default=None, ge=0, lt=100, description="In percent; left out: by the settings.")
    description: FreeText | None = None


class StatedTotals(BaseModel):
    """The totals as the source states them, in the order's currency; they are trusted and reconciled."""

    model_config = DOCUMENT

    excluding_vat: Number | None = None
    vat: Number | None = None
    including_vat: Number | None = None


class Order(BaseModel):
    """A sales order as one document."""

    model_config = DOCUMENT

    number: Reference = Field(description="The order's number at the source.")
    updated_at: Moment | None = Field(default=None, description="Changes with every change of the order.")
    ordered_on: Day = Field(description="The day of the order; a time behind it is dropped.")
    delivery_on: Day | None = Field(default=None, description="The day on which the buyer wants it.")
    status: Text | None = Field(default=None, description="The state of the order at the source.")
    order_number: Reference | None = Field(default=None, description="Of an invoice: the sales order that it is of.")
    credit_of: Reference | None = Field(default=None, description="Makes this a credit of the document so numbered.")
    due_on: Day | None = Field(default=None, description="The day by which it must be paid.")
    currency: Currency = Field(default="EUR", description="ISO 4217 code of three letters.")
    prices_include_vat: bool = Field(default=False, description="Whether the unit prices hold VAT.")
    is_test: bool = Field(default=False, description="Placed to try the shop; nothing is owed.")
    customer: Customer = Field(default=Customer(), description="Left out: unknown, as at a till.")
    billing_address: Address = Field(default=Address(), description="Left out: unknown, as at a till.")
    shipping_address: Address | None = Field(default=None, description="Left out: the billing address.")
    lines: Annotated[tuple[OrderLine, ...], entries(MOST_LINES)] = Field(max_length=MOST_LINES)
    discount_percent: Number = Field(default=Decimal(0), ge=0, le=100, description="Off the lines together.")
    discount_amount: Number = Field(
        default=Decimal(0), ge=0, description="Off the lines together, with or without VAT as the prices."
    )
    shipping: Cost | None = Field(default=None, description="Shipping costs.")
    payment_cost: Cost | None = Field(default=None, description="Costs of the way of paying.")
    totals: StatedTotals | None = Field(default=None, description="As the source states them.")
    refunded: Number | None = Field(
        default=None, ge=0, description="Paid back to the buyer, with VAT, and not taken off the lines."
    )
    shipping_method: Text | None = Field(default=None, description="The source's own code or name for it.")
    payment_method: Text | None = Field(default=None, description="The source's own code or name for it.")
    payment_condition: Text | None = Field(default=None, description="The source's own code or name for it.")
    language: Text | None = Field(default=None, description="The buyer's language, as the source has it.")
    warehouse: Text | None = Field(default=None, description="Where the goods come from, as the source has it.")
    store: Text | None = Field(default=None, description="The shop or channel that sold it.")
    administration: Text | None = Field(default=None, description="The administration, as the source has it.")
    customer_reference: PersonalText | None = Field(default=None, description="The buyer's own purchase order number.")
    remark: LongFreeText | None = None

    @property
    def ship_to(self) -> Address:
        """Where the goods go."""
        return self.shipping_address or self.billing_address

    @property
    def ships_elsewhere(self) -> bool:
        """Whether the goods go to another address than the bill."""
        return self.shipping_address is not None and self.shipping_address != self.billing_address

    @property
    def is_credit(self) -> bool:
        """Whether it gives money back: it says what it credits, or its lines together are below zero."""
        if self.credit_of is not None:
            return True
        return sum((line.quantity * line.unit_price for line in self.lines), Decimal(0)) < 0

    @property
    def version(self) -> str | None:
        """The source's own version of this order, or None when it states none."""
        return self.updated_at.isoformat() if isinstance(self.updated_at, datetime) else None

    def personal_values(self) -> frozenset[str]:
        """Every personal text of three characters or more in this order, to be masked wherever it turns up."""
        return personal_values(self)

    def free_texts(self) -> frozenset[str]:
        """Personal texts of sentences: what is personal is the whole of one, and not its words."""
        return free_texts(self)
