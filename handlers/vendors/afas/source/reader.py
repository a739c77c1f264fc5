"""Fetches orders or invoices with their lines from two connectors: the lines of many documents in one call."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import QUERY_LIMIT, Filter, any_of, batches, both, page_query
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.belonging import Belonging
from handlers.vendors.afas.source.changes import ChangedRows, Changes, longest_query, read_by_number, read_changes
from handlers.vendors.afas.source.rows import (
    Wanted,
    columns_wanted,
    is_since,
    is_wanted,
    number_of,
    part_by_number,
)
from handlers.vendors.afas.source.settings import AfasDocuments
from relay.errors import Transient
from words.told import Told

MOST_LINES = 1000
"""A canonical order has no more; a document with more is read up to one line above it, and then held as too long."""

_READINGS = 3
"""How often a document is read while it changes."""


@dataclass(frozen=True, slots=True)
class RowsInOrder:
    """Some rows in the order of their number, the ``last`` number that was read, and what was passed over.

    ``elsewhere`` counts rows of another administration.
    """

    rows: Sequence[Row]
    last: str
    left_out: Sequence[Told]
    elsewhere: int = 0


class DocumentReader:
    """Reads rows; which of them make a document is decided by the source. Raises Transient or Permanent.

    ``also`` are further columns that rows must have, and ``pushed`` is what AFAS is asked to select besides.
    """

    def __init__(
        self,
        client: AfasClient,
        settings: AfasConnection,
        documents: AfasDocuments,
        wanted: Wanted,
        *,
        also: Sequence[str] = (),
        pushed: Filter | None = None,
    ) -> None:
        self._client = client
        self._settings = settings
        self._documents = documents
        self._wanted = columns_wanted(documents.columns, wanted, settings.administration)
        self._also = tuple(also)
        self._pushed = pushed or Filter()
        lines = documents.line_columns
        take = max(settings.page_size, MOST_LINES + 1)
        self._lines = Belonging(
            documents.line_connector, lines.link, lines.sequence, take, expected=tuple(lines.expected)
        )

    async def read_changed(self, start: datetime) -> AsyncIterator[ChangedRows]:
        """Rows of wanted documents stamped ``start`` or later."""
        columns = self._documents.columns
        async for page in read_changes(self._client, self._document_changes(), start):
            wanted = [row for row in page.rows if self._is_wanted(row)]
            named, unnamed = part_by_number(self._documents.connector, columns.number, wanted)
            yield ChangedRows(named, page.complete_to, (*page.left_out, *unnamed))

    async def read_with_changed_lines(self, start: datetime) -> AsyncIterator[ChangedRows]:
        """Rows of wanted documents stamped before ``start`` that have a line stamped then or later."""
        columns = self._documents.line_columns
        if columns.modified is None:
            return
        seen: set[str] = set()
        changes = self._changes(self._documents.line_connector, columns.modified, columns.link, Filter())
        async for page in read_changes(self._client, changes, start):
            named, unnamed = part_by_number(self._documents.line_connector, columns.link, page.rows)
            numbers = {number_of(row, columns.link) for row in named} - seen
            seen |= numbers
            rows = await self.read_numbered(sorted(numbers))
            wanted = [row for row in rows if self._is_wanted(row) and not self._is_stamped(row, start)]
            yield ChangedRows(wanted, page.complete_to, (*page.left_out, *unnamed))

    async def read_in_order(self, after: str | None, start: datetime | None) -> AsyncIterator[RowsInOrder]:
        """Rows of wanted documents with a number after this one, in its order; with ``start`` those stamped since."""
        columns = self._documents.columns
        async for rows in read_by_number(self._client, self._document_changes(), after, start):
            wanted = [row for row in rows if self._is_wanted(row)]
            named, unnamed = part_by_number(self._documents.connector, columns.number, wanted)
            yield RowsInOrder(named, str(rows[-1].get(columns.number)), unnamed)

    async def read_lines_in_order(self, after: str | None, start: datetime) -> AsyncIterator[RowsInOrder]:
        """Rows of wanted documents that :meth:`read_in_order` does not bring, since only a line is stamped so."""
        columns = self._documents.line_columns
        if columns.modified is None:
            return
        changes = self._changes(self._documents.line_connector, columns.modified, columns.link, Filter())
        async for lines in read_by_number(self._client, changes, after, start):
            named, unnamed = part_by_number(self._documents.line_connector, columns.link, lines)
            rows = await self.read_numbered(sorted({number_of(row, columns.link) for row in named}))
            wanted = [row for row in rows if self._is_wanted(row) and not self._is_stamped(row, start)]
            yield RowsInOrder(wanted, str(lines[-1].get(columns.link)), unnamed)

    async def read_numbered(self, numbers: Sequence[str]) -> list[Row]:
        """The rows of these documents, those that exist; wanted or not."""
        column = self._documents.columns.number
        found: list[Row] = []
        for batch in batches(numbers, lambda some: self._query(column, some)):
            rows = await self._client.rows(self._documents.connector, self._query(column, batch))
            found += [row for row in rows if number_of(row, column) in batch]
        return found

    async def lines(self, numbers: Sequence[str]) -> dict[str, list[Row]]:
        """The lines of these documents, in order of their sequence."""
        return await self._lines.of_each(self._client, numbers)

    async def complete(self, rows: Sequence[Row], lately: datetime, *, wanted: bool) -> list[dict[str, object]]:
        """The rows with their lines as documents, both of one moment; what is no longer ``wanted`` is left out.

        They are two calls, between which somebody may change a document: its totals would be those of other lines. So
        the row of one that is stamped ``lately`` or later is read again after its lines, until it is the same. Raises
        Transient where one changes all the while.
        """
        column = self._documents.columns.number
        lines = await self.lines(self.numbers(rows))
        unsure = [row for row in rows if self._is_stamped(row, lately) or self._has_line(row, lines, lately)]
        for _ in range(_READINGS):
            again = {number_of(row, column): row for row in await self.read_numbered(self.numbers(unsure))}
            torn = [row for row in unsure if (number := number_of(row, column)) and row != again.get(number)]
            if not torn:
                return self.documents(rows, lines)
            moved = {number: again[number] for number in self.numbers(torn) if number in again}
            gone = set(self.numbers(torn)) - moved.keys()
            rows = [moved.get(number, row) for row in rows if (number := number_of(row, column)) not in gone]
            rows = [row for row in rows if not wanted or self._is_wanted(row)]
            unsure = [row for row in rows if number_of(row, column) in moved]
            lines |= await self.lines(self.numbers(unsure))
        raise Transient(Told("afas.document_changes"), burns_try=False)

    def _has_line(self, row: Row, lines: Mapping[str, list[Row]], lately: datetime) -> bool:
        """Whether one of its lines is stamped ``lately`` or later."""
        own = lines.get(number_of(row, self._documents.columns.number), ())
        column = self._documents.line_columns.modified
        return column is not None and any(is_since(line, column, lately) for line in own)

    def documents(self, rows: Sequence[Row], lines: Mapping[str, list[Row]]) -> list[dict[str, object]]:
        """The rows with their lines as documents."""
        column = self._documents.columns.number
        return [{"order": row, "lines": lines.get(number_of(row, column), [])} for row in rows]

    def numbers(self, rows: Sequence[Row]) -> list[str]:
        """The numbers of documents, without those of rows that have none."""
        return [number for row in rows if (number := number_of(row, self._documents.columns.number))]

    def _query(self, column: str, numbers: Sequence[str]) -> str:
        return page_query(any_of(column, numbers), [column], take=self._lines.take)

    def _document_changes(self) -> Changes:
        columns = self._documents.columns
        changes = self._changes(self._documents.connector, columns.modified, columns.number, self._filter())
        return replace(changes, columns=(*columns.expected, *self._wanted, *self._also))

    def _changes(self, connector: str, modified: str, number: str, where: Filter) -> Changes:
        return Changes(connector, modified, number, where, self._settings.page_size)

    def _filter(self) -> Filter:
        """What is wanted, as AFAS can select it; less of it where that makes too long a query: we select again."""
        where = Filter()
        for column, values in self._wanted.items():
            where = both(where, any_of(column, values))
        columns = self._documents.columns
        for chosen in (both(where, self._pushed), where):
            changes = self._changes(self._documents.connector, columns.modified, columns.number, chosen)
            if longest_query(changes) <= QUERY_LIMIT:
                return chosen
        return Filter()

    def _is_stamped(self, row: Row, start: datetime) -> bool:
        """Whether the document is among the changed ones anyway; one with an unreadable stamp is not."""
        return is_since(row, self._documents.columns.modified, start)

    def _is_wanted(self, row: Row) -> bool:
        return is_wanted(row, self._wanted)
