"""AFAS as a source of customers: what the engine polls part by part, and what the customers pipeline reads."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.dictionary import field_names
from handlers.vendors.afas.protocol import AMSTERDAM, Filter
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.customers.documents import PRESET, CustomerDocuments
from handlers.vendors.afas.source.customers.parts import DEBTORS, parts_of
from handlers.vendors.afas.source.customers.reader import CustomerReader
from handlers.vendors.afas.source.pushing import push_down
from handlers.vendors.afas.source.rows import Wanted
from handlers.vendors.document_source import DocumentSource
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.opening import Opened
from handlers.vendors.shipped_rows import shipped_rows
from mapping.documents.customer import CustomerRecord
from relay.model import Flow
from relay.roles import Page, Slice
from relay.settings.findings import SettingsError
from words.told import Told


def _now() -> datetime:
    return datetime.now(UTC)


class AfasCustomerSource(DocumentSource[CustomerRecord]):
    """Customers as documents of ``CustomerDocuments``; ``wanted`` is the flow's ``poll.filter``.

    ``also`` are the columns that its own filter asks for, and ``pushed`` is what of that AFAS selects.

    Each connector that may change by itself is a part of its own; whichever shows a change, its pages hold the
    customers whole. They are read by several calls: what changes between two of these is stamped by then, and comes
    again with the next poll.
    """

    def __init__(
        self,
        client: AfasClient,
        settings: AfasConnection,
        *,
        wanted: Wanted | None = None,
        also: Sequence[str] = (),
        pushed: Filter | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._parts = parts_of(settings.customers)
        super().__init__(
            CustomerDocuments(settings.customers),
            shipped_rows("afas", PRESET),
            settings.commit_horizon,
            AMSTERDAM,
            client.clock,
            parts=tuple(self._parts),
            main="debtor",
            words=dict(settings.customers.columns),
        )
        self._reader = CustomerReader(client, settings, wanted or {}, also=also, pushed=pushed)
        self._clock = clock

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AFAS's fields and objects that the dictionary knows."""
        return field_names()

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = DEBTORS
    ) -> AsyncIterator[Page]:
        """Pages of customers of whom rows of this part changed since the cursor. Raises Transient or Permanent.

        Reading starts at the cursor less ``overlap``, but not before ``not_before``. The cursor never passes AFAS's own
        time at the start of the poll, and a row with a date in the future does not move it. After the last page it
        stands at least one commit horizon before that time, where answers tell it.
        """
        began = self._clock()
        start = self._start(cursor, overlap, not_before, began)
        reach, told = self._reach(cursor, began), cursor
        async for changed in self._reader.read_changed(self._parts[part], start):
            reach.pass_stamp(changed.complete_to)
            told = reach.cursor
            yield Page(await self._reader.documents(changed.rows), told, changed.left_out, changed.elsewhere)
        reach.pass_all_but(self.commit_horizon)
        if reach.cursor != told:
            yield Page((), reach.cursor)

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        """All customers in the order of their number, or those of whom rows of a part changed since a cursor.

        A position is the last key of the part. All there are the sales relations show: then other parts add nothing.
        """
        start = self._lowest_since(since)
        if start is None and part != DEBTORS:
            return
        async for page in self._reader.read_in_order(self._parts[part], position, start):
            yield Slice(await self._reader.documents(page.rows), page.last, page.left_out, page.elsewhere)

    async def count(self, since: str | None) -> int:
        """How many customers that is, but for those of whom no more than an address or a contact changed since."""
        start = self._lowest_since(since)
        pages = self._reader.read_in_order(self._parts[DEBTORS], None, start)
        return sum([len(page.rows) async for page in pages])

    async def fetch(self, reference: str) -> Any | None:
        """The customer as they are now, wanted or not; None when AFAS shows them no longer."""
        found = await self._reader.documents(await self._reader.read_numbered([reference]))
        return found[0] if found else None


def open_customers(opened: Opened[AfasConnection, AfasClient], flow: Flow) -> AfasCustomerSource:
    """The source of customers, as the flow filters them. Raises StartError for a filter of a column that is null."""
    columns = dict(opened.settings.customers.columns)
    for word in flow.filter:
        if columns.get(word, word) is None:
            told = Told("afas.column_not_told", word=word, connection=opened.name)
            raise SettingsError.at(("flows", flow.name, "poll", "filter", word), told)
    return AfasCustomerSource(
        opened.client,
        opened.settings,
        wanted=flow.filter,
        also=columns_asked(flow, columns, ("debtor", "address", "delivery_addresses", "contacts")),
        pushed=push_down(flow.wanted, opened.settings.customers.columns.column) if flow.pushes_down else None,
    )
