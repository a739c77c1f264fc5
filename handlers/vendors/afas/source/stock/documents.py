"""The stock of one article of AFAS as one document: what it is called, whether anything changed, and how it is read.

A document is ``{"stock": [rows]}``, all rows of one article or variant, with lists of rows under ``units`` and
``open_lines``; or ``{"composition": [rows], "stock": [rows]}``, where ``stock`` holds those of its parts. Rows have the
connectors' own columns. All but the first are left out where no connector of them is read.

A stamp does not make another version: sales move levels and no stamp, and what stamps move need not be a level.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.columns import Named
from handlers.vendors.afas.source.rows import said_words, stamp_of
from handlers.vendors.afas.source.stock.naming import StockNames
from handlers.vendors.afas.source.stock.reading import article_context, composition_context
from handlers.vendors.document_source import read_mapped
from handlers.vendors.shipped_rows import shipped_rows
from mapping.documents.personal import open_fields
from mapping.documents.stock import StockRecord
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem
from mapping.rows.mapper import Mapper, compile_rows
from relay.model import Identity
from words.told import Told

PRESET: Final = "source_stock"

ROWS_OF_STOCK: Final = ("stock", "composition", "units", "open_lines")
"""What documents hold."""

_STAMP: Final = "modified"
_SHAPE: Final = Problem("stock", Told("afas.no_stock_record"), Told("afas.give_stock_record"))

_Row = Mapping[str, Any]


class StockDocuments:
    """Understands the stock of one connection. Pure: no call, no clock."""

    def __init__(self, settings: AfasConnection, names: StockNames) -> None:
        self._stock = settings.stock
        self._products = settings.products
        self._names = names

    def identify(self, document: Any) -> Identity:
        """The number of the product that it is of; what it says alone makes its version. Raises DocumentError."""
        return Identity(self._number(document))

    def material(self, document: Any) -> bytes:
        """Bytes that are equal exactly when two documents say the same, apart from when they were changed."""
        _check_shape(document)
        said = {
            name: sorted(dump_json(said_words(columns, row, {_STAMP}), sort_keys=True).decode() for row in rows)
            for name, columns, rows in self._rows(document)
        }
        return dump_json(said, sort_keys=True)

    def read(self, document: Any) -> StockRecord:
        """The canonical record. Raises DocumentError with every problem."""
        number, newest = self._number(document), self._newest(document)
        problems: list[Problem] = []
        context: dict[str, Any] = {"number": number, "sku": self._names.sku_of(number)}
        if newest is not None:
            context["version"] = newest.isoformat()
        if "composition" in document:
            context |= composition_context(document, self._stock, self._products, self._names, problems)
        else:
            context |= article_context(document, self._stock, self._names, problems)
        try:
            record = read_mapped(StockRecord, _mapper(), context)
        except DocumentError as error:
            raise DocumentError([*problems, *error.problems]) from None
        if problems:
            raise DocumentError(problems)
        return record

    def newest(self, document: Any) -> datetime | None:
        """The newest stamp of all rows, on Amsterdam's clock; None without one. Raises DocumentError."""
        _check_shape(document)
        newest = self._newest(document)
        return None if newest is None else newest.replace(tzinfo=None)

    def _number(self, document: Any) -> str:
        _check_shape(document)
        if "composition" in document:
            number = self._names.of_composition(document["composition"][0])
        else:
            number = self._names.of_level(document["stock"][0])
        if not number:
            column = self._stock.columns.number
            raise DocumentError([Problem(column, Told("afas.number_missing"), Told("afas.give_number"))])
        return number

    def _newest(self, document: _Row) -> datetime | None:
        column = self._stock.columns.modified
        stamps = [stamp_of(row.get(column)) for row in document.get("stock", ())] if column is not None else []
        return max((moment for moment in stamps if moment is not None), default=None)

    def _rows(self, document: _Row) -> Iterator[tuple[str, Named, Sequence[_Row]]]:
        """The rows of each connector, with the columns that are read of it."""
        stock = self._stock
        yield "stock", stock.columns, document.get("stock", ())
        if stock.compositions is not None:
            yield "composition", stock.compositions.columns, document.get("composition", ())
        if stock.units is not None:
            yield "units", stock.units.columns, document.get("units", ())
        if stock.open_lines is not None:
            yield "open_lines", stock.open_lines.columns, document.get("open_lines", ())


def _check_shape(document: Any) -> None:
    """Raise DocumentError for what is no document as the reader makes them."""
    if not isinstance(document, dict):
        raise DocumentError([_SHAPE])
    lists = [document.get(name, []) for name in ROWS_OF_STOCK]
    if not all(isinstance(one, list) and all(isinstance(row, dict) for row in one) for one in lists):
        raise DocumentError([_SHAPE])
    if not (document.get("composition") if "composition" in document else document.get("stock")):
        raise DocumentError([_SHAPE])


@cache
def _mapper() -> Mapper:
    return compile_rows(shipped_rows("afas", PRESET), shown=open_fields(StockRecord))
