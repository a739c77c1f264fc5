"""AccountView as a source of stock: the quantities of all articles, compared at home since no stamp tells of them.

Only columns of quantities are asked for, and of all articles: a filter on those that are not nought, as some clients
use, misses each article that falls to nought.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.product_settings import CODE
from handlers.vendors.accountview.protocol import Filter, Query, code_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.changes import once
from handlers.vendors.accountview.source.master_data import Found, MasterDataReader, Table, as_dict
from handlers.vendors.accountview.source.master_data_source import MasterDataSource, RecordShape
from handlers.vendors.accountview.source.stock.documents import PRESET, Quantities
from handlers.vendors.accountview.stock_settings import quantities_named
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.opening import Opened
from mapping.documents.stock import StockRecord
from relay.model import Flow
from words.told import Told

ARTICLES: Final = "ARTICLE"


class QuantityReader(MasterDataReader):
    """Reads one connection's quantities. Raises what the client raises, and Barred where a column is not there.

    ``also`` are further columns of ARTICLE that are read, since a flow chooses by them.
    """

    def __init__(self, client: AccountViewClient, settings: AccountViewConnection, also: Iterable[str] = ()) -> None:
        super().__init__(client, settings, partial(_cure, client.key_column(ARTICLES)))
        products, kept = settings.products, settings.stock
        self.number = products.number or CODE
        named = products.columns
        block = named.blocked if products.is_block_named else None
        quantities = [column for _, column in quantities_named(kept)]
        self._told = once(
            [CODE, products.number, named.unit, named.keeps_stock, block, *quantities, kept.modified, *also]
        )
        columns = once([client.key_column(ARTICLES), *self._told])
        self._table = Table(settings.objects.article, ARTICLES, columns, kept.modified or "")

    async def quantities(self, start: datetime | None, after: str | None = None) -> AsyncIterator[Found]:
        """Articles whose quantities are stamped ``start`` or later, or all of them, in the order of their key."""
        async for found in self.changed(self._table, start, after):
            yield found

    async def one(self, reference: str) -> list[Row]:
        """The article of this number, written just so; AccountView may look at its beginning or at capitals alone."""
        await self.require(self._table)
        query = Query(self._table.object, self._table.columns, (Filter(self.number, reference),))
        rows = [row async for page in self._pages(query, ARTICLES) for row in page]
        return [row for row in rows if code_of(row, self.number) == reference]

    async def count_articles(self, start: datetime | None) -> int:
        """How many articles that would be."""
        return await self.count(self._table, start)

    def documents(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The articles as documents, with what settings name and nothing else."""
        return [{"article": as_dict(row, [name for name in row if name in self._told])} for row in rows]


class AccountViewStock(MasterDataSource[StockRecord]):
    """Quantities of articles, with the values exactly as AccountView has them."""

    def __init__(
        self,
        opened: Opened[AccountViewConnection, AccountViewClient],
        wanted: Mapping[str, Sequence[str]],
        also: Sequence[str] = (),
    ) -> None:
        shape = RecordShape(ARTICLES, opened.settings.products.number or CODE, "article", _words(opened.settings))
        super().__init__(Quantities(opened.settings), PRESET, opened, shape, wanted=wanted)
        self._is_stamped = opened.settings.stock.modified is not None
        self._reader = QuantityReader(opened.client, opened.settings, (*self._wanted, *also))

    def _find(self, _part: str, start: datetime | None, after: str | None) -> AsyncIterator[Found]:
        return self._reader.quantities(start if self._is_stamped else None, after)

    async def _count(self, start: datetime | None) -> int:
        return await self._reader.count_articles(start if self._is_stamped else None)

    async def _numbered(self, reference: str) -> Sequence[Row]:
        return await self._reader.one(reference)

    async def _documents_for(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        return self._reader.documents(rows)

    def _passed(self, part: str, cursor: str, began: datetime) -> datetime:
        """Where all is read at each poll, all is read up to now."""
        return super()._passed(part, cursor, began) if self._is_stamped else self._source_clock.present(began)


def open_stock_source(opened: Opened[AccountViewConnection, AccountViewClient], flow: Flow) -> AccountViewStock:
    """The source of stock, as the flow filters it: by any column of ARTICLE."""
    also = [name.upper() for name in columns_asked(flow, _words(opened.settings), ("article",))]
    return AccountViewStock(opened, flow.filter, also)


def _words(settings: AccountViewConnection) -> Mapping[str, str | None]:
    """Our words for columns of an article, by which a flow's filter may name them."""
    return {"code": CODE, **dict(settings.products.columns), **dict(settings.stock.columns)}


def _cure(key: str, table: str, column: str) -> Told:
    if column == key:
        return Told("accountview.page_by_another", table=table)
    return Told("accountview.correct_quantity_column", column=column)
