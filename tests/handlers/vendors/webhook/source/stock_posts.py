"""Sources of posted stock by their settings, and levels as shops post them."""

from typing import Any

from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.stock import StockSource
from mapping.documents.stock import StockRecord
from relay.model import Flow
from tests.handlers.vendors.webhook.source.product_posts import Door

FLOW = Flow(name="shop-stock", entity="stock", source="shop", target="books", settings=None)


def a_level(**changes: Any) -> dict[str, Any]:
    """A level of Shopify at one location."""
    item, location = changes.get("inventory_item_id", 551), changes.get("location_id", 70001)
    level = {"inventory_item_id": item, "location_id": location, "available": 6}
    level["admin_graphql_api_id"] = f"gid://shopify/InventoryLevel/{location}?inventory_item_id={item}"
    return {**level, "updated_at": "2026-11-20T10:00:00+01:00", **changes}


def stock_of(name: str = "shopify", **stock: Any) -> StockSource:
    """The source of a connection of this format with these settings of stock."""
    connection = WebhookConnection.model_validate({"vendor": "webhook", "format": name, "stock": stock})
    source = OpenWebhookConnection("shop", connection).source(FLOW)
    assert isinstance(source, StockSource)
    return source


def door_of(name: str = "shopify", **stock: Any) -> Door:
    """The door of such a connection."""
    return Door(stock_of(name, **stock))


def shown(record: StockRecord) -> dict[str, Any]:
    """A record as plain values, without its stamp and what it does not tell."""
    return record.model_dump(exclude_defaults=True, mode="json", exclude={"updated_at"})
