"""Shows the sandbox's own tables as AccountView's data dictionary does: one row of object FLD for each column.

Source: github.com/omniboost/go-accountview.net, ``fields/*.json`` (members of a row). Partners' columns stand in it
too, each marked as the customer's own (REC_CUST).
"""

from collections.abc import Iterator
from decimal import Decimal

from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.columns import known_columns
from handlers.sandboxes.accountview.published import Column
from handlers.sandboxes.accountview.tables import Row

TABLE = "DCT_FLD"


def dictionary_rows(books: Books) -> Iterator[Row]:
    """Every column of every table that an object of the sandbox holds, but for the dictionary's own."""
    shapes = books.objects.values()
    tables = [table for shape in shapes for table in (shape.table, shape.lines, shape.joined) if table]
    for table in dict.fromkeys(tables):
        if table != TABLE:
            yield from (_row(table, column) for column in known_columns(table, books.names).values())
            for name in sorted(books.own_columns.get(table, ())):
                own = Column(name, "C", 40, mandatory=False, upper=False, writable=True)
                yield {**_row(table, own), "REC_CUST": True}


def _row(table: str, column: Column) -> Row:
    return {
        "DBF_NAME": table.ljust(8),
        "FIELD_NAME": column.name,
        "FIELD_TYPE": column.type,
        "FIELD_LEN": Decimal(column.length or 0),
        "INP_MAND": column.mandatory,
        "FLD_FMT": "!" if column.upper else "",
        "COM_BLK": not column.writable,
        "FLD_DESC": column.name,
        "REC_CUST": False,
    }
