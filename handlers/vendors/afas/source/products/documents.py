"""A product of AFAS as one document: what it is called, whether anything changed, and how it is read.

A document is ``{"article": row}`` with lists of rows under ``prices``, ``units``, ``barcodes`` and ``images`` and a row
under ``group``, or ``{"composition": [rows]}`` with ``articles`` (those of its parts), ``prices`` and ``group``. Rows
have the connectors' own columns. All but the first are left out where no connector of them is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from handlers.vendors.afas.source.columns import Named
from handlers.vendors.afas.source.products.naming import ProductNames
from handlers.vendors.afas.source.products.reading import article_context, composition_context
from handlers.vendors.afas.source.products.settings import AfasProducts
from handlers.vendors.afas.source.rows import said_words, stamp_of
from handlers.vendors.document_source import read_mapped
from handlers.vendors.shipped_rows import shipped_rows
from handlers.vendors.versions import version_of
from mapping.documents.personal import open_fields
from mapping.documents.product import Product
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem
from mapping.rows.mapper import Mapper, compile_rows
from relay.model import Identity
from words.told import Told

PRESET: Final = "source_product"

_STAMPS: Final = frozenset({"modified", "modified_2"})
_LISTS: Final = ("composition", "articles", "prices", "units", "barcodes", "images")

ROWS_OF_PRODUCTS: Final = ("article", "group", *_LISTS)
"""What documents hold besides the columns of the product's own row."""

_SHAPE: Final = Problem("article", Told("afas.no_product"), Told("afas.give_product"))

_Row = Mapping[str, Any]


class ProductDocuments:
    """Understands the products of one connection. Pure: no call, no clock."""

    def __init__(self, products: AfasProducts) -> None:
        self._products = products
        self._names = ProductNames(products)

    def identify(self, document: Any) -> Identity:
        """The product's number, and as its version the newest stamp with a digest of all that is read.

        The stamps of all rows are in the digest, so that a change of any of them is another version. Raises
        DocumentError without a number.
        """
        number = self._number(document)
        newest = self._newest(document)
        return Identity(number, version_of(newest.isoformat() if newest else None, self._said(document)))

    def material(self, document: Any) -> bytes:
        """Bytes that are equal exactly when two documents say the same, apart from when they were changed."""
        _check_shape(document)
        return self._said(document, without=_STAMPS)

    def read(self, document: Any) -> Product:
        """The canonical product. Raises DocumentError with every problem."""
        number, newest = self._number(document), self._newest(document)
        problems: list[Problem] = []
        context = {"number": number, "version": newest.isoformat() if newest else None}
        if "composition" in document:
            context |= composition_context(document, self._products, problems)
        else:
            context |= article_context(document, self._products, self._names, problems)
        try:
            product = read_mapped(Product, _mapper(), context, shipped_rows("afas", PRESET))
        except DocumentError as error:
            raise DocumentError([*problems, *error.problems]) from None
        if problems:
            raise DocumentError(problems)
        return product

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
            number = self._names.of_article(document["article"])
        if not number:
            column = self._products.columns.number
            raise DocumentError([Problem(column, Told("afas.number_missing"), Told("afas.give_number"))])
        return number

    def _newest(self, document: _Row) -> datetime | None:
        stamps = (
            row.get(column)
            for _, columns, rows in self._rows(document)
            for word, column in columns
            if word in _STAMPS and column is not None
            for row in rows
        )
        return max((moment for moment in map(stamp_of, stamps) if moment is not None), default=None)

    def _said(self, document: _Row, without: frozenset[str] = frozenset()) -> bytes:
        """What the columns that are read say, but for those of these words; in one order, whatever that of the rows."""
        said = {
            name: sorted(dump_json(said_words(columns, row, without), sort_keys=True).decode() for row in rows)
            for name, columns, rows in self._rows(document)
        }
        return dump_json(said, sort_keys=True)

    def _rows(self, document: _Row) -> Iterator[tuple[str, Named, Sequence[_Row]]]:
        """The rows of each connector, with the columns that are read of it."""
        products = self._products
        if "article" in document:
            yield "article", products.article_columns, [document["article"]]
        if products.compositions is not None:
            yield "composition", products.compositions.columns, document.get("composition", ())
            yield "articles", products.part_columns, document.get("articles", ())
        if products.images is not None:
            yield "images", products.images.columns, document.get("images", ())
        for name in ("prices", "units", "barcodes"):
            part = getattr(products, name)
            if part is not None:
                yield name, part.columns, document.get(name, ())
        if products.groups is not None and "group" in document:
            yield "group", products.groups.columns, [document["group"]]


def _check_shape(document: Any) -> None:
    """Raise DocumentError for what is no document as the reader makes them."""
    if not isinstance(document, dict) or ("article" in document) == bool(document.get("composition")):
        raise DocumentError([_SHAPE])
    lists = [document.get(name, []) for name in _LISTS]
    rows = [document.get(name, {}) for name in ("article", "group")]
    if not all(isinstance(one, list) and all(isinstance(row, dict) for row in one) for one in lists):
        raise DocumentError([_SHAPE])
    if not all(isinstance(row, dict) for row in rows):
        raise DocumentError([_SHAPE])


@cache
def _mapper() -> Mapper:
    return compile_rows(shipped_rows("afas", PRESET), shown=open_fields(Product))
