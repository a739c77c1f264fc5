"""Fetches orders or invoices with all that belongs to them: lines, debtors, addresses, articles and VAT rates.

Many records in one call, never one call an order.
"""

import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.places import Place
from handlers.vendors.accountview.protocol import Answer, Filter, Operator, Query, batches, number_of, text_of
from handlers.vendors.accountview.protocol.answers import Row, lines_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.stamps import stamp_of
from relay.errors import Barred

DEBTOR: Final = (
    "SUB_NR", "ACCT_NAME", "MAIN_CONT", "ST_STREET", "ST_NR", "ST_EXTRA", "ST_PROP", "ST_REGION", "ADDRESS1",
    "POST_CODE", "CITY", "CNT_CODE", "PO_BOX", "PO_CODE", "PO_CITY", "MAIL_BUS", "TEL_BUS", "TEL_MOB", "VAT_NR",
    "VAT_CODE", "COC_CODE", "DISC_CODE", "CUR_CODE", "LNG_CODE",
)  # fmt: skip
"""The columns of CONTACT that an order needs."""
ADDRESS: Final = ("REC_ID", "DEL_NAME", "ADDRESS1", "POST_CODE", "CITY", "CNT_CODE")

Wanted = Mapping[str, Sequence[str]]
"""The values that a column of the header may have, by our words or AccountView's own names."""

_Rows = Mapping[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sold:
    """One order or invoice as it was read: header and lines, with the columns that were asked for."""

    header: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    newest: datetime | None


class OrderReader:
    """Reads one kind of document. Raises Transient, Permanent, and NoSuchYear where a year has no administration."""

    def __init__(
        self,
        client: AccountViewClient,
        settings: AccountViewConnection,
        place: Place,
        wanted: Wanted,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._settings = settings
        self._place = place
        words = dict(place.columns)
        self._wanted = {str(words.get(word) or word).upper(): tuple(values) for word, values in wanted.items()}
        self._header = _once([*words.values(), *self._wanted])
        self._lines = _once([column for _, column in place.line_columns])
        self._clock = clock
        self._rates: dict[str, Decimal] = {}
        self._rates_read = float("-inf")

    async def changed(self, start: datetime, book_date: date | None) -> AsyncIterator[list[Sold]]:
        """Documents of one administration that are stamped ``start`` or later, or a line of which is; by their key."""
        place = self._place
        filters = [Filter(f"{place.table}.{place.columns.modified}", start, Operator.ON_OR_AFTER)]
        if place.line_columns.modified is not None:
            stamp = f"{place.line_table}.{place.line_columns.modified}"
            filters.append(Filter(stamp, start, Operator.ON_OR_AFTER))
        async for answer in self._client.pages(self._query(tuple(filters), book_date, any_of=True), place.table):
            # AccountView may look at the day only, and then finds what was read before, poll after poll.
            yield [sold for sold in self._sold(answer) if sold.newest is None or sold.newest >= start]

    async def numbered(self, number: str, book_date: date | None) -> list[Sold]:
        """The documents of one administration that have this number."""
        query = self._query((Filter(f"{self._place.table}.{self._place.number}", number),), book_date)
        found = [sold async for answer in self._client.pages(query, self._place.table) for sold in self._sold(answer)]
        return [sold for sold in found if text_of(sold.header, self._place.number).upper() == number.upper()]

    def is_wanted(self, sold: Sold) -> bool:
        """Whether the flow's filter lets it through."""
        return all(
            text_of(sold.header, column).casefold() in {value.strip().casefold() for value in values}
            for column, values in self._wanted.items()
        )

    def unnamed(self, sold: Sold) -> str | None:
        """Why a document cannot be carried at all, in a sentence; None where it has the number that names it."""
        if text_of(sold.header, self._place.number):
            return None
        day = stamp_of(sold.header.get(self._place.columns.ordered_on))
        dated = f" of {day:%Y-%m-%d}" if day else ""
        return f"{self._place.table}: a document{dated} is left out, since its {self._place.number} is empty"

    async def documents(self, found: Sequence[Sold], book_date: date | None) -> list[dict[str, Any]]:
        """The documents with all that belongs to them."""
        columns, names = self._place.columns, self._settings.objects
        payers = _values(found, columns.debtor, columns.delivery_debtor)
        debtors = await self._by_key(names.debtor, "CONTACT", DEBTOR, payers, book_date)
        places = _values(found, columns.delivery_address)
        addresses = await self._by_key(names.address, "DEL_ADDR", ADDRESS, places, book_date)
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

    def _query(self, filters: tuple[Filter, ...], book_date: date | None, *, any_of: bool = False) -> Query:
        place = self._place
        header = _once([self._client.key_column(place.table), *self._header])
        fields = (
            *(f"{place.table}.{column}" for column in header),
            *(f"{place.line_table}.{column}" for column in self._lines),
        )
        return Query(place.object, fields, filters, match_any=any_of and len(filters) > 1, book_date=book_date)

    def _sold(self, answer: Answer) -> Iterable[Sold]:
        place = self._place
        headers = answer.rows(place.table) or ()
        rows = answer.rows(place.line_table)
        for header in headers:
            own = lines_of(header, rows, place.table, alone=len(headers) == 1)
            if own is None:
                raise Barred(
                    f"the answer of {place.object} does not show which lines of {place.line_table} belong to which "
                    f"{place.table}; check the tables that the connection names, or set page_size: 1"
                )
            stamps = [header.get(place.columns.modified)]
            stamps += [line.get(place.line_columns.modified or "") for line in own]
            newest = max((stamp for stamp in map(stamp_of, stamps) if stamp), default=None)
            lines = [{column: line.get(column) for column in self._lines} for line in own]
            yield Sold({column: header.get(column) for column in self._header}, lines, newest)

    async def _articles(self, found: Sequence[Sold], book_date: date | None) -> dict[str, dict[str, Any]]:
        """Descriptions and VAT codes of the articles on the lines, where the lines do not tell both themselves."""
        line = self._place.line_columns
        if line.vat_code is not None and line.description is not None:
            return {}
        reading = self._settings.reading
        codes = [text_of(row, line.sku) for sold in found for row in sold.lines]
        columns = ("ART_CODE", "ART_DESC1", reading.article_vat_code_column)
        return await self._by_key(self._settings.objects.article, "ARTICLE", columns, codes, book_date)

    async def _by_key(
        self, business_object: str, table: str, columns: Sequence[str], keys: Iterable[str], book_date: date | None
    ) -> dict[str, dict[str, Any]]:
        """Rows by their key in capitals, the first of the columns; those that exist."""
        settings = self._settings
        wanted = sorted({key.upper() for key in keys if key})
        fields = _once([*columns, self._client.key_column(table)])

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
        if self._clock() - self._rates_read > reading.vat_codes_remembered.total_seconds():
            columns = _once(["VAT_CODE", "VAT_PCT", self._client.key_column("VAT")])
            rows = await self._rows(Query(self._settings.objects.vat, columns, book_date=book_date), "VAT")
            rates = {text_of(row, "VAT_CODE").upper(): number_of(row, "VAT_PCT") for row in rows}
            self._rates = {code: rate for code, rate in rates.items() if rate is not None}
            self._rates_read = self._clock()
        return self._rates

    async def _rows(self, query: Query, table: str) -> list[Row]:
        return [row async for answer in self._client.pages(query, table) for row in answer.rows(table) or ()]


def _once(columns: Iterable[str | None]) -> tuple[str, ...]:
    """Each column once, in capitals as answers have them."""
    return tuple(dict.fromkeys(column.upper() for column in columns if column))


def _values(found: Sequence[Sold], *columns: str | None) -> list[str]:
    return [text_of(sold.header, column) for sold in found for column in columns if column]
