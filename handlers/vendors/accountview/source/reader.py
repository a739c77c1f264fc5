"""Fetches what belongs to orders and invoices: debtors, addresses, articles and VAT rates.

Many records in one call, never one call an order.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.places import Place
from handlers.vendors.accountview.protocol import Filter, Query, batches, number_of, text_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.changes import Sold, once

DEBTOR: Final = (
    "SUB_NR", "ACCT_NAME", "MAIN_CONT", "ST_STREET", "ST_NR", "ST_EXTRA", "ST_PROP", "ST_REGION", "ADDRESS1",
    "POST_CODE", "CITY", "CNT_CODE", "PO_BOX", "PO_CODE", "PO_CITY", "MAIL_BUS", "TEL_BUS", "TEL_MOB", "VAT_NR",
    "VAT_CODE", "COC_CODE", "DISC_CODE", "CUR_CODE", "LNG_CODE",
)  # fmt: skip
"""The columns of CONTACT that an order needs."""
ADDRESS: Final = ("REC_ID", "DEL_NAME", "ADDRESS1", "POST_CODE", "CITY", "CNT_CODE")

_Rows = Mapping[str, dict[str, Any]]


class DocumentReader:
    """Makes whole documents of what was sold. Raises what the client raises; VAT rates are remembered for a while."""

    def __init__(self, client: AccountViewClient, settings: AccountViewConnection, place: Place) -> None:
        self._client = client
        self._settings = settings
        self._place = place
        self._rates: dict[str, Decimal] = {}
        self._rates_read = float("-inf")

    async def documents(self, found: Sequence[Sold], book_date: date | None) -> list[dict[str, Any]]:
        """The documents with all that belongs to them."""
        columns, names = self._place.columns, self._settings.objects
        payers = _values(found, columns.debtor, columns.delivery_debtor)
        debtors = await self._read_by_key(names.debtor, "CONTACT", DEBTOR, payers, book_date)
        places = _values(found, columns.delivery_address)
        addresses = await self._read_by_key(names.address, "DEL_ADDR", ADDRESS, places, book_date)
        articles = await self._articles(found, book_date)
        rates = await self._vat_rates(book_date) if self._settings.reading.vat_rates == "article" else {}
        return [self._document(sold, debtors, addresses, articles, rates) for sold in found]

    def _document(
        self, sold: Sold, debtors: _Rows, addresses: _Rows, articles: _Rows, rates: Mapping[str, Decimal]
    ) -> dict[str, Any]:
        columns, line = self._place.columns, self._place.line_columns
        debtor = debtors.get(text_of(sold.header, columns.debtor).upper(), {})
        own = {code: articles[code] for row in sold.lines if (code := text_of(row, line.sku).upper()) in articles}
        codes = [text_of(row, line.vat_code) for row in sold.lines if line.vat_code]
        codes += [text_of(article, self._settings.reading.article_vat_code_column) for article in own.values()]
        return {
            "order": dict(sold.header),
            "lines": [dict(row) for row in sold.lines],
            "debtor": debtor,
            "delivery_debtor": debtors.get(text_of(sold.header, columns.delivery_debtor or "").upper(), {}),
            "delivery_address": addresses.get(text_of(sold.header, columns.delivery_address or "").upper(), {}),
            "articles": own,
            "vat_rates": {code: rates[code] for code in sorted({*codes, text_of(debtor, "VAT_CODE")}) if code in rates},
        }

    async def _articles(self, found: Sequence[Sold], book_date: date | None) -> dict[str, dict[str, Any]]:
        """Descriptions and VAT codes of the articles on the lines, where the lines do not tell both themselves."""
        line = self._place.line_columns
        if line.vat_code is not None and line.description is not None:
            return {}
        reading = self._settings.reading
        codes = [text_of(row, line.sku) for sold in found for row in sold.lines]
        columns = ("ART_CODE", "ART_DESC1", reading.article_vat_code_column)
        return await self._read_by_key(self._settings.objects.article, "ARTICLE", columns, codes, book_date)

    async def _read_by_key(
        self, business_object: str, table: str, columns: Sequence[str], keys: Iterable[str], book_date: date | None
    ) -> dict[str, dict[str, Any]]:
        """Rows by their key in capitals, the first of the columns; those that exist."""
        settings = self._settings
        wanted = sorted({key.upper() for key in keys if key})
        fields = once([*columns, self._client.key_column(table)])

        def query_of(some: Sequence[str]) -> Query:
            filters = tuple(Filter(columns[0], key) for key in some)
            return Query(business_object, fields, filters, match_any=len(filters) > 1, book_date=book_date)

        found: dict[str, dict[str, Any]] = {}
        most, longest, size = settings.most_filters, settings.longest_query, settings.page_size
        for query in batches(wanted, query_of, most=most, longest=longest, page_size=size):
            for row in await self._rows(query, table):
                found[text_of(row, columns[0]).upper()] = {column: row.get(column.upper()) for column in columns}
        return {key: found[key] for key in wanted if key in found}

    async def _vat_rates(self, book_date: date | None) -> dict[str, Decimal]:
        """The percentage of every VAT code; remembered for a while."""
        reading = self._settings.reading
        if time.monotonic() - self._rates_read > reading.vat_codes_remembered.total_seconds():
            columns = once(["VAT_CODE", "VAT_PCT", self._client.key_column("VAT")])
            rows = await self._rows(Query(self._settings.objects.vat, columns, book_date=book_date), "VAT")
            rates = {text_of(row, "VAT_CODE").upper(): number_of(row, "VAT_PCT") for row in rows}
            self._rates = {code: rate for code, rate in rates.items() if rate is not None}
            self._rates_read = time.monotonic()
        return self._rates

    async def _rows(self, query: Query, table: str) -> list[Row]:
        return [row async for answer in self._client.pages(query, table) for row in answer.rows(table) or ()]


def _values(found: Sequence[Sold], *columns: str | None) -> list[str]:
    return [text_of(sold.header, column) for sold in found for column in columns if column]
