"""How WooCommerce's posts about products hang together: a product and its variations, each a post of its own.

Source: "Products", "Product variations" and "Webhooks" in the WooCommerce REST API, version 3. A product that has
variations names their ids only (woocommerce/woocommerce#15198). Of what is binned or deleted the id alone is posted,
and nothing of what is taken out of the bin again (#25652, #14607).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from handlers.vendors.webhook.source.notices import Notice, bare_id, is_deletion, pass_over, refuse_order
from handlers.vendors.webhook.source.product_reading import Post, later, moment_of
from mapping.problems import Problem
from relay.roles import Json, Known, Relations
from words.told import Told

_IDS: Final = frozenset({"id", "_links"})
_TELLS_OF_A_PRODUCT: Final = ("sku", "regular_price", "variations", "type")
_TOLD_BY_THE_PRODUCT: Final = (
    *("id", "name", "status", "description", "categories", "tax_class", "tax_status", "images", "weight"),
    *("manage_stock", "date_modified_gmt"),
)
"""Fields of a product that hold for its variations too, or say what these are called."""


def woocommerce_product_notice(posted: Post) -> Notice | None:
    """What a post comes to that is no product as it is now; None for one that is. Raises DocumentError for an order."""
    refuse_order(posted, Told("webhook.is_an_order_not_a_product"))
    number = bare_id(posted.get("id"))
    if number and (is_deletion(posted, _IDS) or posted.get("status") == "trash"):
        return Notice({"number": number, "gone": True})
    if number and not any(name in posted for name in _TELLS_OF_A_PRODUCT):
        return pass_over(number, Told("webhook.no_state_of_a_product"))
    return None


def parent_of(posted: Post) -> str:
    """The id of the product of which a post is a variation; empty of what is none."""
    found = bare_id(posted.get("parent_id"))
    return found if posted.get("type") == "variation" and found != "0" else ""


class WooCommercePosts:
    """How WooCommerce's posts about products hang together: a product and its variations, each a post of its own.

    ``reads``: the relay asks the shop for what no post tells. ``waits``: variations are posted too, so that a product
    which names one that was not posted yet is not held.
    """

    def __init__(self, *, reads: bool, waits: bool) -> None:
        self._reads = reads
        self._waits = waits

    def number_of(self, posted: Post) -> str:
        """Its own id, of a variation too."""
        return bare_id(posted.get("id"))

    def relations(self, posted: Post) -> Relations:
        """A product with variations and each of these are read together; of what is deleted only the id is told."""
        name, product = _product(bare_id(posted.get("id"))), _product(parent_of(posted))
        if woocommerce_product_notice(posted):
            return Relations(kept_as=name, asks=(name,))
        if not _has_variations(posted) and not parent_of(posted):
            return Relations()
        variations = _variations(posted)
        belongings = {product: frozenset({bare_id(posted.get("id"))})} if parent_of(posted) else {}
        if variations:
            belongings = {name: frozenset(variations)}
        if self._reads:
            return Relations(belongings=belongings)
        needs = (name, *([product] if parent_of(posted) else map(_product, variations)))
        return Relations(name, moment_of(posted.get("date_modified_gmt")), belongings, needs=needs)

    def split(self, posted: Post, known: Known) -> Sequence[Json] | Told:
        """A product with variations as these, each with what its product says; all of them where it is deleted."""
        number = bare_id(posted.get("id"))
        if woocommerce_product_notice(posted):
            return [{"id": one} for one in (number, *sorted(known.belongings.get(_product(number), ())))]
        newest = known.posts.get(_product(number), posted)
        if parent_of(newest):
            parent = known.posts.get(_product(parent_of(newest)))
            if parent is not None and woocommerce_product_notice(parent):
                return Told("webhook.product_is_gone")
            return [_with_product(newest, parent) if parent is not None else newest]
        if not _has_variations(newest):
            return [newest]
        return self._split_product(newest, known)

    def lacks(self, posted: Post) -> Problem | None:
        """What its product says of a variation, or the variations of a product."""
        number = bare_id(posted.get("id"))
        if _has_variations(posted) or (parent_of(posted) and not {"sku", "regular_price"} & posted.keys()):
            return Problem(
                "variations", Told("webhook.variations_not_posted"), Told("webhook.let_them_be_read"), number
            )
        if parent_of(posted) and not isinstance(posted.get("parent"), Mapping):
            return Problem("parent_id", Told("webhook.parent_not_posted"), Told("webhook.let_them_be_read"), number)
        return None

    def _split_product(self, product: Post, known: Known) -> Sequence[Json] | Told:
        if self._reads:
            named = [{"id": one, "type": "variation", "parent_id": product["id"]} for one in _variations(product)]
            return [_with_product(one, product) for one in named] or Told("webhook.no_variants")
        told = [known.posts.get(_product(one)) for one in _variations(product)]
        pieces: list[Json] = [
            _with_product(one, product) for one in told if one is not None and not woocommerce_product_notice(one)
        ]
        if None in told and not self._waits:
            pieces.append(product)
        return pieces or Told("webhook.waits_for_variations")


def _with_product(variation: Post, product: Post) -> dict[str, Any]:
    told = {name: product[name] for name in _TOLD_BY_THE_PRODUCT if name in product}
    stamp = later(variation.get("date_modified_gmt"), product.get("date_modified_gmt"))
    return {**variation, "parent": told, "date_modified_gmt": stamp or None}


def _has_variations(posted: Post) -> bool:
    kind = posted.get("type")
    return isinstance(kind, str) and kind.startswith("variable")


def _variations(posted: Post) -> list[str]:
    found = posted.get("variations")
    return [one for one in map(bare_id, found) if one] if isinstance(found, list) else []


def _product(number: str) -> str:
    return f"product {number}"
