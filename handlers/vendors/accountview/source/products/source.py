"""AccountView as a source of products: what the engine polls, and what the products pipeline reads."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.product_settings import CODE
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.images import AccountViewImages
from handlers.vendors.accountview.source.master_data import Found
from handlers.vendors.accountview.source.master_data_source import MasterDataSource, RecordShape
from handlers.vendors.accountview.source.products.documents import PRESET, Products
from handlers.vendors.accountview.source.products.reader import ARTICLES, ProductReader
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.opening import Opened
from mapping.documents.product import Product
from relay.model import Flow


class AccountViewProducts(MasterDataSource[Product]):
    """Articles, with the values exactly as AccountView has them. A cost price is read only where settings name it."""

    def __init__(
        self,
        opened: Opened[AccountViewConnection, AccountViewClient],
        wanted: Mapping[str, Sequence[str]],
        also: Sequence[str] = (),
    ) -> None:
        shape = RecordShape(ARTICLES, opened.settings.products.number or CODE, "article", _words(opened.settings))
        super().__init__(Products(opened.settings), PRESET, opened, shape, wanted=wanted)
        self._reader = ProductReader(opened.client, opened.settings, (*self._wanted, *also))
        self.fetch_image = AccountViewImages(opened.client, opened.settings).fetch_image

    def _find(self, _part: str, start: datetime | None, after: str | None) -> AsyncIterator[Found]:
        return self._reader.articles(start, after)

    async def _count(self, start: datetime | None) -> int:
        return await self._reader.count_articles(start)

    async def _numbered(self, reference: str) -> Sequence[Row]:
        return await self._reader.one(reference)

    async def _documents_for(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        return self._reader.documents(rows)


def open_product_source(opened: Opened[AccountViewConnection, AccountViewClient], flow: Flow) -> AccountViewProducts:
    """The source of products, as the flow filters them: by any column, since no list of those of ARTICLE is whole."""
    also = [name.upper() for name in columns_asked(flow, _words(opened.settings), ("article",))]
    return AccountViewProducts(opened, flow.filter, also)


def _words(settings: AccountViewConnection) -> Mapping[str, str | None]:
    """Our words for columns of an article, by which a flow's filter may name them."""
    return {"code": CODE, **dict(settings.products.columns)}
