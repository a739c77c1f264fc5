"""The columns that an order is read from: our word for each, and the name it has in the customer's GetConnectors.

Column names differ from one AFAS environment to the next (AFASSoftware/OASContent, markdownpages/profit/en), so each
is a setting. Columns that are not named here reach the mapping under their own name.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from relay.errors import Barred
from relay.settings.types import FROZEN

Column = Annotated[str, StringConstraints(pattern=r"^[^\s,;-][^\s,;]*$", max_length=100)]
"""A column's id as the connector's metainfo gives it: no blanks, no separators, and no minus first (that sorts)."""


class Columns(BaseModel):
    """Names of columns; a field that is None is a column the connector does not have."""

    model_config = FROZEN

    def named(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row under our words; columns nobody named keep their own name."""
        ours = {name: row.get(column) for name, column in self if column is not None}
        theirs = {column for _, column in self}
        return {**{column: value for column, value in row.items() if column not in theirs}, **ours}

    def column(self, word: str) -> str:
        """The column for one of our words, else the word itself: a filter may name a column directly."""
        return dict(self).get(word) or word


def require_columns(connector: str, columns: Iterable[str | None], rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise Barred when the connector lacks a column of the settings; AFAS gives every row all of its columns."""
    missing = [column for column in columns if column is not None and rows and column not in rows[0]]
    if missing:
        raise Barred(
            f"GET /connectors/{connector}: the connector has no column {', '.join(missing)}; name the right one in the"
            " connection's settings, or null where there is none"
        )


class OrderColumns(Columns):
    """The order connector: one row an order."""

    number: Column = Field(default="OrderNumber", description="Number of the order; unique.")
    modified: Column = Field(default="ModifiedDate", description="Date and time of the order's last change.")
    ordered_on: Column = Field(default="OrderDate", description="Date of the order.")
    delivery_on: Column | None = Field(default="DeliveryDate", description="Delivery date the customer asked for.")
    status: Column | None = Field(default="Status", description="Status; a flow's poll.filter chooses by it.")
    administration: Column | None = Field(default="AdministrationId", description="Number of the administration.")
    currency: Column | None = Field(default="CurrencyId", description="ISO code of the currency; EUR when empty.")
    prices_include_vat: Column | None = Field(default="PricesIncludeVat", description="Yes: prices include VAT.")
    customer_reference: Column | None = Field(default="CustomerReference", description="The buyer's own number.")
    remark: Column | None = Field(default="Remark", description="Remark on the order.")

    customer_code: Column | None = Field(default="DebtorId", description="Number of the sales relation.")
    company: Column | None = Field(default="CompanyName", description="Name of the organisation; empty for a person.")
    first_name: Column | None = Field(default="FirstName", description="First name of the person or the contact.")
    infix: Column | None = Field(default="NamePrefix", description="Name prefix, such as van der.")
    last_name: Column | None = Field(default="LastName", description="Last name of the person or the contact.")
    email: Column | None = Field(default="Email", description="E-mail address.")
    phone: Column | None = Field(default="Phone", description="Telephone number.")
    vat_number: Column | None = Field(default="VatNumber", description="VAT number.")

    invoice_street: Column = Field(default="InvoiceStreet", description="Street of the invoice address.")
    invoice_number: Column | None = Field(default="InvoiceHouseNumber", description="House number.")
    invoice_addition: Column | None = Field(default="InvoiceHouseNumberAdd", description="House number addition.")
    invoice_extra: Column | None = Field(default="InvoiceAddressExtra", description="Second address line.")
    invoice_postcode: Column = Field(default="InvoicePostcode", description="Postcode.")
    invoice_city: Column = Field(default="InvoiceCity", description="Town.")
    invoice_country: Column = Field(default="InvoiceCountryId", description="Country code.")

    delivery_name: Column | None = Field(default="DeliveryName", description="Who receives the goods.")
    delivery_street: Column | None = Field(default="DeliveryStreet", description="Street of the delivery address.")
    delivery_number: Column | None = Field(default="DeliveryHouseNumber", description="House number.")
    delivery_addition: Column | None = Field(default="DeliveryHouseNumberAdd", description="House number addition.")
    delivery_extra: Column | None = Field(default="DeliveryAddressExtra", description="Second address line.")
    delivery_postcode: Column | None = Field(default="DeliveryPostcode", description="Postcode.")
    delivery_city: Column | None = Field(default="DeliveryCity", description="Town.")
    delivery_country: Column | None = Field(default="DeliveryCountryId", description="Country code.")


class LineColumns(Columns):
    """The line connector: one row an order line."""

    order_number: Column = Field(default="OrderNumber", description="Number of the order the line belongs to.")
    sequence: Column = Field(default="SeqNo", description="Number of the line; unique within its order.")
    modified: Column | None = Field(
        default="ModifiedDate",
        description="Date and time of the line's last change. An order's own stamp does not move when only a line"
        " changes, so without this column such a change is not noticed.",
    )
    item_type: Column | None = Field(default="ItemTypeCode", description="Kind of line: article, cost, text and so on.")
    sku: Column = Field(default="ItemCode", description="Code of the article.")
    description: Column | None = Field(default="Description", description="Description.")
    quantity: Column = Field(default="Quantity", description="Number of units.")
    unit_price: Column = Field(default="UnitPrice", description="Price of one unit, before discount.")
    discount_percent: Column | None = Field(default="DiscountPercentage", description="Discount on the line, percent.")
    vat_rate: Column | None = Field(default="VatPercentage", description="VAT rate, percent.")
