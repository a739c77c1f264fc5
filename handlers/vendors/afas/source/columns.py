"""The columns that orders and invoices are read from: our word for each, and its name in the customer's GetConnectors.

Column names differ from one AFAS environment to the next (AFASSoftware/OASContent, markdownpages/profit/en), so each
is a setting. Columns that are not named here reach the mapping under their own name. Defaults are those of AFAS's own
connectors where these have the column and it can mean only one thing.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from relay.errors import Barred, Scope
from relay.settings.types import FROZEN
from words.told import Told

Column = Annotated[str, StringConstraints(pattern=r"^[^\s,;-][^\s,;]*$", max_length=100)]
"""A column's id as the connector's metainfo gives it: no blanks, no separators, and no minus first (that sorts)."""

_MAY_BE_MISSING = "may be missing"

SpareColumn = Annotated[Column | None, _MAY_BE_MISSING]
"""A column that is read where the connector has it, and that nobody misses unless the settings name it themselves."""

Named = Iterable[tuple[str, str | None]]
"""Words, each with the column that it is read from; None where it is read from none."""


class Columns(BaseModel):
    """Names of columns; a field that is None is a column the connector does not have."""

    model_config = FROZEN

    def translate(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row under our words; columns nobody named keep their own name."""
        ours = {name: row.get(column) for name, column in self if column is not None}
        theirs = {column for _, column in self}
        return {**{column: value for column, value in row.items() if column not in theirs}, **ours}

    def column(self, word: str) -> str:
        """The column for one of our words, else the word itself: a filter may name a column directly."""
        return dict(self).get(word) or word

    @property
    def needed(self) -> dict[str, str]:
        """The columns that the connector must have, by our word: all but spare ones that the settings do not name."""
        fields = type(self).model_fields
        return {
            word: column
            for word, column in self
            if column is not None and (word in self.model_fields_set or _MAY_BE_MISSING not in fields[word].metadata)
        }

    @property
    def expected(self) -> list[str]:
        """The columns that the connector must have."""
        return list(self.needed.values())


def require_columns(connector: str, columns: Iterable[str | None], rows: Sequence[Mapping[str, Any]]) -> None:
    """Raise Barred when the connector lacks a column of a flow's settings; AFAS gives every row all of its columns."""
    missing = [column for column in columns if column is not None and rows and column not in rows[0]]
    if missing:
        raise Barred(Told("afas.columns_missing", connector=connector, columns=missing), scope=Scope.FLOW)


class DocumentColumns(Columns):
    """What the connectors of orders and of invoices have in common: one row a document."""

    number: Column
    modified: Column
    administration: Column | None = Field(default="AdministrationId", description="Number of the administration.")
    currency: Column | None = Field(default="CurrencyId", description="ISO code of the currency; EUR when empty.")
    prices_include_vat: Column | None = Field(default="PricesIncludeVat", description="Yes: prices include VAT.")
    customer_reference: Column | None = Field(default="CustomerReference", description="The buyer's own number.")
    remark: Column | None = Field(default="Remark", description="Remark on the document.")

    customer_code: Column | None = Field(default="DebtorId", description="Number of the sales relation.")
    company: Column | None = Field(default="CompanyName", description="Name of the organisation; empty for a person.")
    first_name: Column | None = Field(default="FirstName", description="First name of the person or the contact.")
    infix: Column | None = Field(default="NamePrefix", description="Name prefix, such as van der.")
    last_name: Column | None = Field(default="LastName", description="Last name of the person or the contact.")
    email: Column | None = Field(default="Email", description="E-mail address.")
    phone: Column | None = Field(default="Phone", description="Telephone number.")
    vat_number: Column | None = Field(default="VatNumber", description="VAT number.")
    chamber_of_commerce_number: SpareColumn = Field(default="ChOfCommNr", description="Chamber of Commerce number.")

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

    total_excluding_vat: SpareColumn = Field(default="TotalExclVat", description="Total without VAT.")
    total_vat: SpareColumn = Field(default="TotalVat", description="VAT of the whole.")
    total_including_vat: SpareColumn = Field(default="TotalInclVat", description="Total with VAT.")
    discount_percent: SpareColumn = Field(
        default="InvoiceDiscountPercentage", description="Discount on the lines together, percent."
    )
    discount_amount: SpareColumn = Field(
        default="InvoiceDiscountAmount",
        description="Discount on the lines together as an amount, where no line and no percentage holds it already.",
    )
    shipping_cost: SpareColumn = Field(
        default="ShippingCost", description="Costs of shipping that no line charges, with or without VAT as the prices."
    )
    payment_cost: SpareColumn = Field(
        default="PaymentCost", description="Costs of the way of paying that no line charges, as those of shipping."
    )
    shipping_method: SpareColumn = Field(default="ShippingMethod", description="Code of the way of shipping.")
    payment_method: SpareColumn = Field(default="PaymentMethod", description="Code of the way of paying.")
    payment_condition: SpareColumn = Field(default="PaymentCondition", description="Code of the payment condition.")
    language: SpareColumn = Field(default="LanguageId", description="The buyer's language.")
    warehouse: SpareColumn = Field(default="Warehouse", description="Code of the warehouse.")
    store: SpareColumn = Field(default="SalesChannel", description="The shop or sales channel that sold it.")
    credit_of: SpareColumn = Field(
        default="CreditOfNumber", description="Number of the document that this one credits; empty on all others."
    )
    due_on: SpareColumn = Field(default="ExpDate", description="Day by which it must be paid.")


class OrderColumns(DocumentColumns):
    """The order connector: one row an order."""

    number: Column = Field(default="OrderNumber", description="Number of the order; unique.")
    modified: Column = Field(default="ModifiedDate", description="Date and time of the order's last change.")
    ordered_on: Column = Field(default="OrderDate", description="Date of the order.")
    delivery_on: Column | None = Field(default="DeliveryDate", description="Delivery date the customer asked for.")
    status: Column | None = Field(default="Status", description="Status; a flow's poll.filter chooses by it.")
    total_excluding_vat: SpareColumn = Field(default="TotalAmount", description="Total without VAT.")
    total_vat: SpareColumn = Field(default="VAT", description="VAT of the whole.")
    total_including_vat: SpareColumn = Field(default="InvoiceTotal", description="Total with VAT.")


class InvoiceColumns(DocumentColumns):
    """The invoice connector: one row an invoice."""

    number: Column = Field(default="InvoiceNumber", description="Number of the invoice; unique.")
    modified: Column = Field(default="ModifiedDate", description="Date and time of the invoice's last change.")
    invoiced_on: Column = Field(default="InvoiceDate", description="Date of the invoice.")
    order_number: SpareColumn = Field(default="OrderNumber", description="Number of the sales order it is of.")


class DocumentLineColumns(Columns):
    """What the connectors of order lines and of invoice lines have in common: one row a line."""

    sequence: Column = Field(default="SeqNo", description="Number of the line; unique within its document.")
    modified: Column | None = Field(
        default="ModifiedDate",
        description="Date and time of the line's last change. A document's own stamp does not move when only a line"
        " changes, so without this column such a change is not noticed.",
    )
    item_type: Column | None = Field(default="ItemTypeCode", description="Kind of line: article, cost, text and so on.")
    sku: Column = Field(default="ItemCode", description="Code of the article.")
    description: Column | None = Field(default="Description", description="Description.")
    quantity: Column = Field(default="Quantity", description="Number of units.")
    unit_price: Column = Field(default="UnitPrice", description="Price of one unit, before discount.")
    discount_percent: Column | None = Field(default="DiscountPercentage", description="Discount on the line, percent.")
    discount_amount: SpareColumn = Field(
        default=None,
        description="Discount on the line as an amount, after the percentage; where a connector gives one discount in"
        " both ways, such as AFAS's AmtRowDiscount, name one of them only.",
    )
    vat_rate: Column | None = Field(default="VatPercentage", description="VAT rate, percent.")
    vat_amount: SpareColumn = Field(default="VatAmount", description="VAT of the line.")
    vat_class: SpareColumn = Field(default="VATGroup", description="VAT tariff group of the line.")
    unit: SpareColumn = Field(default="UnitId", description="Unit in which it is sold.")

    @property
    @abstractmethod
    def link(self) -> str:
        """The column with the number of the document that a line belongs to."""


class LineColumns(DocumentLineColumns):
    """The order line connector: one row an order line."""

    order_number: Column = Field(default="OrderNumber", description="Number of the order the line belongs to.")

    @property
    def link(self) -> str:
        """The column with the order's number."""
        return self.order_number


class InvoiceLineColumns(DocumentLineColumns):
    """The invoice line connector: one row an invoice line."""

    invoice: Column = Field(default="InvoiceNumber", description="Number of the invoice the line belongs to.")

    @property
    def link(self) -> str:
        """The column with the invoice's number."""
        return self.invoice
