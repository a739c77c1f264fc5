"""An order or invoice of AccountView as one document: what it is called, whether it changed, and how it is read.

A document is ``{"order": row, "lines": [rows], "debtor": row, "delivery_debtor": row, "delivery_address": row,
"articles": {code: row}, "vat_rates": {code: percent}}``, rows with AccountView's own columns.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from handlers.vendors.accountview.places import Place
from handlers.vendors.accountview.protocol import number_of, stamp_of, text_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.parties import billing_address_of, buyer_of, split_address
from handlers.vendors.document_source import read_mapped, split_document
from handlers.vendors.shipped_rows import shipped_rows
from handlers.vendors.versions import version_of
from mapping.documents.order import Order
from mapping.documents.personal import open_fields
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem
from mapping.rows.mapper import Mapper, compile_rows
from relay.model import Identity
from words.told import Told

PRESET = "source_order"

_SHAPE = Problem(
    "order",
    Told("accountview.no_document"),
    Told("accountview.give_document"),
)


class Documents:
    """Understands the documents of one connection. Pure: no call, no clock."""

    def __init__(self, settings: AccountViewConnection, place: Place) -> None:
        self._settings = settings
        self._place = place

    def identify(self, document: Any) -> Identity:
        """The number, and as its version the newest stamp of header and lines with a digest of what they say.

        Raises DocumentError without a number.
        """
        order, lines = split_document(document, _SHAPE)
        number = text_of(order, self._place.number)
        if not number:
            problem = Problem(self._place.number, Told("accountview.number_missing"), Told("accountview.give_number"))
            raise DocumentError([problem])
        said = dump_json(self._said(order, lines), sort_keys=True)
        newest = self._newest(order, lines)
        return Identity(number, version_of(newest.isoformat() if newest else None, said))

    def material(self, document: Any) -> bytes:
        """Bytes that are equal exactly when two documents say the same, apart from when they were changed."""
        order, lines = split_document(document, _SHAPE)
        rest = {name: value for name, value in document.items() if name not in {"order", "lines", "vat_rates"}}
        return dump_json(rest | self._said(order, lines), sort_keys=True)

    def read(self, document: Any) -> Order:
        """The canonical order. Raises DocumentError with every problem."""
        order, lines = split_document(document, _SHAPE)
        debtor, newest = _row(document, "debtor"), self._newest(order, lines)
        context = {
            "order": self._words(order) | {"version": newest.isoformat() if newest else None},
            "debtor": debtor,
            "buyer": buyer_of(debtor, self._settings),
            "bill": billing_address_of(debtor, self._settings),
            "ship": self._shipping_address(document, order, debtor),
            "lines": [self._line(document, line, debtor) for line in lines],
            "currency": self._settings.currency,
            "prices_include_vat": self._settings.prices == "including_vat",
        }
        return read_mapped(Order, _mapper(), context)

    def newest(self, document: Any) -> datetime | None:
        """The newest stamp of header and lines, on AccountView's clock; None without one. Raises DocumentError."""
        return self._newest(*split_document(document, _SHAPE))

    def _said(self, order: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Header and lines without their stamps."""
        stamp, line_stamp = self._place.columns.modified, self._place.line_columns.modified
        return {"order": _drop_stamp(order, stamp), "lines": [_drop_stamp(line, line_stamp) for line in lines]}

    def _newest(self, order: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> datetime | None:
        stamps = [order.get(self._place.columns.modified)]
        if self._place.line_columns.modified is not None:
            stamps += [line.get(self._place.line_columns.modified) for line in lines]
        return max((stamp for stamp in map(stamp_of, stamps) if stamp), default=None)

    def _words(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """The header under our words, beside AccountView's own names."""
        return {**order, **{word: order.get(column) for word, column in self._place.columns if column}}

    def _line(self, document: Mapping[str, Any], line: Mapping[str, Any], debtor: Mapping[str, Any]) -> dict[str, Any]:
        words = {**line, **{word: line.get(column) for word, column in self._place.line_columns if column}}
        articles = document.get("articles")
        articles = articles if isinstance(articles, Mapping) else {}
        article = articles.get(text_of(line, self._place.line_columns.sku).upper())
        article = article if isinstance(article, Mapping) else {}
        code = str(words.get("vat_code") or "").strip() or text_of(
            article, self._settings.reading.article_vat_code_column
        )
        rates = _row(document, "vat_rates")
        rate = _rate(rates, text_of(debtor, "VAT_CODE"))
        if rate != 0:  # a code of 0 percent on the debtor, such as export, goes before the article's
            rate = _rate(rates, code)
        else:
            code = text_of(debtor, "VAT_CODE")
        return words | {"article": article, "vat_code": code or None, "vat_rate": rate}

    def _shipping_address(
        self, document: Mapping[str, Any], order: Mapping[str, Any], debtor: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """The order's own address, else the one it points to, else that of the debtor who gets the goods."""
        columns, receiver = self._place.columns, _row(document, "delivery_debtor")
        other = text_of(receiver, "SUB_NR") != text_of(debtor, "SUB_NR") if receiver else False
        name = text_of(receiver, "ACCT_NAME") if other else None
        own = {
            "ADDRESS1": order.get(columns.street or ""),
            "POST_CODE": order.get(columns.postcode or ""),
            "CITY": order.get(columns.city or ""),
            "CNT_CODE": order.get(columns.country or ""),
        }
        pointed = _row(document, "delivery_address")
        if text_of(own, "ADDRESS1") and not _same_place(own, debtor):
            return split_address("ADDRESS1", own, self._settings) | {"name": name}
        if text_of(pointed, "ADDRESS1") and not text_of(own, "ADDRESS1"):
            return split_address("ADDRESS1", pointed, self._settings) | {"name": text_of(pointed, "DEL_NAME") or name}
        return billing_address_of(receiver, self._settings) | {"name": name} if other else None


@cache
def _mapper() -> Mapper:
    return compile_rows(shipped_rows("accountview", PRESET), shown=open_fields(Order))


def _row(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    row = document.get(name)
    return row if isinstance(row, Mapping) else {}


def _rate(rates: Mapping[str, Any], code: str) -> Decimal | None:
    return number_of(rates, code) if code else None


def _drop_stamp(row: Mapping[str, Any], stamp: str | None) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != stamp}


def _same_place(row: Mapping[str, Any], debtor: Mapping[str, Any]) -> bool:
    """Whether an address is that of the debtor, which AccountView may copy onto every order."""
    return all(
        not text_of(row, column) or text_of(row, column).casefold() == text_of(debtor, column).casefold()
        for column in ("ADDRESS1", "POST_CODE", "CITY", "CNT_CODE")
    )
