"""Reads levels that a system posts: each of one article, and where not all of its places are told of one place.

A shop posts the levels of one article place by place. Each is a state of its own, so that the level of one location
does not take the place of another's that waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from handlers.vendors.opening import Opened
from handlers.vendors.webhook.posted_settings import PostedStock
from handlers.vendors.webhook.settings import Posted, WebhookConnection
from handlers.vendors.webhook.shop_api import ShopApi
from handlers.vendors.webhook.source.formats import Format, MappedFormat, OwnFormat
from handlers.vendors.webhook.source.kinds import STOCK
from handlers.vendors.webhook.source.notices import Notice, bare_id
from handlers.vendors.webhook.source.shopify_products import ShopifyPosts
from handlers.vendors.webhook.source.source import WebhookSource
from handlers.vendors.webhook.source.stock_reading import (
    COUNTED,
    WAREHOUSE,
    code_in,
    is_level,
    tells_a_code,
)
from mapping.documents.stock import StockRecord
from relay.model import Flow, Identity
from relay.roles import Json, Known, Relations
from words.told import Told

PLACE_MARK: Final = "@"
"""Stands between an article's number and the place of a level that is a state of its own."""


class StockSource(WebhookSource[StockRecord]):
    """Posted levels, in the relay's own format or by rows."""

    def __init__(self, posted: Posted, form: Format[StockRecord], stock: PostedStock) -> None:
        super().__init__(posted.identity, STOCK, form, ".".join(posted.at))
        self._stock = stock

    def passed_over(self, document: Any) -> Told | None:
        """Why nothing comes of a post: it tells no level, or the books lead."""
        if self._stock.leading == "books":
            return Told("webhook.books_lead_stock")
        return super().passed_over(document)

    def identify(self, document: Any) -> Identity:
        """The article's number with the place that it is a level of; what the level says alone makes its version.

        A shop stamps a product for whatever is saved of it, and a level need not have moved.
        """
        return replace(super().identify(document), version=None)

    def read(self, document: Any) -> StockRecord:
        """The canonical record. Raises DocumentError with every problem."""
        return super().read(self._prepare(document))

    def relations(self, _: Json) -> Relations:
        """As :class:`relay.roles.Splits` has it: nothing else tells of these levels."""
        return Relations()

    def split(self, document: Json, _: Known) -> Sequence[Json] | Told:
        """Of a record of some places one for each of them, since the others may be told by the next post."""
        places = document.get("places") if isinstance(document, Mapping) else None
        if isinstance(places, list) and places and document.get("all_places") is False:
            return [{**document, "places": [place]} for place in places]
        return [document]

    def _prepare(self, document: Any) -> Any:
        return document

    def _named(self, document: Any, notice: Notice | None) -> str:
        """The number, as the record's own model has it the code where there is none; with the place of a lone level."""
        if not isinstance(document, Mapping):
            return ""
        named = super()._named(document, notice)
        if not named and self._format.refuses_mistakes:
            named = str(document.get("sku") or "").strip()
        places = document.get("places")
        if not named or document.get("all_places") is not False or not isinstance(places, list) or len(places) != 1:
            return named
        place = places[0] if isinstance(places[0], Mapping) else {}
        return f"{named}{PLACE_MARK}{str(place.get('warehouse') or '').strip()}"


class ShopStockSource(StockSource):
    """Levels of a WooCommerce shop, which has one place."""

    def _prepare(self, document: Any) -> Any:
        if not isinstance(document, Mapping):
            return document
        return {**document, WAREHOUSE: self._place_of(document), COUNTED: self._stock.leading == "shop"}

    def _place_of(self, _: Mapping[str, Any]) -> str:
        return self._stock.warehouse


class ShopifyStockSource(ShopStockSource):
    """Levels of Shopify, each at one location; posts about products and items tell the code that levels lack."""

    _posts: Final = ShopifyPosts()

    def passed_over(self, document: Any) -> Told | None:
        """Why nothing comes of a post; also where settings name the locations and this is at another one."""
        location = bare_id(document.get("location_id")) if isinstance(document, Mapping) else ""
        if location and self._stock.locations and location not in self._stock.locations:
            return Told("webhook.location_not_named", location=location)
        return super().passed_over(document)

    def relations(self, document: Json) -> Relations:
        """A level needs what was posted of its item, alone or with a product; these are kept for it."""
        if is_level(document):
            item = f"item {bare_id(document['inventory_item_id'])}"
            return Relations(follows=(item,), needs=(item,))
        return self._posts.relations(document) if tells_a_code(document) else Relations()

    def split(self, document: Json, known: Known) -> Sequence[Json] | Told:
        """The level with the code of its article, where that is known by now."""
        if not is_level(document):
            return Told("webhook.no_level")
        code = code_in(bare_id(document["inventory_item_id"]), known.posts)
        return [document if code is None else {**document, "sku": code}]

    def _named(self, document: Any, notice: Notice | None) -> str:
        if not isinstance(document, Mapping):
            return ""
        if notice is not None or not is_level(document):
            return bare_id(document.get("id"))
        return PLACE_MARK.join(bare_id(document[name]) for name in ("inventory_item_id", "location_id"))

    def _place_of(self, document: Mapping[str, Any]) -> str:
        location = bare_id(document.get("location_id"))
        return self._stock.locations.get(location, location)


def open_stock(opened: Opened[WebhookConnection, ShopApi | None], _: Flow) -> StockSource:
    """The source of stock. Raises StartError with every mistake in its rows."""
    posted, stock = opened.settings.posted_stock, opened.settings.stock
    form: Format[StockRecord] = MappedFormat(opened.name, STOCK, posted) if posted.is_mapped else OwnFormat(STOCK)
    source = {"shopify": ShopifyStockSource, "woocommerce": ShopStockSource}.get(posted.format, StockSource)
    return source(posted, form, stock)
