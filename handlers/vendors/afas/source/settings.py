"""Where orders and invoices are read: two GetConnectors of your own for each, and what their lines mean."""

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from handlers.vendors.afas.source.columns import (
    DocumentColumns,
    DocumentLineColumns,
    InvoiceColumns,
    InvoiceLineColumns,
    LineColumns,
    OrderColumns,
)
from handlers.vendors.afas.source.places import CountryCodes
from relay.settings.types import FROZEN
from words.mistake import Mistake
from words.told import Told

_CONNECTOR = r"^[\w.-]+$"


class AfasDocuments(BaseModel):
    """One kind of document. Item types are AFAS's own.

    Numbers and letters of item types are both in use: AFASSoftware/OASContent OpenApiSpecs/profit/en.
    """

    model_config = FROZEN

    connector: str = Field(pattern=_CONNECTOR)
    line_connector: str = Field(pattern=_CONNECTOR)
    columns: DocumentColumns
    line_columns: DocumentLineColumns
    country_codes: CountryCodes = Field(
        default="afas", description="How countries are coded: AFAS's own codes (D, B, F) or ISO (DE, BE, FR)."
    )
    text_item_types: frozenset[str] = Field(
        default=frozenset({"3", "4", "Txt", "Sub"}),
        description="Item types of lines that are no goods: text and subtotal lines.",
    )
    text_lines: Literal["leave_out", "keep"] = Field(
        default="leave_out",
        description="keep: text lines are carried as lines of free text. Subtotals are always left out.",
    )
    service_item_types: frozenset[str] = Field(
        default=frozenset({"1", "6", "8", "Wst", "Kst", "Crs"}),
        description="Item types of lines that are services, which have VAT rules of their own: work, costs, courses.",
    )
    shipping_items: frozenset[str] = Field(
        default=frozenset(),
        description="Item codes of lines that are the costs of shipping: they become these costs, and no line.",
    )
    payment_cost_items: frozenset[str] = Field(
        default=frozenset(), description="The same for the costs of the way of paying."
    )

    @model_validator(mode="after")
    def _no_item_is_two_things(self) -> Self:
        pairs = (("text_item_types", "service_item_types"), ("shipping_items", "payment_cost_items"))
        for first, second in pairs:
            twice = sorted(getattr(self, first) & getattr(self, second))
            if twice:
                at = (second if second in self.model_fields_set else first,)
                raise Mistake(Told("afas.item_in_two_lists", names=twice, first=first, second=second), at=at)
        return self


class AfasOrders(AfasDocuments):
    """Where orders are read: two GetConnectors of your own (docs/afas-connectors.md tells how to make them)."""

    connector: str = Field(default="Relay_SalesOrders", pattern=_CONNECTOR, description="One row an order.")
    line_connector: str = Field(default="Relay_SalesOrderLines", pattern=_CONNECTOR, description="One row a line.")
    columns: OrderColumns = OrderColumns()
    line_columns: LineColumns = LineColumns()


class AfasInvoices(AfasDocuments):
    """Where invoices are read: two more GetConnectors, for flows that carry invoices."""

    connector: str = Field(default="Relay_SalesInvoices", pattern=_CONNECTOR, description="One row an invoice.")
    line_connector: str = Field(default="Relay_SalesInvoiceLines", pattern=_CONNECTOR, description="One row a line.")
    columns: InvoiceColumns = InvoiceColumns()
    line_columns: InvoiceLineColumns = InvoiceLineColumns()
