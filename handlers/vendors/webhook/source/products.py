"""Reads products that a system posts: one post may be several of them, and may tell a part of one only.

Shops post a product with all its variants, tell of some parts apart, and of what is deleted tell the id. What posts
have to do with each other is remembered at the door (:class:`relay.roles.Splits`). What no post tells the shop is asked
for when the product is carried, where settings say how (:class:`relay.roles.Completes`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from handlers.vendors.opening import Opened
from handlers.vendors.webhook.settings import Posted, WebhookConnection
from handlers.vendors.webhook.shop_api import ShopApi
from handlers.vendors.webhook.source.formats import Format, MappedFormat, OwnFormat
from handlers.vendors.webhook.source.kinds import PRODUCTS
from handlers.vendors.webhook.source.notices import Notice, bare_id
from handlers.vendors.webhook.source.product_reading import MOST_VARIANTS, ProductPosts
from handlers.vendors.webhook.source.shopify_products import ShopifyPosts
from handlers.vendors.webhook.source.source import WebhookSource
from handlers.vendors.webhook.source.woocommerce_posts import WooCommercePosts, parent_of
from mapping.documents.product import Product
from mapping.documents.values import bare_reference
from mapping.problems import DocumentError, Problem
from relay.errors import Transient
from relay.model import Flow, Identity
from relay.roles import Json, Known, Relations
from words.told import Told

_LISTS: Final = ("variants", "variations")
"""Where shops list what a product consists of."""


class ProductSource(WebhookSource[Product]):
    """Posted products. ``posts`` knows how those of a shop hang together; without it each post is one product."""

    def __init__(
        self, posted: Posted, form: Format[Product], posts: ProductPosts | None = None, *, by_content: bool = False
    ) -> None:
        super().__init__(posted.identity, PRODUCTS, form, ".".join(posted.at))
        self._posts = posts
        self._by_content = by_content

    def check(self, document: Any) -> list[Problem]:
        """As of other posts; and a product with more variants than any shop allows is refused."""
        found = super().check(document)
        for name in _LISTS if self._posts is not None and not found else ():
            entries = document.get(name)
            if isinstance(entries, list) and len(entries) > MOST_VARIANTS:
                told, mend = Told("webhook.too_many_variants"), Told("webhook.most_variants", most=MOST_VARIANTS)
                found.append(Problem(name, told, mend, str(len(entries))))
        return found

    def relations(self, document: Json) -> Relations:
        """As :class:`relay.roles.Splits` has it."""
        return self._posts.relations(document) if self._posts is not None else Relations()

    def split(self, document: Json, known: Known) -> Sequence[Json] | Told:
        """As :class:`relay.roles.Splits` has it."""
        return self._posts.split(document, known) if self._posts is not None else [document]

    def identify(self, document: Any) -> Identity:
        """As of other posts; but Shopify stamps all variants when one is changed, so there the content alone tells."""
        identity = super().identify(document)
        return replace(identity, version=None) if self._by_content else identity

    def read(self, document: Any) -> Product:
        """The canonical product. Raises DocumentError with every problem, and where a part of it was never told."""
        posts = self._posts if isinstance(document, Mapping) and not self._format.notice_of(document) else None
        if posts is not None and (lacks := posts.lacks(document)) is not None:
            raise DocumentError([lacks])
        return super().read(document)

    def fields_of(self, document: Json) -> Mapping[str, Json]:
        """The fields of a post by their names, and of a variant its own besides, or of a variation its product's."""
        if not isinstance(document, Mapping):
            return {}
        parent, variants = document.get("parent"), document.get("variants")
        own = variants[0] if isinstance(variants, list) and len(variants) == 1 else {}
        return {
            **(parent if isinstance(parent, Mapping) else {}),
            **(own if isinstance(own, Mapping) else {}),
            **document,
        }

    def _named(self, document: Any, notice: Notice | None) -> str:
        if notice is None and self._posts is not None:
            return str(bare_reference(self._posts.number_of(document)))
        named = super()._named(document, notice)
        if not named and self._format.refuses_mistakes and isinstance(document, Mapping):
            return str(document.get("sku") or "").strip()  # as the product's own model has it
        return named


class ReadProductSource(ProductSource):
    """Posted products of which each is read at its shop before it is carried, some time ``after`` it was posted.

    A shop may post before what was saved shows, and of a product with variations it posts their ids.
    """

    def __init__(self, posted: Posted, form: Format[Product], posts: ProductPosts, shop: ShopApi) -> None:
        super().__init__(posted, form, posts)
        self._shop = shop

    async def complete(self, document: Json, accepted: datetime) -> Json:
        """The product as its shop has it now; one that it has no longer is gone. Raises RunEnd."""
        if not isinstance(document, Mapping) or self._format.notice_of(document) is not None:
            return document
        left = self._shop.after - (datetime.now(UTC) - accepted)
        if left.total_seconds() > 0:
            raise Transient(Told("webhook.read_soon"), after=left, burns_try=False)
        number, parent = bare_id(document.get("id")), parent_of(document)
        if not number.isdigit() or (parent and not parent.isdigit()):
            return document
        if not parent:
            return await self._shop.product(int(number)) or {"id": number}
        variation = await self._shop.variation(int(parent), int(number))
        product = await self._shop.product(int(parent)) if variation is not None else None
        if variation is None or product is None:
            return {"id": number}
        return {**variation, "type": "variation", "parent_id": product["id"], "parent": product}


def open_products(opened: Opened[WebhookConnection, ShopApi | None], _: Flow) -> ProductSource:
    """The source of products. Raises StartError with every mistake in their rows."""
    posted, products = opened.settings.posted_products, opened.settings.products
    form: Format[Product] = MappedFormat(opened.name, PRODUCTS, posted) if posted.is_mapped else OwnFormat(PRODUCTS)
    if posted.format == "shopify":
        return ProductSource(posted, form, ShopifyPosts(), by_content=True)
    if posted.format != "woocommerce":
        return ProductSource(posted, form)
    posts = WooCommercePosts(reads=opened.client is not None, waits=products.variations == "own_posts")
    if opened.client is not None:
        return ReadProductSource(posted, form, posts, opened.client)
    return ProductSource(posted, form, posts)
