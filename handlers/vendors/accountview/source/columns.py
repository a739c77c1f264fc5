"""The columns that orders and invoices are read from: our word for each, and its name in AccountView's tables.

Public clients write orders and read none, so most names here come from what they write; an installation with other
modules may have others.
"""

from pydantic import BaseModel, Field

from handlers.vendors.accountview.naming import Column
from relay.settings.types import FROZEN


class HeaderColumns(BaseModel):
    """Our words for the columns of a header; one that is None is not read."""

    model_config = FROZEN

    number: Column | None = Field(default=None, description="The number; left out: as order_number_column says.")
    modified: Column = Field(default="CNG_DATE", description="Date and time of the last change.")
    ordered_on: Column = Field(default="ORD_DATE", description="The date.")
    delivery_on: Column | None = Field(default="DEL_DATE", description="The delivery date.")
    status: Column | None = Field(default=None, description="The state; a flow's poll.filter chooses by it.")
    debtor: Column = Field(default="RPL_INV", description="The debtor who pays.")
    delivery_debtor: Column | None = Field(default="RPL_DEL", description="The debtor who gets the goods.")
    delivery_address: Column | None = Field(default="DEL_CODE", description="The record of the delivery address.")
    email: Column | None = Field(default="TO_EMAIL", description="The e-mail address on the document.")
    shipping_method: Column | None = Field(default="SHIP_MTH", description="The shipping method.")
    discount_amount: Column | None = Field(default="PD_AMT", description="The discount on the whole, as an amount.")
    description: Column | None = Field(
        default=None,
        description="The buyer's own reference, or ours; left out: as order_reference_column says.",
    )
    remark: Column | None = Field(default="COMMENT2", description="A remark for the buyer.")
    currency: Column | None = Field(default=None, description="The currency; left out: the administration's.")
    payment_condition: Column | None = Field(
        default=None, description="The payment condition; left out: that of the debtor."
    )
    warehouse: Column | None = Field(default=None, description="The warehouse.")
    due_on: Column | None = Field(default=None, description="The day by which it must be paid.")
    credit_of: Column | None = Field(default=None, description="The number of the document that this one credits.")
    street: Column | None = Field(default="ADDRESS1", description="Another delivery address on the order itself.")
    postcode: Column | None = Field(default="POST_CODE", description="Its postcode.")
    city: Column | None = Field(default="CITY", description="Its town.")
    country: Column | None = Field(default="CNT_CODE", description="Its country.")


class LineColumns(BaseModel):
    """Our words for the columns of a line; one that is None is not read."""

    model_config = FROZEN

    modified: Column | None = Field(
        default="CNG_DATE",
        description="Date and time of the line's last change; left out: a change of a line alone is noticed only where "
        "AccountView stamps the order too.",
    )
    sku: Column = Field(default="ART_CODE", description="The article's code.")
    quantity: Column = Field(default="ORD_QTY", description="Number of units.")
    unit_price: Column = Field(default="ART_PX", description="Price of one unit.")
    description: Column | None = Field(default=None, description="The text; left out: that of the article.")
    discount_percent: Column | None = Field(default=None, description="The discount on the line, in percent.")
    vat_code: Column | None = Field(default=None, description="The VAT code; left out: that of the article.")
    revenue_account: Column | None = Field(default=None, description="The revenue account.")


class ReadColumns(BaseModel):
    """The columns in which documents of one kind are read."""

    model_config = FROZEN

    columns: HeaderColumns = Field(default=HeaderColumns(), description="Columns of the header.")
    line_columns: LineColumns = Field(default=LineColumns(), description="Columns of its lines.")
