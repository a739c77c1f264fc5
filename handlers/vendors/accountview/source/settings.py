"""What a connection may say about reading orders and invoices out of AccountView: objects, tables and columns.

Public clients write orders and read none, so most names here come from what they write; an installation with other
modules may have others.
"""

from datetime import timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, Field

from handlers.vendors.accountview.naming import Column
from mapping.documents.values import Country
from relay.settings.types import FROZEN, Duration


def check_zone(name: str) -> str:
    """Accept the name of a time zone. Raises ValueError with the remedy."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write a time zone such as Europe/Amsterdam or UTC") from None
    return name


ZoneName = Annotated[str, AfterValidator(check_zone)]


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


class SalesInvoices(ReadColumns):
    """Where sales invoices are read: no public page names their business object."""

    object: str = Field(description="The business object.")
    table: str = Field(description="The table of headers in answers.")
    line_table: str = Field(description="The table of lines in answers.")
    columns: HeaderColumns = Field(
        default=HeaderColumns(number="INV_NR", ordered_on="INV_DATE"), description="Columns of the invoice."
    )


class ReadingSettings(BaseModel):
    """How orders and invoices are read."""

    model_config = FROZEN

    orders: ReadColumns = Field(default=ReadColumns(), description="Columns of orders.")
    invoices: SalesInvoices | None = Field(default=None, description="Left out: invoices are not read.")
    time_zone: ZoneName = Field(
        default="Europe/Amsterdam", description="The zone of AccountView's date-times, which do not say it themselves."
    )
    around_new_year: Duration = Field(
        default=timedelta(days=62),
        description="For how long before and after the turn of the fiscal year the other year's administration is read "
        "as well.",
    )
    vat_rates: Literal["article", "none"] = Field(
        default="article",
        description="The rate of a line without a VAT code of its own: by its article's code, unless the debtor has a "
        "code of 0 percent; or none.",
    )
    country: Country = Field(default="NL", description="The country of an address that names none.")
    article_vat_code_column: Column = Field(default="VAT_CODE", description="The VAT code of an article.")
    vat_codes_remembered: Duration = Field(
        default=timedelta(minutes=10), description="For how long the rates of VAT codes are not read again."
    )
    persons: Literal["by_marks", "none"] = Field(
        default="by_marks",
        description="Debtors without VAT number, Chamber of Commerce number and contact are persons; none: all are "
        "companies.",
    )
