"""Where documents with lines are read: object, tables and columns, with nothing left open."""

from dataclasses import dataclass

from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.columns import HeaderColumns, LineColumns


@dataclass(frozen=True, slots=True)
class Place:
    """One business object whose answers have a table of headers and one of lines beside it."""

    object: str
    table: str
    line_table: str
    columns: HeaderColumns
    line_columns: LineColumns

    @property
    def number(self) -> str:
        """The column of a document's number."""
        return str(self.columns.number)


def orders_read(settings: AccountViewConnection, business_object: str | None = None) -> Place:
    """Where sales orders are read. ``business_object``: another object that is written and read in the same form."""
    names, read = settings.objects, settings.reading.orders
    return Place(
        business_object or names.order,
        names.order_header_table,
        names.order_line_table,
        _name_columns(read.columns, settings),
        read.line_columns,
    )


def invoices_read(settings: AccountViewConnection) -> Place | None:
    """Where sales invoices are read; None where the connection does not name it."""
    read = settings.reading.invoices
    if read is None:
        return None
    return Place(read.object, read.table, read.line_table, _name_columns(read.columns, settings), read.line_columns)


def _name_columns(columns: HeaderColumns, settings: AccountViewConnection) -> HeaderColumns:
    """The columns with those named that follow the settings of orders which are written."""
    number = columns.number or settings.order_number_column
    description = columns.description or settings.order_reference_column
    return columns.model_copy(update={"number": number, "description": description})
