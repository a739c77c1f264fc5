"""The quantities of an article of AccountView as a document, ``{"article": row}``, and as a canonical stock record.

An empty quantity is not known, which is not nought: without the stock module a column may never be filled.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from handlers.vendors.accountview.product_settings import CODE
from handlers.vendors.accountview.protocol import code_of, flag_of, stamp_of, text_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.products.documents import Article, article_in, read_number
from handlers.vendors.accountview.stock_settings import quantities_named
from handlers.vendors.document_source import read_mapped
from handlers.vendors.shipped_rows import shipped_rows
from mapping.documents.personal import open_fields
from mapping.documents.stock import StockRecord
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem
from mapping.rows.mapper import Mapper, compile_rows
from relay.model import Identity
from words.masking import shorten
from words.mistake import Mistake
from words.told import Told

PRESET: Final = "source_stock"

_FLAGS: Final = {"blocked": "blocked", "keeps_stock": "tracked"}
"""The words of ``products.columns`` that say yes or no, and ours in the record."""


class Quantities:
    """Understands the quantities of one connection's articles. Pure: no call, no clock."""

    def __init__(self, settings: AccountViewConnection) -> None:
        self._kept = settings.stock
        self._products = settings.products

    def identify(self, document: Any) -> Identity:
        """The article's number as products have it; what it says alone makes its version. Raises DocumentError."""
        column = self._products.number or CODE
        number = code_of(article_in(document), column)
        if not number.strip():
            raise DocumentError([Problem(column, Told("accountview.number_missing"), Told("accountview.give_number"))])
        return Identity(number)

    def material(self, document: Any) -> bytes:
        """Bytes that are equal exactly when two documents say the same, apart from when they were changed."""
        said = {name: value for name, value in article_in(document).items() if name != self._kept.modified}
        return dump_json(said, sort_keys=True)

    def newest(self, document: Any) -> datetime | None:
        """The stamp of the quantities, on AccountView's clock; None without one. Raises DocumentError."""
        article, column = article_in(document), self._kept.modified
        return None if column is None else stamp_of(article.get(column))

    def read(self, document: Any) -> StockRecord:
        """The canonical record. Raises DocumentError with every problem."""
        article, products, newest = article_in(document), self._products, self.newest(document)
        problems: list[Problem] = []
        figures = {
            word: _read(article, column, self._number_at, problems) for word, column in quantities_named(self._kept)
        }
        flags = {
            ours: _read(article, column, _flag_at, problems)
            for word, ours in _FLAGS.items()
            if (column := getattr(products.columns, word)) is not None and column in article
        }
        unit = products.columns.unit
        if problems:
            raise DocumentError(problems)
        context = {
            "number": code_of(article, products.number or CODE),
            "sku": code_of(article, CODE),
            "places": [{"warehouse": self._kept.warehouse, **figures}],
            **flags,
            **({"unit": text_of(article, unit)} if unit is not None else {}),
            **({"newest": newest.isoformat()} if newest is not None else {}),
        }
        return read_mapped(StockRecord, _mapper(), context)

    def _number_at(self, article: Article, column: str) -> Any:
        return read_number(article.get(column), self._products.decimal_mark)


def _read(article: Article, column: str, read: Callable[[Article, str], Any], problems: list[Problem]) -> Any:
    """What a column tells; None also for what cannot be read, which is told as a problem."""
    try:
        return read(article, column)
    except Mistake as mistake:
        told = Told("accountview.not_to_be_read", column=column)
        problems.append(Problem(column, told, mistake.told, shorten(text_of(article, column))))
        return None


def _flag_at(article: Mapping[str, Any], column: str) -> bool:
    flag = flag_of(article, column)
    if flag is None:
        raise Mistake(Told("accountview.give_yes_or_no"))
    return flag


@cache
def _mapper() -> Mapper:
    return compile_rows(shipped_rows("accountview", PRESET), shown=open_fields(StockRecord))
