"""Shows the sandbox's own tables as AccountView's data dictionary does: object FLD by column, DBF by table.

Source: github.com/omniboost/go-accountview.net, ``fields/*.json`` (members of a row of FLD). Partners' columns stand in
it too, each marked as the customer's own (REC_CUST).
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.published import Column
from handlers.sandboxes.accountview.tables import ObjectShape, Row

DICTIONARY: Mapping[str, Callable[[Books], Iterator[Row]]]
"""The rows of the dictionary's own two tables, by table."""


def _columns(books: Books) -> Iterator[Row]:
    """Every column of every table that an object of the sandbox holds, but for the dictionary's own."""
    shapes = books.objects.values()
    tables = [table for shape in shapes for table in (shape.table, shape.lines, shape.joined) if table]
    for table in dict.fromkeys(tables):
        if table not in DICTIONARY:
            yield from (_row(table, column) for column in books.columns_of(table).values())
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


def _tables(books: Books) -> Iterator[Row]:
    """Every main table, and how it is closed: ``books.closed_tables`` are closed to the web API as a whole."""
    shapes: dict[str, list[ObjectShape]] = {}
    for shape in books.objects.values():
        if shape.table not in DICTIONARY:
            shapes.setdefault(shape.table, []).append(shape)
    for table, mine in shapes.items():
        yield {
            "DBF_NAME": table.ljust(8),
            "NO_INSERT": not any(map(books.may_insert, mine)),
            "NO_UPDATE": not any(map(books.may_update, mine)),
            "NO_DELETE": True,
            "NO_XML_UPD": table in books.closed_tables,
        }


DICTIONARY = {"DCT_FLD": _columns, "DCT_FILE": _tables}
