"""The canonical sales order: what any source is mapped to, and any target is mapped from."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from mapping.documents.party import DOCUMENT, Address, Customer
from mapping.documents.personal import personal_values
from mapping.documents.values import Currency, Day, Moment, Number, PersonalText, Reference, Sku, Text, as_tuple


class OrderLine(BaseModel):
    """One line: so many of an article at a price."""

    model_config = DOCUMENT

    sku: Sku
    description: Text | None = None
    quantity: Number = Field(gt=0, description="Above zero; a return is a document of its own.")
    unit_price: Number = Field(ge=0, description="Before discount, with or without VAT as the order says.")
    discount_percent: Number = Field(default=Decimal(0), ge=0, le=100)
    vat_rate: Number | None = Field(default=None, ge=0, lt=100, description="In percent.")


class Order(BaseModel):
    """A sales order as one document."""

    model_config = DOCUMENT

    number: Reference = Field(description="The order's number at the source.")
    updated_at: Moment | None = Field(default=None, description="Changes with every change of the order.")
    ordered_on: Day = Field(description="The day of the order; a time behind it is dropped.")
    delivery_on: Day | None = Field(default=None, description="The day on which the buyer wants it.")
    status: Text | None = Field(default=None, description="The state of the order at the source.")
    currency: Currency = Field(default="EUR", description="ISO 4217 code of three letters.")
    prices_include_vat: bool = Field(default=False, description="Whether the unit prices hold VAT.")
    customer: Customer
    billing_address: Address
    shipping_address: Address | None = Field(default=None, description="Left out: the billing address.")
    lines: Annotated[tuple[OrderLine, ...], BeforeValidator(as_tuple)] = Field(min_length=1, max_length=1000)
    payment_condition: Text | None = Field(default=None, description="The source's own code or name for it.")
    customer_reference: Text | None = Field(default=None, description="The buyer's own purchase order number.")
    remark: PersonalText | None = None

    @property
    def ship_to(self) -> Address:
        """Where the goods go."""
        return self.shipping_address or self.billing_address

    @property
    def ships_elsewhere(self) -> bool:
        """Whether the goods go to another address than the bill."""
        return self.shipping_address is not None and self.shipping_address != self.billing_address

    @property
    def version(self) -> str | None:
        """The source's own version of this order, or None when it states none."""
        return self.updated_at.isoformat() if isinstance(self.updated_at, datetime) else None

    def personal_values(self) -> frozenset[str]:
        """Every personal text of three characters or more in this order, to be masked wherever it turns up."""
        return personal_values(self)
