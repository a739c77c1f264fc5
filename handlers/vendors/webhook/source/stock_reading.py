"""Works out a level of a shop's post: of one location of Shopify, or of a product of WooCommerce, and of nothing else.

Sources: "Webhooks" of Shopify's developers' pages (inventory_levels/update, connect and disconnect, of which the last
tells no quantity) and InventoryLevel in its REST Admin API; "Products" in the WooCommerce REST API, version 3. Both
figures are what may still be sold: a shop takes off what it has sold.
"""

from collections.abc import Mapping
from typing import Any, Final

from handlers.vendors.webhook.source.notices import Notice, bare_id, is_deletion, pass_over, refuse_order
from handlers.vendors.webhook.source.product_reading import Post
from handlers.vendors.webhook.source.shop_reading import ShopReading, amount_at, objects
from words.told import Told

WAREHOUSE: Final = "relay_warehouse"
"""The field under which a post is given what settings call its place."""

COUNTED: Final = "relay_counted"
"""The field that says whether the shop's figure is what was counted there, since the shop leads."""

_SHOPIFY_IDS: Final = frozenset({"inventory_item_id", "location_id", "admin_graphql_api_id", "sku", WAREHOUSE, COUNTED})
_WOOCOMMERCE_IDS: Final = frozenset({"id", "_links", WAREHOUSE, COUNTED})
_TELLS_A_LEVEL: Final = frozenset({"stock_quantity", "manage_stock"})


def is_level(posted: Post) -> bool:
    """Whether a post of Shopify is about a level: of which article, and at which location."""
    return bool(bare_id(posted.get("inventory_item_id"))) and bool(bare_id(posted.get("location_id")))


def shopify_level_notice(posted: Post) -> Notice | None:
    """What a post comes to that tells no level; None for one that does, or that tells whose level it is.

    A refund tells of goods that came back, and Shopify posts the level that this makes by itself. Raises DocumentError
    for an order.
    """
    refuse_order(posted, Told("webhook.is_an_order_not_a_level"))
    if is_level(posted) or tells_a_code(posted):
        return None
    number = bare_id(posted.get("id"))
    return pass_over(number, Told("webhook.no_level")) if number else None


def tells_a_code(posted: Post) -> bool:
    """Whether a post of Shopify is a product or an inventory item, which tell the code that levels lack."""
    return isinstance(posted.get("variants"), list) or ("tracked" in posted and "sku" in posted)


def shopify_level(posted: Post) -> ShopReading:
    """The level at one location, of which nothing else is said; ``left`` where the article is no longer kept there.

    Without a quantity the shop does not track the article, whatever was there before.
    """
    place: dict[str, Any] = {"warehouse": posted.get(WAREHOUSE) or bare_id(posted.get("location_id"))}
    names: dict[str, Any] = {"sku": posted.get("sku"), "places": [place], "all_places": False}
    if is_deletion(posted, _SHOPIFY_IDS) and "available" not in posted:
        place["left"] = True
    elif posted.get("available") is None:
        names["tracked"] = False
    else:
        names["tracked"] = True
        place |= _figures(posted, "available")
    return ShopReading(names, {"places": "available", "tracked": "available"})


def woocommerce_level_notice(posted: Post) -> Notice | None:
    """What a post comes to that tells no level; None for one that does. Raises DocumentError for an order."""
    refuse_order(posted, Told("webhook.is_an_order_not_a_level"))
    number = bare_id(posted.get("id"))
    if number and (is_deletion(posted, _WOOCOMMERCE_IDS) or posted.get("status") == "trash"):
        return Notice({"number": number, "gone": True})
    if number and not _TELLS_A_LEVEL & posted.keys():
        return pass_over(number, Told("webhook.no_level"))
    return None


def woocommerce_level(posted: Post) -> ShopReading:
    """The level of a product or variation that keeps its own: ``parent`` says that its product keeps it."""
    keeps = posted.get("manage_stock")
    place: dict[str, Any] = {"warehouse": posted.get(WAREHOUSE) or ""}
    if keeps is True:
        place |= _figures(posted, "stock_quantity")
    names = {"tracked": keeps is True, "places": [place] if keeps is True else []}
    return ShopReading(names, {"places": "stock_quantity", "tracked": "manage_stock"})


def _figures(posted: Post, field: str) -> dict[str, Any]:
    """What may be sold, and where the shop leads also what lies there: its figure is the only count there is."""
    if posted.get(field) is None:
        return {"available": None}
    quantity = amount_at(posted, field)
    return {"available": quantity, **({"on_hand": quantity} if posted.get(COUNTED) is True else {})}


def code_in(item: str, posts: Mapping[str, Any]) -> Any:
    """The code of an inventory item in posts of items and products; None where none tells it."""
    for posted in posts.values():
        if bare_id(posted.get("id")) == item and "tracked" in posted and "sku" in posted:
            return posted["sku"]
        for variant in objects(posted.get("variants")):
            if bare_id(variant.get("inventory_item_id")) == item and "sku" in variant:
                return variant["sku"]
    return None
