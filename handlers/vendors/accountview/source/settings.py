"""What a connection may say about reading out of AccountView: objects, tables and columns, zone and VAT."""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, Field

from handlers.vendors.accountview.naming import Column, Name
from handlers.vendors.accountview.source.columns import HeaderColumns, ReadColumns
from mapping.code_keys import CountryCode
from relay.settings.schedule_words import ZoneName
from relay.settings.types import FROZEN, Duration


class SalesInvoices(ReadColumns):
    """Where sales invoices are read: no public page names their business object."""

    object: Name = Field(description="The business object.")
    table: Name = Field(description="The table of headers in answers.")
    line_table: Name = Field(description="The table of lines in answers.")
    columns: HeaderColumns = Field(
        default=HeaderColumns(number="INV_NR", ordered_on="INV_DATE"), description="Columns of the invoice."
    )


class CustomersRead(BaseModel):
    """How customers are read: debtors, and the addresses they have goods delivered to."""

    model_config = FROZEN

    modified: Column = Field(default="CNG_DATE", description="Date and time of a debtor's last change.")
    addresses: bool = Field(default=True, description="Whether delivery addresses are read with them.")
    address_modified: Column | None = Field(
        default="CNG_DATE",
        description="Date and time of a delivery address's last change, which need not be one of its debtor; `null`: a "
        "change of an address alone is noticed when all customers are read again.",
    )
    leave_out: tuple[Column, ...] = Field(
        default=(),
        description="Columns that are not read, since this installation does not have them: `WWW_URL` of debtors, or "
        "`DEL_ADDR.CNT_CODE`. What they would hold is neither carried nor emptied.",
    )


class ReadingSettings(BaseModel):
    """How documents and customers are read."""

    model_config = FROZEN

    orders: ReadColumns = Field(default=ReadColumns(), description="Columns of orders.")
    invoices: SalesInvoices | None = Field(default=None, description="Left out: invoices are not read.")
    customers: CustomersRead = Field(default=CustomersRead(), description="Columns of customers.")
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
    country: CountryCode = Field(default="NL", description="The country of an address that names none.")
    countries: dict[str, CountryCode] = Field(
        default={},
        description="The ISO code of each country that this installation has under another, such as `{UK: GB}`.",
    )
    article_vat_code_column: Column = Field(default="VAT_CODE", description="The VAT code of an article.")
    vat_codes_remembered: Duration = Field(
        default=timedelta(minutes=10), description="For how long the rates of VAT codes are not read again."
    )
    persons: Literal["by_marks", "none"] = Field(
        default="by_marks",
        description="Debtors without VAT number, Chamber of Commerce number and contact are persons; none: all are "
        "companies.",
    )
