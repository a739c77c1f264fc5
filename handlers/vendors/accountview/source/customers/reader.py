"""Reads debtors and delivery addresses: those that changed since a moment, or that have a number; many in one call.

Both stand in today's administration alone: what is changed in last year's does not come over to this one.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.protocol import Filter, Operator, Query, batches, stamp_of, text_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.shown import Shown, column_gone
from handlers.vendors.accountview.source.changes import once
from handlers.vendors.accountview.source.reader import ADDRESS
from handlers.vendors.accountview.source.reader import DEBTOR as OF_AN_ORDER
from words.told import Told

DEBTOR: Final = (
    *OF_AN_ORDER, "MC_MAILB", "MAIN_PP", "ADMIN_CONT", "ADMIN_PP", "WWW_URL", "IBAN_NR", "BNK_CODE1", "BANK_AC_N1",
    "DD_ACT", "CRED_LIM", "ACCT_NR", "APX_LIST", "REC_BLK", "BLK_SP",
)  # fmt: skip
"""The columns of CONTACT that a customer is read from."""

SETTING: Final = "reading.customers.leave_out"
"""The setting of the connection that leaves columns out."""

_MANY: Final = 10
"""A table that was not read to its end in so many calls is taken to have this many times as many pages."""


def customer_columns(settings: AccountViewConnection) -> Mapping[str, tuple[str, ...]]:
    """The columns that customers are read from, by table, beside those of stamps; without those left out."""
    read = settings.reading.customers
    left_out = {_place(column) for column in read.leave_out}
    tables = {"CONTACT": DEBTOR, **({"DEL_ADDR": ADDRESS} if read.addresses else {})}
    return {
        table: tuple(column for column in columns if f"{table}.{column}" not in left_out)
        for table, columns in tables.items()
    }


@dataclass(frozen=True, slots=True)
class Found:
    """Some debtors, the stamps by which they were found, and the last key of the page that told of them."""

    debtors: Sequence[Row]
    stamps: Sequence[datetime]
    last: str


class CustomerReader:
    """Reads one connection's customers. Raises what the client raises, and Barred where a column is not there.

    ``also`` are further columns of CONTACT that are read, since a flow chooses by them.
    """

    def __init__(self, client: AccountViewClient, settings: AccountViewConnection, also: Iterable[str] = ()) -> None:
        self._client = client
        self._settings = settings
        self._shown = Shown(client, settings)
        self._most_pages: dict[str, int] = {}
        read = settings.reading.customers
        columns = customer_columns(settings)
        self._debtor = once([client.key_column("CONTACT"), "SUB_NR", *columns["CONTACT"], read.modified, *also])
        own = ("SUB_NR", *columns.get("DEL_ADDR", ()), read.address_modified)
        self._address = once([client.key_column("DEL_ADDR"), *own])

    async def changed(self, start: datetime | None, after: str | None = None) -> AsyncIterator[Found]:
        """Debtors stamped ``start`` or later, or all of them, in the order of their key; page by page."""
        modified = self._settings.reading.customers.modified
        await self._require("CONTACT", self._debtor)
        query = Query(self._settings.objects.debtor, self._debtor, _since(modified, start))
        async for rows in self._pages(query, "CONTACT", after):
            changed = [row for row in rows if _is_since(row, modified, start)]
            yield Found(changed, _stamps(changed, modified), self._key(rows, "CONTACT"))

    async def with_changed_addresses(self, start: datetime, after: str | None = None) -> AsyncIterator[Found]:
        """Debtors of whom a delivery address is stamped ``start`` or later, in the order of the addresses' key."""
        modified = self._settings.reading.customers.address_modified or ""
        await self._require("DEL_ADDR", self._address)
        query = Query(self._settings.objects.address, self._address, _since(modified, start))
        async for rows in self._pages(query, "DEL_ADDR", after):
            changed = [row for row in rows if _is_since(row, modified, start)]
            debtors = await self.numbered([text_of(row, "SUB_NR") for row in changed])
            yield Found(debtors, _stamps(changed, modified), self._key(rows, "DEL_ADDR"))

    async def numbered(self, numbers: Iterable[str]) -> list[Row]:
        """The debtors with these numbers; an address may be of a relation that is none."""
        await self._require("CONTACT", self._debtor)
        return await self._by_number(self._settings.objects.debtor, "CONTACT", self._debtor, numbers)

    async def documents(self, debtors: Sequence[Row]) -> list[dict[str, Any]]:
        """The debtors as documents, with all their delivery addresses where these are read."""
        if not self._settings.reading.customers.addresses:
            return [{"debtor": self._as_dict(row, self._debtor)} for row in debtors]
        await self._require("DEL_ADDR", self._address)
        numbers = [text_of(row, "SUB_NR") for row in debtors]
        own: dict[str, list[dict[str, Any]]] = {}
        for row in await self._by_number(self._settings.objects.address, "DEL_ADDR", self._address, numbers):
            own.setdefault(text_of(row, "SUB_NR").upper(), []).append(self._as_dict(row, self._address))
        return [
            {"debtor": self._as_dict(row, self._debtor), "addresses": own.get(text_of(row, "SUB_NR").upper(), [])}
            for row in debtors
        ]

    async def count(self, start: datetime | None) -> int:
        """How many debtors are stamped ``start`` or later, or there are."""
        modified = self._settings.reading.customers.modified
        fields = once([self._client.key_column("CONTACT"), modified])
        query = Query(self._settings.objects.debtor, fields, _since(modified, start))
        return sum(
            [
                sum(_is_since(row, modified, start) for row in answer.rows("CONTACT") or ())
                async for answer in self._client.pages(query, "CONTACT")
            ]
        )

    async def _by_number(
        self, business_object: str, table: str, columns: Sequence[str], numbers: Iterable[str]
    ) -> list[Row]:
        """Rows of these debtors, many debtors in one call; AccountView keeps their numbers in capitals."""
        settings, wanted = self._settings, {number.upper() for number in numbers if number}

        def query_of(some: Sequence[str]) -> Query:
            filters = tuple(Filter("SUB_NR", number) for number in some)
            return Query(business_object, tuple(columns), filters, match_any=len(filters) > 1)

        most, longest, size = settings.most_filters, settings.longest_query, settings.page_size
        queries = list(batches(sorted(wanted), query_of, most=most, longest=longest, page_size=size))
        found = await self._among_all(Query(business_object, tuple(columns)), table, len(queries))
        if found is None:
            found = [row for query in queries async for rows in self._pages(query, table) for row in rows]
        return [row for row in found if text_of(row, "SUB_NR").upper() in wanted]

    async def _among_all(self, query: Query, table: str, calls: int) -> list[Row] | None:
        """All rows of a table, where it takes fewer calls to read it whole than so many; None where it does not.

        How many pages it has is remembered from the last time: of many customers, few have another delivery address.
        """
        if self._most_pages.get(table, 1) >= calls:
            return None
        found: list[Row] = []
        pages = 0
        async for rows in self._pages(query, table):
            found += rows
            pages += 1
            if pages == calls and len(rows) == self._settings.page_size:
                self._most_pages[table] = _MANY * calls
                return None
        self._most_pages[table] = pages
        return found

    async def _pages(self, query: Query, table: str, after: str | None = None) -> AsyncIterator[Sequence[Row]]:
        """The rows of a query, page by page. Raises Barred where a row lacks a column that was asked for."""
        async for answer in self._client.pages(query, table, after):
            rows = answer.rows(table) or ()
            for row in rows:
                _refuse_gone(table, row, query.fields)
            yield rows

    async def _require(self, table: str, columns: Collection[str]) -> None:
        await self._shown.require(table, columns, partial(_leave_out, table))

    def _key(self, rows: Sequence[Row], table: str) -> str:
        return text_of(rows[-1], self._client.key_column(table)) if rows else ""

    @staticmethod
    def _as_dict(row: Row, columns: Sequence[str]) -> dict[str, Any]:
        return {column: row[column] for column in columns}


def _since(modified: str, start: datetime | None) -> tuple[Filter, ...]:
    return () if start is None else (Filter(modified, start, Operator.ON_OR_AFTER),)


def _is_since(row: Row, modified: str, start: datetime | None) -> bool:
    """Whether it changed then: AccountView may look at the day only, and finds what was read before."""
    stamp = stamp_of(row.get(modified.upper()))
    return start is None or stamp is None or stamp >= start


def _stamps(rows: Iterable[Mapping[str, Any]], modified: str) -> list[datetime]:
    return [stamp for row in rows if (stamp := stamp_of(row.get(modified.upper()))) is not None]


def _refuse_gone(table: str, row: Row, columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in row]
    if missing:
        raise column_gone(table, missing[0], row.keys(), partial(_leave_out, table))


def _leave_out(table: str, column: str) -> Told:
    named = column if table == "CONTACT" else f"{table}.{column}"
    return Told("accountview.leave_column_out", column=named, setting=SETTING)


def _place(column: str) -> str:
    """A column with its table; a bare one is of debtors."""
    return column if "." in column else f"CONTACT.{column}"
