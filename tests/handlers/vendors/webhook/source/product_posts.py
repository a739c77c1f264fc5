"""Sources of posted products by their settings, and what becomes of posts in their order, as the door takes them in."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Protocol

from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.products import ProductSource
from mapping.parsing import dump_json, parse_json
from mapping.problems import Problem
from relay.model import Flow, Identity
from relay.roles import Json, Known, Relations
from words.told import Told

FLOW = Flow(name="shop-products", entity="product", source="shop", target="books", settings=None)

VARIANT: dict[str, Any] = {
    "id": 501,
    "title": "Default Title",
    "sku": "LAMP-1",
    "barcode": "8712345678906",
    "price": "24.20",
    "taxable": True,
    "inventory_item_id": 551,
    "option1": "Default Title",
    "option2": None,
    "option3": None,
    "image_id": None,
}
SHOPIFY: dict[str, Any] = {
    "id": 97,
    "admin_graphql_api_id": "gid://shopify/Product/97",
    "title": "Lamp",
    "body_html": "<p>Oak &amp; brass, &lt;60 W.</p>",
    "product_type": "Lamps",
    "status": "active",
    "published_at": "2026-10-01T09:00:00+02:00",
    "updated_at": "2026-11-20T10:00:00+01:00",
    "variants": [VARIANT],
    "images": [],
}
ITEM: dict[str, Any] = {
    "id": 551,
    "admin_graphql_api_id": "gid://shopify/InventoryItem/551",
    "sku": "LAMP-1",
    "tracked": True,
    "cost": "9.10",
    "weight_value": 750.0,
    "weight_unit": "g",
    "updated_at": "2026-11-20T10:00:01+01:00",
}
WOOCOMMERCE: dict[str, Any] = {
    "id": 41,
    "name": "Lamp",
    "date_modified": "2026-11-20T10:00:00",
    "date_modified_gmt": "2026-11-20T09:00:00",
    "type": "simple",
    "status": "publish",
    "description": "<p>Oak &amp; brass, &lt;60 W.</p>",
    "sku": "LAMP-1",
    "global_unique_id": "",
    "price": "24.20",
    "regular_price": "24.20",
    "sale_price": "",
    "on_sale": False,
    "virtual": False,
    "tax_status": "taxable",
    "tax_class": "",
    "manage_stock": True,
    "weight": "0.75",
    "parent_id": 0,
    "categories": [{"id": 15, "name": "Lamps"}],
    "images": [],
    "variations": [],
}
VARIATION: dict[str, Any] = {
    "id": 42,
    "type": "variation",
    "parent_id": 41,
    "date_modified_gmt": "2026-11-20T09:00:00",
    "status": "publish",
    "description": "",
    "sku": "LAMP-S",
    "regular_price": "19.95",
    "sale_price": "",
    "on_sale": False,
    "tax_status": "taxable",
    "tax_class": "parent",
    "manage_stock": "parent",
    "weight": "",
    "image": None,
    "attributes": [{"id": 6, "name": "Size", "option": "S"}],
    "name": "S",
}
POSTS = {"shopify": SHOPIFY, "woocommerce": WOOCOMMERCE}


def product(shop: str, **changes: Any) -> Any:
    """The product that a shop posts, with these fields instead."""
    return parsed(deepcopy(POSTS[shop]) | changes)


def variants(*changed: dict[str, Any], **changes: Any) -> Any:
    """A product of Shopify with a variant for each of these."""
    return product("shopify", variants=[VARIANT | one for one in changed], **changes)


def parsed(post: Any) -> Any:
    """A post as it is parsed at the door."""
    return parse_json(dump_json(post))


def pieces_of(found: Sequence[Json] | Told) -> list[Json]:
    """The documents that a post became; the test fails where none came of it."""
    assert not isinstance(found, Told), str(found)
    return list(found)


def products_of(**settings: Any) -> ProductSource:
    connection = WebhookConnection.model_validate({"vendor": "webhook", **settings})
    source = OpenWebhookConnection("shop", connection).source(FLOW)
    assert isinstance(source, ProductSource)
    return source


class SplitSource(Protocol):
    """A source of which one post may be several documents, such as that of products."""

    def check(self, document: Any) -> list[Problem]: ...

    def passed_over(self, document: Any) -> Told | None: ...

    def identify(self, document: Any) -> Identity: ...

    def relations(self, document: Json) -> Relations: ...

    def split(self, document: Json, known: Known) -> Sequence[Json] | Told: ...

    def read(self, document: Any) -> Any: ...


@dataclass
class Door:
    """Takes posts in as the door does, and remembers for the source what it wants remembered."""

    source: SplitSource
    posts: dict[str, Any] = field(default_factory=dict)
    belongings: dict[str, frozenset[str]] = field(default_factory=dict)

    def post(self, body: Any) -> Sequence[Json] | Told:
        """The documents that one post becomes, or why none."""
        document = parsed(body)
        assert self.source.check(document) == []
        if why := self.source.passed_over(document):
            return why
        relations = self.source.relations(document)
        if relations.kept_as:
            self.posts[relations.kept_as] = document
        for name, names in relations.belongings.items():
            self.belongings[name] = self.belongings.get(name, frozenset()) | names
        asked = {
            name: self.belongings[name] for name in (*relations.asks, *relations.follows) if name in self.belongings
        }
        near = [name for one in relations.follows for name in asked.get(one, ())]
        posts = {name: self.posts[name] for name in (*relations.needs, *near) if name in self.posts}
        return self.source.split(document, Known(asked, posts))

    def read(self, body: Any) -> list[Any]:
        """The records that one post becomes."""
        return [self.source.read(parsed(piece)) for piece in pieces_of(self.post(body))]
