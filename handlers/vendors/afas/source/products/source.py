"""AFAS as a source of products: what the engine polls part by part, and what the products pipeline reads."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.dictionary import field_names
from handlers.vendors.afas.protocol import AMSTERDAM, Filter
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.images import AfasImages
from handlers.vendors.afas.source.products.documents import PRESET, ROWS_OF_PRODUCTS, ProductDocuments
from handlers.vendors.afas.source.products.parts import ARTICLES, WHOLE_PARTS, parts_of
from handlers.vendors.afas.source.products.reader import ProductReader
from handlers.vendors.afas.source.pushing import push_down
from handlers.vendors.afas.source.rows import Wanted
from handlers.vendors.document_source import DocumentSource
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.opening import Opened
from handlers.vendors.shipped_rows import shipped_rows
from mapping.documents.product import Product
from relay.model import Flow
from relay.roles import Page, Slice
from relay.settings.findings import SettingsError
from words.told import Told


def _now() -> datetime:
    return datetime.now(UTC)


class AfasProductSource(DocumentSource[Product]):
    """Products as documents of ``ProductDocuments``; ``wanted`` is the flow's ``poll.filter``.

    ``also`` are the columns that its own filter asks for, and ``pushed`` is what of that AFAS selects.

    Each connector that may change by itself and has a stamp is a part of its own; whichever shows a change, its pages
    hold the products whole. They are read by several calls: what changes between two of these is stamped by then, and
    comes again with the next poll.
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
        self._parts = parts_of(settings.products)
        super().__init__(
            ProductDocuments(settings.products),
            shipped_rows("afas", PRESET),
            settings.commit_horizon,
            AMSTERDAM,
            client.clock,
            parts=tuple(self._parts),
            main="article",
            words=dict(settings.products.columns),
        )
        self._sets = settings.products.compositions
        self._reader = ProductReader(client, settings, wanted or {}, also=also, pushed=pushed)
        self.fetch_image = AfasImages(client).fetch_image
        self._clock = clock

    def fields_of(self, document: Any) -> Mapping[str, Any]:
        """The columns of an article's row, or those of a composition, also by the settings' words for them."""
        if self._sets is None or "composition" not in document:
            return super().fields_of(document)
        [row, *_] = document["composition"]
        words = {word: row.get(column) for word, column in self._sets.columns if column is not None}
        return {**document, **words, **row}

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AFAS's fields and objects that the dictionary knows."""
        return field_names()

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = ARTICLES
    ) -> AsyncIterator[Page]:
        """Pages of products of which rows of this part changed since the cursor. Raises Transient or Permanent.

        Reading starts at the cursor less ``overlap``, but not before ``not_before``. The cursor never passes AFAS's own
        time at the start of the poll, and a row with a date in the future does not move it. After the last page it
        stands at least one commit horizon before that time, where answers tell it.
        """
        began = self._clock()
        start = self._start(cursor, overlap, not_before, began)
        reach, told = self._reach(cursor, began), cursor
        async for changed in self._reader.read_changed(self._parts[part], start):
            if changed.complete_to is not None:
                reach.pass_stamp(changed.complete_to)
            told = reach.cursor
            yield Page(await self._reader.documents(changed.heads), told, changed.left_out, changed.elsewhere)
        reach.pass_all_but(self.commit_horizon)
        if reach.cursor != told:
            yield Page((), reach.cursor)

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        """All products in the order of their code, or those of which rows of a part changed since a cursor.

        A position is the last key of the part. All there are the articles and compositions show: then other parts add
        nothing.
        """
        start = self._lowest_since(since)
        if start is None and part not in WHOLE_PARTS:
            return
        async for page in self._reader.read_in_order(self._parts[part], position, start):
            yield Slice(await self._reader.documents(page.heads), page.last, page.left_out, page.elsewhere)

    async def count(self, since: str | None) -> int:
        """How many products that is, but for those of which no more than a price or the like changed since."""
        start = self._lowest_since(since)
        parts = [self._parts[name] for name in WHOLE_PARTS if name in self._parts]
        return sum([len(page.heads) for part in parts async for page in self._reader.read_in_order(part, None, start)])

    async def fetch(self, reference: str) -> Any | None:
        """The product as it is now, wanted or not; None when AFAS shows it no longer."""
        head = await self._reader.read_numbered(reference)
        return None if head is None else (await self._reader.documents([head]))[0]


def open_products(opened: Opened[AfasConnection, AfasClient], flow: Flow) -> AfasProductSource:
    """The source of products, as the flow filters them. Raises StartError for a filter of a column that is null."""
    columns = dict(opened.settings.products.columns)
    for word in flow.filter:
        if columns.get(word, word) is None:
            told = Told("afas.product_column_not_told", word=word, connection=opened.name)
            raise SettingsError.at(("flows", flow.name, "poll", "filter", word), told)
    return AfasProductSource(
        opened.client,
        opened.settings,
        wanted=flow.filter,
        also=columns_asked(flow, columns, ROWS_OF_PRODUCTS),
        pushed=push_down(flow.wanted, opened.settings.products.columns.column) if flow.pushes_down else None,
    )
