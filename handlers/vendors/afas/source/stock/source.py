"""AFAS as a source of stock: what the engine polls, and what the stock pipeline reads.

With a stamp a poll reads what changed; without one it reads all there is, and what is unchanged goes no further.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.dictionary import field_names
from handlers.vendors.afas.protocol import AMSTERDAM
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.rows import Wanted
from handlers.vendors.afas.source.stock.documents import PRESET, ROWS_OF_STOCK, StockDocuments
from handlers.vendors.afas.source.stock.naming import StockNames
from handlers.vendors.afas.source.stock.parts import LEVELS, parts_of
from handlers.vendors.afas.source.stock.reader import ReadHeads, StockReader
from handlers.vendors.document_source import DocumentSource
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.opening import Opened
from handlers.vendors.shipped_rows import shipped_rows
from mapping.documents.stock import StockRecord
from relay.model import Flow
from relay.roles import Page, Slice
from relay.settings.findings import SettingsError
from words.told import Told


def _now() -> datetime:
    return datetime.now(UTC)


class AfasStockSource(DocumentSource[StockRecord]):
    """Records as documents of ``StockDocuments``; ``wanted`` is the flow's ``poll.filter``.

    ``also`` are the columns that its own filter asks for. Whichever row shows a change, its page holds the record
    whole: all warehouses of the article, and each composition of which it is a part.
    """

    def __init__(
        self,
        client: AfasClient,
        settings: AfasConnection,
        *,
        wanted: Wanted | None = None,
        also: Sequence[str] = (),
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._parts = parts_of(settings.stock)
        names = StockNames(settings.stock, settings.products.variants)
        super().__init__(
            StockDocuments(settings, names),
            shipped_rows("afas", PRESET),
            settings.commit_horizon,
            AMSTERDAM,
            client.clock,
            parts=tuple(self._parts),
            words=dict(settings.stock.columns),
        )
        self._columns = settings.stock.columns
        self._reader = StockReader(client, settings, names, wanted or {}, also)
        self._clock = clock

    def fields_of(self, document: Any) -> Mapping[str, Any]:
        """The columns of an article's first level, or those of a composition, also by the settings' words for them."""
        rows = document.get("composition") or document.get("stock") or [{}]
        words = {word: rows[0].get(column) for word, column in self._words.items() if column in rows[0]}
        return {**document, **words, **rows[0]}

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AFAS's fields and objects that the dictionary knows."""
        return field_names()

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = LEVELS
    ) -> AsyncIterator[Page]:
        """Pages of records of which rows of this part changed since the cursor; all there are, where no stamp tells it.

        Raises Transient or Permanent. Reading starts at the cursor less ``overlap``, but not before ``not_before``. The
        cursor never passes AFAS's own time at the start of the poll.
        """
        began = self._clock()
        start = self._start(cursor, overlap, not_before, began)
        reach, told, reading = self._reach(cursor, began), cursor, self._parts[part]
        pages = self._reader.read_changed(reading, start) if reading.modified else self._whole(part)
        async for changed in pages:
            if changed.complete_to is not None:
                reach.pass_stamp(changed.complete_to)
            told = reach.cursor
            yield Page(
                await self._reader.documents(changed.heads, changed.span), told, changed.left_out, changed.elsewhere
            )
        reach.pass_all_but(self.commit_horizon)
        if reach.cursor != told:
            yield Page((), reach.cursor)

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        """All records in the order of their code, or those of which rows of a part changed since a cursor.

        A position is the last key of the part.
        """
        start = self._lowest_since(since) if self._parts[part].modified else None
        async for page in self._reader.read_in_order(self._parts[part], position, start):
            yield Slice(await self._reader.documents(page.heads, page.span), page.last, page.left_out, page.elsewhere)

    async def count(self, since: str | None) -> int:
        """How many records that is, but for compositions of which no more than a part changed since."""
        start = self._lowest_since(since) if self._columns.modified is not None else None
        parts = self._parts.values()
        return sum([len(page.heads) for part in parts async for page in self._reader.read_in_order(part, None, start)])

    async def fetch(self, reference: str) -> Any | None:
        """The record as it is now, wanted or not; None when AFAS shows it no longer."""
        head = await self._reader.read_numbered(reference)
        return None if head is None else (await self._reader.documents([head]))[0]

    def _whole(self, part: str) -> AsyncIterator[ReadHeads]:
        return self._reader.read_in_order(self._parts[part], None, None)


def open_stock(opened: Opened[AfasConnection, AfasClient], flow: Flow) -> AfasStockSource:
    """The source of stock, as the flow filters it. Raises StartError for a filter of a column that is null."""
    columns = dict(opened.settings.stock.columns)
    for word in flow.filter:
        if columns.get(word, word) is None:
            told = Told("afas.stock_column_not_told", word=word, connection=opened.name)
            raise SettingsError.at(("flows", flow.name, "poll", "filter", word), told)
    also = columns_asked(flow, columns, ROWS_OF_STOCK)
    return AfasStockSource(opened.client, opened.settings, wanted=flow.filter, also=also)
