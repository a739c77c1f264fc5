"""Reads tables of master data, such as debtors and articles: rows that changed since a moment, or that have a number.

They stand in today's administration alone: what is changed in last year's does not come over to this one. A row that
lacks a column which was asked for stops the flow, since what is not there must not read as empty.
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
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
from words.told import Told

_MANY: Final = 10
"""A table that was not read to its end in so many calls is taken to have this many times as many pages."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is read: the object that shows it, its columns that are asked for, and that of its stamp.

    ``modified`` is empty where no column tells when a row changed; such a table is only read whole.
    """

    object: str
    name: str
    columns: tuple[str, ...]
    modified: str


@dataclass(frozen=True, slots=True)
class Found:
    """Some records, the stamps by which they were found, and the last key of the page that told of them."""

    rows: Sequence[Row]
    stamps: Sequence[datetime]
    last: str


class MasterDataReader:
    """Reads tables of one connection. Raises what the client raises, and Barred where a column is not there.

    ``cure`` tells what to do about a column of a table that is not there.
    """

    def __init__(
        self, client: AccountViewClient, settings: AccountViewConnection, cure: Callable[[str, str], Told]
    ) -> None:
        self.shown = Shown(client, settings)
        self._client = client
        self._settings = settings
        self._cure = cure
        self._most_pages: dict[str, int] = {}

    def key_column(self, table: str) -> str:
        """The column by which a table is paged: all that is read page by page must have it."""
        return self._client.key_column(table)

    async def changed(self, table: Table, start: datetime | None, after: str | None = None) -> AsyncIterator[Found]:
        """Rows stamped ``start`` or later, or all of them, in the order of their key; page by page."""
        await self.require(table)
        query, key = Query(table.object, table.columns, _since(table, start)), self.key_column(table.name)
        async for rows in self._pages(query, table.name, after):
            changed = [row for row in rows if _is_since(row, table, start)]
            stamps = [stamp for row in changed if (stamp := stamp_of(row.get(table.modified))) is not None]
            yield Found(changed, stamps, text_of(rows[-1], key) if rows else "")

    async def count(self, table: Table, start: datetime | None) -> int:
        """How many rows are stamped ``start`` or later, or there are."""
        query = Query(table.object, once([self.key_column(table.name), table.modified]), _since(table, start))
        return sum(
            [
                sum(_is_since(row, table, start) for row in answer.rows(table.name) or ())
                async for answer in self._client.pages(query, table.name)
            ]
        )

    async def numbered(self, table: Table, column: str, numbers: Iterable[str]) -> list[Row]:
        """Rows with one of these values in a column that AccountView keeps in capitals; many in one call."""
        await self.require(table)
        settings, wanted = self._settings, {number.upper() for number in numbers if number}

        def query_of(some: Sequence[str]) -> Query:
            filters = tuple(Filter(column, number) for number in some)
            return Query(table.object, table.columns, filters, match_any=len(filters) > 1)

        most, longest, size = settings.most_filters, settings.longest_query, settings.page_size
        queries = list(batches(sorted(wanted), query_of, most=most, longest=longest, page_size=size))
        found = await self._among_all(table, len(queries))
        if found is None:
            found = [row for query in queries async for rows in self._pages(query, table.name) for row in rows]
        return [row for row in found if text_of(row, column).upper() in wanted]

    async def require(self, table: Table) -> None:
        """Raise Barred for the flow where the table has not all of these columns, as far as that is shown."""
        await self.shown.require(table.name, table.columns, partial(self._cure, table.name))

    async def _among_all(self, table: Table, calls: int) -> list[Row] | None:
        """All rows of a table, where it takes fewer calls to read it whole than so many; None where it does not.

        How many pages it has is remembered from the last time: of many customers, few have another delivery address.
        """
        if self._most_pages.get(table.name, 1) >= calls:
            return None
        found: list[Row] = []
        pages = 0
        async for rows in self._pages(Query(table.object, table.columns), table.name):
            found += rows
            pages += 1
            if pages == calls and len(rows) == self._settings.page_size:
                self._most_pages[table.name] = _MANY * calls
                return None
        self._most_pages[table.name] = pages
        return found

    async def _pages(self, query: Query, table: str, after: str | None = None) -> AsyncIterator[Sequence[Row]]:
        """The rows of a query, page by page. Raises Barred where a row lacks a column that was asked for."""
        async for answer in self._client.pages(query, table, after):
            rows = answer.rows(table) or ()
            for row in rows:
                self._refuse_gone(table, row, query.fields)
            yield rows

    def _refuse_gone(self, table: str, row: Row, columns: Sequence[str]) -> None:
        missing = [column for column in columns if column not in row]
        if missing:
            raise column_gone(table, missing[0], row.keys(), partial(self._cure, table))


def as_dict(row: Row, columns: Collection[str]) -> dict[str, Any]:
    """A row as it stands in a document: the columns that were asked for."""
    return {column: row[column] for column in columns}


def _since(table: Table, start: datetime | None) -> tuple[Filter, ...]:
    return () if start is None else (Filter(table.modified, start, Operator.ON_OR_AFTER),)


def _is_since(row: Mapping[str, Any], table: Table, start: datetime | None) -> bool:
    """Whether it changed then: AccountView may look at the day only, and finds what was read before."""
    stamp = stamp_of(row.get(table.modified))
    return start is None or stamp is None or stamp >= start
