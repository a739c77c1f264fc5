"""Works out a product of Shopify: each variant is one, and what is told of its weight and cost comes in posts apart.

Source: "Webhooks" of Shopify's developers' pages, with sample payloads by topic, and Product, Product Variant and
InventoryItem in its REST Admin API. Since version 2024-07 a variant has no weight: its inventory item has it, which may
be posted before the product. ``variant_gids`` names all variants, of which a post may show only a part.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

from handlers.vendors.webhook.source.notices import Notice, bare_id, is_deletion, pass_over, refuse_order
from handlers.vendors.webhook.source.product_reading import Post, later, list_images, moment_of
from handlers.vendors.webhook.source.shop_reading import ShopReading, amount_at, objects
from mapping.functions import WrongValueError, is_empty
from mapping.problems import Problem
from relay.roles import Json, Known, Relations
from words.told import Told

_IDS: Final = frozenset({"id", "admin_graphql_api_id"})
_ONLY_VARIANT: Final = "Default Title"
"""What Shopify calls the variant of a product that has no others."""

_UNITS: Final = {"kilograms": "kg", "grams": "g", "pounds": "lb", "ounces": "oz"}
_OPTIONS: Final = ("option1", "option2", "option3")


def shopify_product_notice(posted: Post) -> Notice | None:
    """What a post comes to that is no product as it is now; None for one that is, or that tells a part of one.

    Raises DocumentError for an order.
    """
    refuse_order(posted, Told("webhook.is_an_order_not_a_product"))
    number = bare_id(posted.get("id"))
    if number and is_deletion(posted, _IDS):
        return Notice({"number": number, "gone": True})
    if number and (isinstance(posted.get("variants"), list) or _is_item(posted)):
        return None
    return pass_over(number, Told("webhook.no_state_of_a_product")) if number else None


class ShopifyPosts:
    """How Shopify's posts about products hang together: a product, its variants, and the inventory item of each."""

    def number_of(self, posted: Post) -> str:
        """The id of the variant that a post is about; where it has several, or none, its own."""
        return bare_id((_variant(posted) or {}).get("id")) or bare_id(posted.get("id"))

    def relations(self, posted: Post) -> Relations:
        """A product and its items are read together; of what is deleted only the id is told."""
        number, stamp = bare_id(posted.get("id")), moment_of(posted.get("updated_at"))
        if is_deletion(posted, _IDS):
            return Relations(kept_as=_product(number), asks=(_product(number),), follows=(_item(number),))
        if _is_item(posted):
            name = _item(number)
            return Relations(kept_as=name, stamp=stamp, follows=(name,), needs=(name,))
        variants = objects(posted.get("variants"))
        items = {_item(item): bare_id(one.get("id")) for one in variants if (item := _item_id(one))}
        belongings = {item: frozenset({_product(number), variant}) for item, variant in items.items()}
        belongings[_product(number)] = frozenset(bare_id(one.get("id")) for one in variants) - {""}
        return Relations(_product(number), stamp, belongings, needs=(_product(number), *items))

    def split(self, posted: Post, known: Known) -> Sequence[Json] | Told:
        """Each variant with its item; of an item the variant that has it; all variants of what is deleted."""
        number = bare_id(posted.get("id"))
        if is_deletion(posted, _IDS):
            if _item(number) in known.belongings and _product(number) not in known.belongings:
                return Told("webhook.no_state_of_a_product")
            return [{"id": one} for one in sorted(known.belongings.get(_product(number), ())) or [number]]
        if _is_item(posted):
            return _split_item(number, known.posts.get(_item(number), posted), known)
        newest = known.posts.get(_product(number), posted)
        return _pieces(newest, known.posts) or Told("webhook.no_variants")

    def lacks(self, posted: Post) -> Problem | None:
        """Which variant is meant, where a post has several and was not split."""
        if _variant(posted) is not None:
            return None
        return Problem("variants", Told("webhook.several_variants"), Told("webhook.post_one_variant"))


def shopify_product(posted: Post) -> ShopReading:
    """What Shopify's product says in several places: of its one variant, of that's inventory item, and of its state."""
    variant = _variant(posted) or {}
    item = posted.get("inventory_item")
    item = item if isinstance(item, Mapping) else {}
    names: dict[str, Any] = {"variant": variant, "item": item, **_names(posted, variant), **_state(posted)}
    names |= _weight(item) or _weight({"weight_value": variant.get("weight"), **variant})
    if isinstance(item.get("tracked"), bool):
        names["keeps_stock"] = item["tracked"]
    if "title" in posted:
        in_parts = variant.get("requires_components", posted.get("has_variants_that_requires_components"))
        names["kind"] = "composition" if in_parts is True else "article"
    if isinstance(posted.get("images"), list):
        names["images"] = list_images(_images_of(posted["images"], variant), "updated_at")
    told = {"variant": "variants[0]", "item": "inventory_item", "name": "title", "parent_name": "title"}
    return ShopReading(names, {**told, "weight": "inventory_item.weight_value", "images": "images"})


def _pieces(product: Post, posts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The product once for each variant, that one alone with what was posted of its inventory item."""
    variants = [one for one in objects(product.get("variants")) if bare_id(one.get("id"))]
    shared = {name: value for name, value in product.items() if name not in {"variants", "variant_gids"}}
    by_code: dict[str, list[str]] = {}
    for one in variants:
        by_code.setdefault(_code(one), []).append(bare_id(one["id"]))
    pieces = []
    for one in variants:
        number, code = bare_id(one["id"]), _code(one)
        piece = {**shared, "variants": [one]}
        if item := posts.get(_item(_item_id(one))):
            piece |= {"inventory_item": item, "updated_at": later(product.get("updated_at"), item.get("updated_at"))}
        if code and (others := [other for other in by_code[code] if other != number]):
            piece["shares_sku_with"] = others
        pieces.append(piece)
    return pieces


def _split_item(number: str, item: Post, known: Known) -> Sequence[Json] | Told:
    """The variant whose inventory item was posted, with all that is known of it; alone where that is long ago."""
    belongings = known.belongings.get(_item(number), frozenset())
    product = next((known.posts[name] for name in sorted(belongings) if name in known.posts), None)
    if product is not None:
        pieces = _pieces(product, {**known.posts, _item(number): item})
        found = [piece for piece in pieces if _item_id(piece["variants"][0]) == number]
        return found or Told("webhook.product_is_gone")
    variant = next((name for name in belongings if name.isdigit()), None)
    if variant is None:
        return Told("webhook.waits_for_its_product")
    sku = {"sku": item["sku"]} if "sku" in item else {}
    return [{"variants": [{"id": variant, **sku}], "inventory_item": item, "updated_at": item.get("updated_at")}]


def _names(posted: Post, variant: Post) -> dict[str, Any]:
    """What the variant is called: after the product where it is the only one, else by what tells it from the others."""
    if "title" not in posted:
        return {}
    title = variant.get("title")
    if is_empty(title) or title == _ONLY_VARIANT:
        return {"name": posted["title"]}
    options = [variant[name] for name in _OPTIONS if not is_empty(variant.get(name))]
    return {"name": title, "parent_name": posted["title"], "parent_number": posted.get("id"), "options": options}


def _state(posted: Post) -> dict[str, Any]:
    """A draft is not published yet, what is archived is not sold any more; what no web shop shows, tills may sell."""
    match posted.get("status"):
        case "draft":
            return {"is_published": False}
        case "archived":
            return {"is_published": True, "blocked": True}
        case str():
            return {"is_published": True, "blocked": False}
        case _:
            return {}


def _weight(item: Post) -> dict[str, Any]:
    """The weight, unless it is zero, as Shopify has it where nobody weighed the thing."""
    with suppress(WrongValueError):  # it is told where the row reads it
        if not amount_at(item, "weight_value"):
            return {}
    unit = str(item.get("weight_unit") or "").casefold()
    return {"weight": item["weight_value"], "weight_unit": _UNITS.get(unit, unit) or None}


def _images_of(images: Any, variant: Post) -> list[Post]:
    """The pictures of a variant, its own first, without those of its sisters."""
    own, number = bare_id(variant.get("image_id")), bare_id(variant.get("id"))
    ordered = sorted(objects(images), key=lambda image: (bare_id(image.get("id")) != own, _position(image)))
    return [image for image in ordered if bare_id(image.get("id")) == own or number in _shown_with(image, number)]


def _shown_with(image: Post, number: str) -> list[str]:
    """The variants that a picture is of; one that is of none in particular is of any."""
    variants = image.get("variant_ids")
    return [bare_id(one) for one in variants] if isinstance(variants, list) and variants else [number]


def _position(image: Post) -> Decimal | int:
    position = image.get("position")
    return position if isinstance(position, int | Decimal) else 0


def _variant(posted: Post) -> Post | None:
    variants = objects(posted.get("variants"))
    return variants[0] if len(variants) == 1 else None


def _code(variant: Post) -> str:
    sku = variant.get("sku")
    return sku.strip() if isinstance(sku, str) else ""


def _is_item(posted: Post) -> bool:
    is_named_so = "/InventoryItem/" in str(posted.get("admin_graphql_api_id"))
    return "variants" not in posted and ("tracked" in posted or is_named_so)


def _item_id(variant: Post) -> str:
    return bare_id(variant.get("inventory_item_id"))


def _product(number: str) -> str:
    return f"product {number}"


def _item(number: str) -> str:
    return f"item {number}"
