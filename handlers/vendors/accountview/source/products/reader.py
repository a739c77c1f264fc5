"""Reads articles: those that changed since a moment, or that have a number."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.product_settings import CODE, named_columns
from handlers.vendors.accountview.protocol import Filter, Query, code_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.changes import once
from handlers.vendors.accountview.source.master_data import Found, MasterDataReader, Table, as_dict
from words.told import Told

ARTICLES: Final = "ARTICLE"


class ProductReader(MasterDataReader):
    """Reads one connection's articles. Raises what the client raises, and Barred where a column is not there.

    ``also`` are further columns of ARTICLE that are read, since a flow chooses by them.
    """

    def __init__(self, client: AccountViewClient, settings: AccountViewConnection, also: Iterable[str] = ()) -> None:
        super().__init__(client, settings, partial(_cure, client.key_column(ARTICLES)))
        self._kept = settings.products
        block = self._kept.columns.blocked
        self._unsure = None if self._kept.is_block_named else block
        named = (column for _, column in named_columns(self._kept) if column != self._unsure)
        key = client.key_column(ARTICLES)
        self._told = once([CODE, self._kept.number, *named, self._kept.modified, *also])
        self._table = Table(settings.objects.article, ARTICLES, once([key, *self._told]), self._kept.modified)

    @property
    def number(self) -> str:
        """The column that names an article at the source."""
        return self._kept.number or CODE

    async def articles(self, start: datetime | None, after: str | None = None) -> AsyncIterator[Found]:
        """Articles stamped ``start`` or later, or all of them, in the order of their key; page by page."""
        async for found in self.changed(await self._shown_table(), start, after):
            yield found

    async def one(self, reference: str) -> list[Row]:
        """The article of this number, written just so; AccountView may look at its beginning or at capitals alone."""
        table = await self._shown_table()
        await self.require(table)
        query = Query(table.object, table.columns, (Filter(self.number, reference),))
        rows = [row async for page in self._pages(query, ARTICLES) for row in page]
        return [row for row in rows if code_of(row, self.number) == reference]

    async def count_articles(self, start: datetime | None) -> int:
        """How many articles are stamped ``start`` or later, or there are."""
        return await self.count(self._table, start)

    def documents(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The articles as documents, with what settings name and nothing else: a key of pages may change by itself."""
        named = {*self._told, *filter(None, [self._unsure])}
        return [{"article": as_dict(row, [name for name in row if name in named])} for row in rows]

    async def _shown_table(self) -> Table:
        """The table with the column of blocks, where nobody named it and the dictionary shows it."""
        if self._unsure is None or self._unsure not in (await self.shown.columns(ARTICLES) or ()):
            return self._table
        table = self._table
        return Table(table.object, table.name, (*table.columns, self._unsure), table.modified)


def _cure(key: str, table: str, column: str) -> Told:
    if column == key:
        return Told("accountview.page_by_another", table=table)
    return Told("accountview.correct_column", column=column)
