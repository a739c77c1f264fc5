"""AFAS as a source of orders and of invoices: what the engine polls, and what the orders pipeline reads."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.dictionary import field_names
from handlers.vendors.afas.protocol import AMSTERDAM, Filter
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.documents import PRESET, Documents
from handlers.vendors.afas.source.pushing import push_down
from handlers.vendors.afas.source.reader import DocumentReader
from handlers.vendors.afas.source.rows import Wanted
from handlers.vendors.afas.source.settings import AfasDocuments
from handlers.vendors.afas.source.slices import count, read_slices
from handlers.vendors.document_source import BEGINNING, DocumentSource
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.opening import Opened
from handlers.vendors.shipped_rows import shipped_rows
from handlers.vendors.stamps import earliest_stamp
from mapping.documents.order import Order
from relay.model import Flow
from relay.roles import WHOLE, Page, Slice

LATELY = timedelta(minutes=1)
"""What changed so short ago may be changing while it is read; with room for two clocks that are not the same."""


def _now() -> datetime:
    return datetime.now(UTC)


class AfasSource(DocumentSource[Order]):
    """Orders or invoices as ``{"order": row, "lines": [rows]}``, with the numbers exactly as AFAS has them.

    ``documents`` says which of the two, and where they are. ``wanted`` is the flow's ``poll.filter``; ``also`` are the
    columns that its own filter asks for, and ``pushed`` what of that AFAS selects.
    """

    def __init__(
        self,
        client: AfasClient,
        settings: AfasConnection,
        documents: AfasDocuments,
        *,
        wanted: Wanted | None = None,
        also: Sequence[str] = (),
        pushed: Filter | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        rows = shipped_rows("afas", PRESET)
        super().__init__(
            Documents(documents),
            rows,
            settings.commit_horizon,
            AMSTERDAM,
            client.clock,
            main="order",
            words=dict(documents.columns),
        )
        self._reader = DocumentReader(client, settings, documents, wanted or {}, also=also, pushed=pushed)
        self._clock = clock

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AFAS's fields and objects that the dictionary knows."""
        return field_names()

    async def changed_since(
        self,
        cursor: str,
        overlap: timedelta,
        not_before: str | None = None,
        *,
        part: str = WHOLE,  # noqa: ARG002 - there is one
    ) -> AsyncIterator[Page]:
        """Pages of documents that changed in their header or a line since the cursor. Raises Transient or Permanent.

        Reading starts at the cursor less ``overlap``, but not before ``not_before``. The cursor never passes AFAS's own
        time at the start of the poll: what changes during the poll is read by the next one, and a row with a date in
        the future does not move it. After the last page the cursor stands at least one commit horizon before that
        time, so that the stretch to read does not grow while nothing changes; where answers tell no time, at the newest
        stamp.
        """
        began = self._clock()
        start = self._start(cursor, overlap, not_before, began)
        headers, lines, told = self._reach(cursor, began), self._reach(cursor, began), cursor
        if not _is_beginning(cursor):
            async for changed in self._reader.read_with_changed_lines(start):
                lines.pass_stamp(changed.complete_to)
                yield Page(await self._complete(changed.rows, wanted=True), headers.cursor, changed.left_out)
        async for changed in self._reader.read_changed(start):
            headers.pass_stamp(changed.complete_to)
            told = headers.cursor
            yield Page(await self._complete(changed.rows, wanted=True), told, changed.left_out)
        headers.pass_moment(datetime.fromisoformat(lines.cursor))
        headers.pass_all_but(self.commit_horizon)
        if headers.cursor != told:
            yield Page((), headers.cursor)

    def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:  # noqa: ARG002 - one part
        """All documents in the order of their number, or those that changed since a cursor, in a header or a line."""
        complete = partial(self._complete, wanted=True)
        return read_slices(self._reader, complete, position, self._lowest_since(since))

    async def count(self, since: str | None) -> int:
        """How many documents that is, but for those that changed since in a line alone."""
        return await count(self._reader, self._lowest_since(since))

    async def fetch(self, reference: str) -> Any | None:
        """The document as it is now, wanted or not; None when AFAS has it no longer. Raises Transient or Permanent."""
        found = await self._complete(await self._reader.read_numbered([reference]), wanted=False)
        return found[0] if found else None

    async def _complete(self, rows: Sequence[Row], *, wanted: bool) -> list[dict[str, object]]:
        """The rows as documents, with their lines."""
        return await self._reader.complete(rows, earliest_stamp(self._clock() - LATELY, AMSTERDAM), wanted=wanted)


def open_source(opened: Opened[AfasConnection, AfasClient], flow: Flow) -> AfasSource:
    """The source of orders or of invoices, as the flow filters them."""
    settings = opened.settings
    documents = settings.documents[flow.entity]
    return AfasSource(
        opened.client,
        settings,
        documents,
        wanted=flow.filter,
        also=columns_asked(flow, dict(documents.columns), ("order", "lines")),
        pushed=push_down(flow.wanted, documents.columns.column) if flow.pushes_down else None,
    )


def _is_beginning(cursor: str) -> bool:
    return datetime.fromisoformat(cursor) <= BEGINNING
