"""An article of AccountView as a document, ``{"article": row}``, and as a canonical product.

A column that the connection does not name is in no row, and says nothing; one that stands empty says that it is empty.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from handlers.vendors.accountview.product_settings import CODE, ProductsKept, TextColumns
from handlers.vendors.accountview.protocol import code_of, flag_of, stamp_of, text_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.images import IMAGE_ADDRESS
from handlers.vendors.document_source import read_mapped
from handlers.vendors.shipped_rows import shipped_rows
from handlers.vendors.versions import version_of
from mapping.documents.personal import open_fields
from mapping.documents.product import Product
from mapping.documents.values import parse_decimal
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem
from mapping.rows.mapper import Mapper, compile_rows
from mapping.written_amounts import read_written_amount
from relay.model import Identity
from words.masking import shorten
from words.mistake import Mistake
from words.told import Told

PRESET: Final = "source_product"

_SHAPE = Problem("article", Told("accountview.no_article"), Told("accountview.give_article"))
_NUMBERS: Final = frozenset({"price", "cost_price", "weight"})
_FLAGS: Final = frozenset({"blocked", "keeps_stock"})

Article = Mapping[str, Any]


class Products:
    """Understands the articles of one connection. Pure: no call, no clock."""

    def __init__(self, settings: AccountViewConnection) -> None:
        self._kept = settings.products
        self._currency = settings.currency

    def identify(self, document: Any) -> Identity:
        """The article's number; as version its stamp with a digest of what it says. Raises DocumentError without one.

        The number is written as AccountView has it: a blank before a code makes it another article's.
        """
        article = article_in(document)
        column = self._kept.number or CODE
        number = code_of(article, column)
        if not number.strip():
            raise DocumentError([Problem(column, Told("accountview.number_missing"), Told("accountview.give_number"))])
        newest = self.newest(document)
        return Identity(number, version_of(newest.isoformat() if newest else None, self.material(document)))

    def material(self, document: Any) -> bytes:
        """Bytes that are equal exactly when two documents say the same, apart from when they were changed."""
        said = {name: value for name, value in article_in(document).items() if name != self._kept.modified}
        return dump_json(said, sort_keys=True)

    def newest(self, document: Any) -> datetime | None:
        """The article's stamp, on AccountView's clock; None without one. Raises DocumentError."""
        return stamp_of(article_in(document).get(self._kept.modified))

    def read(self, document: Any) -> Product:
        """The canonical product. Raises DocumentError with every problem."""
        article, kept = article_in(document), self._kept
        newest = self.newest(document)
        values, problems = _values_of(article, kept)
        if problems:
            raise DocumentError(problems)
        context = {
            "number": code_of(article, kept.number or CODE),
            **({"newest": newest.isoformat()} if newest else {}),
            "article": {"code": code_of(article, CODE), **values},
            **({"currency": self._currency} if "price" in values else {}),
            **({"weight_unit": kept.weight_unit} if values.get("weight") else {}),
            **({"language": kept.language} if kept.language else {}),
            **({"texts": [_texts_of(article, *one) for one in kept.languages.items()]} if kept.languages else {}),
            **_images_of(article, kept),
        }
        return read_mapped(Product, _mapper(), context, shipped_rows("accountview", PRESET))


def article_in(document: Any) -> Article:
    """The row of an article. Raises DocumentError."""
    article = document.get("article") if isinstance(document, Mapping) else None
    if not isinstance(article, Mapping):
        raise DocumentError([_SHAPE])
    return article


def _values_of(article: Article, kept: ProductsKept) -> tuple[dict[str, Any], list[Problem]]:
    """What the row tells, by our words; a text that is neither a number nor yes or no is told as a problem."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for word, column in kept.columns:
        if column is None or column not in article:
            continue
        try:
            values[word] = _reader_of(word, kept)(article, column)
        except Mistake as mistake:
            told = Told("accountview.not_to_be_read", column=column)
            problems.append(Problem(column, told, mistake.told, shorten(text_of(article, column))))
    if not values.get("weight", True):
        del values["weight"]  # 0 is what AccountView shows where nobody weighed it
    return values, problems


def _reader_of(word: str, kept: ProductsKept) -> Callable[[Article, str], Any]:
    if word in _NUMBERS:
        return lambda article, column: read_number(article.get(column), kept.decimal_mark)
    return _read_flag if word in _FLAGS else text_of


def _read_flag(article: Article, column: str) -> bool:
    flag = flag_of(article, column)
    if flag is None:
        raise Mistake(Told("accountview.give_yes_or_no"))
    return flag


def read_number(value: Any, mark: str | None = None) -> Decimal | None:
    """The exact number that a column holds; None where it is empty. Raises Mistake, also for one with two meanings.

    ``mark`` is what stands before the decimals of a number that is given as text, where the settings say it.

    >>> read_number("1.234,50"), read_number("1,234", "point"), read_number(" ")
    (Decimal('1234.50'), Decimal('1234'), None)
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        return parse_decimal(value)
    if mark is None:
        return read_written_amount(value)
    point, between = (",", ".") if mark == "comma" else (".", ",")
    return parse_decimal("".join(value.replace(between, "").split()).replace(point, "."))


def _texts_of(article: Article, language: str, columns: TextColumns) -> dict[str, Any]:
    """The texts in one language; those whose columns are not read are not among them."""
    there = {word: text_of(article, column) for word, column in columns if column is not None and column in article}
    return {"language": language, **there}


def _images_of(article: Article, kept: ProductsKept) -> dict[str, Any]:
    """The one picture that stands with the article, where its column is read."""
    column = kept.columns.image_name
    if column is None or column not in article:
        return {}
    name, code = text_of(article, column), code_of(article, CODE)
    return {"images": [{"id": "1", "place": 1, "address": f"{IMAGE_ADDRESS}{code}", "name": name}] if name else []}


@cache
def _mapper() -> Mapper:
    return compile_rows(shipped_rows("accountview", PRESET), shown=open_fields(Product))
