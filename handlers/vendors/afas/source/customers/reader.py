"""Fetches customers from the connectors they stand in: whichever shows a change, each customer is read whole.

Whatever belongs to the customers of a page comes by look-ups for many of them at once, never by one for each.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import QUERY_LIMIT, Filter, any_of, batches, both, page_query
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.belonging import Belonging
from handlers.vendors.afas.source.changes import ChangedRows, Changes, longest_query, read_by_number, read_changes
from handlers.vendors.afas.source.columns import Columns
from handlers.vendors.afas.source.customers.parts import DEBTORS
from handlers.vendors.afas.source.customers.settings import AfasCustomers
from handlers.vendors.afas.source.part import Part
from handlers.vendors.afas.source.reader import RowsInOrder
from handlers.vendors.afas.source.rows import (
    Wanted,
    columns_wanted,
    is_elsewhere,
    is_since,
    is_wanted,
    number_of,
    only_read,
    part_by_number,
)
from handlers.vendors.afas.source.shown_columns import ShownColumns
from words.told import Told

_ENOUGH: Final = 1000
"""Rows a page of what belongs to customers: more than any of them has, with contacts of all kinds."""


class CustomerReader:
    """Reads rows; which of them make a customer is decided here, and what they say elsewhere.

    Raises Transient or Permanent, among them Barred where a connector lacks a column that it had.
    """

    def __init__(
        self,
        client: AfasClient,
        settings: AfasConnection,
        wanted: Wanted,
        *,
        also: Sequence[str] = (),
        pushed: Filter | None = None,
    ) -> None:
        self._client = client
        self._page_size = settings.page_size
        self._take = max(settings.page_size, _ENOUGH)
        self._customers: AfasCustomers = settings.customers
        self._columns = self._customers.columns
        self._administration = settings.administration
        self._wanted = columns_wanted(self._columns, wanted)
        self._shown = ShownColumns(self._customers.read_columns)
        self._also = tuple(also)
        self._pushed = pushed or Filter()
        self._expected = (*self._columns.expected, *self._wanted, *self._also)

    async def read_changed(self, part: Part, start: datetime) -> AsyncIterator[ChangedRows]:
        """Rows of wanted sales relations to which rows of the part lead that are stamped ``start`` or later."""
        seen: set[str] = set()
        async for page in read_changes(self._client, self._changes(part), start):
            rows, left_out, elsewhere = await self._relations(part, page.rows, seen)
            yield ChangedRows(rows, page.complete_to, (*page.left_out, *left_out), elsewhere)

    async def read_in_order(self, part: Part, after: str | None, start: datetime | None) -> AsyncIterator[RowsInOrder]:
        """The same in the order of the part's key, after one of these; without ``start`` of all rows.

        Of a part that leads to sales relations, those are left out that the sales relations' own part brings.
        """
        seen: set[str] = set()
        async for page in read_by_number(self._client, self._changes(part), after, start):
            rows, left_out, elsewhere = await self._relations(part, page, seen)
            if part.name != DEBTORS and start is not None:
                rows = [row for row in rows if not is_since(row, self._columns.modified, start)]
            yield RowsInOrder(rows, str(page[-1].get(part.key)), left_out, elsewhere)

    async def read_numbered(self, numbers: Sequence[str]) -> list[Row]:
        """The rows of these sales relations, those that exist in this administration; wanted or not."""
        found = await self._find(self._columns.number, numbers)
        return [row for row in found if not self._is_elsewhere(row)]

    async def documents(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The sales relations with all that belongs to them.

        A part that no connector is read for is left out of a document. So is the address that a sales relation names
        where nothing shows it: that says nothing of it.
        """
        addresses = await self._addresses(rows)
        deliveries = await self._deliveries(rows)
        contacts = await self._contacts(rows)
        return [self._document(row, addresses, deliveries, contacts) for row in rows]

    def _document(
        self,
        row: Row,
        addresses: Mapping[str, Row],
        deliveries: Mapping[str, list[Row]] | None,
        contacts: Mapping[str, list[Row]] | None,
    ) -> dict[str, Any]:
        document: dict[str, Any] = {"debtor": only_read(self._columns, row, self._also)}
        if self._columns.address is not None and (found := addresses.get(number_of(row, self._columns.address))):
            document["address"] = found
        if deliveries is not None:
            document["delivery_addresses"] = deliveries.get(number_of(row, self._columns.number), [])
        if contacts is not None and self._columns.party is not None:
            document["contacts"] = contacts.get(number_of(row, self._columns.party), [])
        return document

    async def _addresses(self, rows: Sequence[Row]) -> dict[str, Row]:
        """The visiting addresses by their number."""
        visiting, column = self._customers.addresses, self._columns.address
        if visiting is None or column is None:
            return {}
        number, expected = visiting.columns.number, tuple(visiting.columns.expected)
        asked = self._ask(visiting.connector, number, _values(rows, column), expected)
        return {
            number_of(row, number): only_read(visiting.columns, row) async for _, found, _ in asked for row in found
        }

    async def _deliveries(self, rows: Sequence[Row]) -> dict[str, list[Row]] | None:
        delivery = self._customers.delivery_addresses
        if delivery is None:
            return None
        columns = delivery.columns
        belonging = Belonging(delivery.connector, columns.debtor, columns.number, self._take, tuple(columns.expected))
        return await self._of_each(belonging, columns, _values(rows, self._columns.number))

    async def _contacts(self, rows: Sequence[Row]) -> dict[str, list[Row]] | None:
        contacts, party = self._customers.contacts, self._columns.party
        if contacts is None or party is None:
            return None
        columns, link = contacts.columns, contacts.columns.organisation
        belonging = Belonging(contacts.connector, link, columns.number, self._take, tuple(columns.expected))
        return await self._of_each(belonging, columns, _values(rows, party))

    async def _of_each(
        self, belonging: Belonging, columns: Columns, owners: Iterable[str]
    ) -> dict[str, list[dict[str, Any]]]:
        found = await belonging.of_each(self._client, sorted(owners))
        self._shown.look_at(belonging.connector, [row for rows in found.values() for row in rows])
        return {number: [only_read(columns, row) for row in rows] for number, rows in found.items()}

    async def _relations(self, part: Part, rows: Sequence[Row], seen: set[str]) -> tuple[list[Row], list[Told], int]:
        """The wanted sales relations that rows of a part are or lead to, and what is told of those left out.

        Those of another administration are counted. ``seen`` is what they led to before, which is not read again.
        """
        self._shown.look_at(part.connector, rows)
        found = list(rows)
        if part.links:
            fresh = part.leads_to(rows) - seen
            seen |= fresh
            found = await self._find(part.owner, fresh)
        ours = [row for row in found if not self._is_elsewhere(row)]
        kept, left_out = self._one_each([row for row in ours if is_wanted(row, self._wanted)])
        return kept, left_out, len(found) - len(ours)

    def _is_elsewhere(self, row: Row) -> bool:
        return is_elsewhere(row, self._columns.administration, self._administration)

    def _one_each(self, rows: Sequence[Row]) -> tuple[list[Row], list[Told]]:
        """Each sales relation once; one of several rows that differ is left out, as none of them is the right one."""
        named, left_out = part_by_number(self._customers.connector, self._columns.number, rows)
        by_number: dict[str, Row] = {}
        torn: dict[str, None] = {}
        for row in named:
            number = number_of(row, self._columns.number)
            if by_number.setdefault(number, row) != row:
                torn[number] = None
        for number in torn:
            del by_number[number]
            left_out.append(Told("afas.several_rows", connector=self._customers.connector, number=number))
        return list(by_number.values()), left_out

    async def _find(self, column: str, values: Iterable[str]) -> list[Row]:
        """The rows of all sales relations that have one of these values in a column."""
        return [row async for row in self._find_all(column, values)]

    async def _find_all(self, column: str, values: Iterable[str]) -> AsyncIterator[Row]:
        connector = self._customers.connector
        async for batch, rows, is_all in self._ask(connector, column, values, self._expected):
            if is_all:
                for row in rows:
                    yield row
                continue
            for value in batch:  # very many live at one address
                one = Changes(
                    connector, self._columns.modified, self._columns.number, any_of(column, [value]), self._take
                )
                async for page in read_by_number(self._client, one, None, None):
                    for row in page:
                        yield row

    async def _ask(
        self, connector: str, column: str, values: Iterable[str], expected: tuple[str, ...]
    ) -> AsyncIterator[tuple[Sequence[str], list[Row], bool]]:
        """Rows of a connector whose column has one of so many values: a page for each batch, and whether it is all."""

        def query_of(some: Sequence[str]) -> str:
            return page_query(any_of(column, some), [column], take=self._take)

        for batch in batches(sorted(values), query_of):
            rows = await self._client.rows(connector, query_of(batch), expected)
            self._shown.look_at(connector, rows)
            yield batch, [row for row in rows if number_of(row, column) in batch], len(rows) < self._take

    def _changes(self, part: Part) -> Changes:
        if part.links:
            return part.changes(Filter(), self._page_size)
        where = Filter()
        for column, values in self._wanted.items():
            where = both(where, any_of(column, values))
        for chosen in (both(where, self._pushed), where):
            changes = part.changes(chosen, self._page_size, (*self._wanted, *self._also))
            if longest_query(changes) <= QUERY_LIMIT:
                return changes
        return part.changes(Filter(), self._page_size, (*self._wanted, *self._also))


def _values(rows: Sequence[Row], column: str) -> set[str]:
    return {value for row in rows if (value := number_of(row, column))}
