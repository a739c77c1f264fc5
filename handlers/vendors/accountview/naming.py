"""What AccountView's objects, tables and columns are called, where no public page tells or a module may change it."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from relay.settings.types import FROZEN
from words.mistake import Mistake
from words.told import Told


def in_capitals(name: str) -> str:
    """Accept a name in capitals, as answers have those of tables and columns. Raises Mistake with that."""
    if name != name.upper():
        raise Mistake(Told("accountview.name_in_capitals", name=name.upper()), nearest=name.upper())
    return name


Name = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(in_capitals)]
"""A business object or a table, as ``SO1`` and ``SO_HDR``."""

Column = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)?$", max_length=40), AfterValidator(in_capitals)]
"""A column, as ``COMMENT1`` or with its table as ``HST_AH.COMMENT1``."""


class ObjectNames(BaseModel):
    """The business objects of an order and what belongs to it, and the tables whose names a module may change."""

    model_config = FROZEN

    order: Name = Field(default="SO1", description="Sales orders.")
    order_header_table: Name = Field(default="SO_HDR", description="The table of order headers in calls and answers.")
    order_line_table: Name = Field(default="SO_LINE", description="The table of order lines in calls and answers.")
    invoice: Name | None = Field(
        default=None, description="Where orders sent as invoices are written; left out: as orders, marked by AIS_SOC."
    )
    page: Name = Field(default="DJ2", description="Journal pages.")
    page_table: Name = Field(default="DJ_PAGE", description="The table of journal pages in calls and answers.")
    page_line_table: Name = Field(default="DJ_LINE", description="The table of their lines in calls and answers.")
    debtor: Name = Field(default="AR1", description="Debtors.")
    address: Name = Field(default="ADDR", description="Delivery addresses.")
    article: Name = Field(default="AK1", description="Articles.")
    vat: Name = Field(default="VA1", description="VAT codes, to know the rates of orders that are read.")
    ledger: Name | None = Field(
        default="GL1", description="Ledger accounts, for `relay check --live`; `null`: they are not looked up."
    )
    journals: Name | None = Field(default="DJ1", description="Day journals, for the same.")
    payment_conditions: Name | None = Field(default="PT1", description="Payment conditions, for the same.")
    article_groups: Name | None = Field(default="AG1", description="Article groups, for the same.")
    cost_centres: Name | None = Field(default="CC1", description="Cost centres, for the same.")
    dictionary: Name | None = Field(
        default="FLD",
        description="The data dictionary, by which a column that is not there is known; `null`: it is not shown.",
    )
    administrations: Name | None = Field(
        default="ADL",
        description="The list of administrations, by which the relay sees that these are still the same books. "
        "`null`: the company's id alone tells, where this installation does not show the list.",
    )

    def written(self, send_as: str) -> str:
        """The business object that a document is written to, by the flow's ``send_as``."""
        if send_as == "financial_mutation":
            return self.page
        return (self.invoice if send_as in {"invoice", "direct_invoice"} else None) or self.order


class HistoryObject(BaseModel):
    """A second place where an order may stand once it is delivered or invoiced; a row is an order or a line of one."""

    model_config = FROZEN

    object: Name = Field(description="The business object to read, such as ALH.")
    table: Name = Field(description="The table of its rows in the answer, such as HST_AL.")
    reference: Column = Field(description="The column that holds our reference.")
    number: Column = Field(description="The column that holds the order number; rows of one number are one order.")
    debtor: Column = Field(description="The column that holds the debtor's number.")
    ordered_on: Column | None = Field(default=None, description="The column that holds the order date.")
    quantity: Column | None = Field(default=None, description="The column that holds a line's quantity.")
    price: Column | None = Field(default=None, description="The column that holds a line's unit price.")


class OrderColumns(BaseModel):
    """Columns of orders and invoices that no public page names; one that is left out is not sent.

    The names are those of the words in presets/order_columns.yaml.
    """

    model_config = FROZEN

    status: Column | None = Field(default=None, description="The order's state.")
    payment_condition: Column | None = Field(default=None, description="The payment condition of the order itself.")
    currency: Column | None = Field(default=None, description="The currency of the order's amounts.")
    warehouse: Column | None = Field(default=None, description="The warehouse the goods come from.")
    language: Column | None = Field(default=None, description="The language of the order's documents.")


class OrderLineColumns(BaseModel):
    """Columns of order lines that no public page names; one that is left out is not sent."""

    model_config = FROZEN

    description: Column | None = Field(default=None, description="The text on the line.")
    vat_code: Column | None = Field(
        default=None, description="The line's VAT code; left out: AccountView takes that of the article."
    )
    revenue_account: Column | None = Field(
        default=None, description="The line's revenue account; left out: AccountView takes that of the article."
    )
    warehouse: Column | None = Field(default=None, description="The warehouse the goods of the line come from.")
