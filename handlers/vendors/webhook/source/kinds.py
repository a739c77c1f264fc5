"""The kinds of document that a sender may post: what differs between orders, customers, products and stock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from handlers.vendors.webhook.settings import Posted, WebhookConnection
from handlers.vendors.webhook.source.notices import Notice
from handlers.vendors.webhook.source.people import shopify_people, woocommerce_people
from handlers.vendors.webhook.source.product_reading import clean_product
from handlers.vendors.webhook.source.shop_reading import ShopReading
from handlers.vendors.webhook.source.shopify import shopify_order
from handlers.vendors.webhook.source.shopify_customers import shopify_customer, shopify_notice
from handlers.vendors.webhook.source.shopify_products import shopify_product, shopify_product_notice
from handlers.vendors.webhook.source.stock_reading import (
    shopify_level,
    shopify_level_notice,
    woocommerce_level,
    woocommerce_level_notice,
)
from handlers.vendors.webhook.source.woocommerce import woocommerce_order
from handlers.vendors.webhook.source.woocommerce_customers import woocommerce_customer, woocommerce_notice
from handlers.vendors.webhook.source.woocommerce_posts import woocommerce_product_notice
from handlers.vendors.webhook.source.woocommerce_products import woocommerce_product
from mapping.clean_text import clean_document
from mapping.documents.customer import CustomerRecord
from mapping.documents.order import Order
from mapping.documents.product import Product
from mapping.documents.stock import StockRecord

DocumentT = TypeVar("DocumentT", bound=BaseModel)

WORKED_OF_A_LINE = ("quantity", "unit_price", "discount_percent", "vat_rate", "vat_amount", "vat_class")
"""The names below ``item.worked``."""


PEOPLE: Final[Mapping[str, Callable[[Mapping[str, Any]], frozenset[str]]]] = {
    "woocommerce": woocommerce_people,
    "shopify": shopify_people,
}
"""What tells whose a post of a shop is, whatever its kind."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[DocumentT]):
    """One kind of posted document; ``settings`` finds what a connection says of it.

    By format of a shop: ``presets`` are the names of its rows, ``readings`` work out what these read besides what was
    posted, ``worked`` lists the names of that below ``shop``, and ``notices`` know posts that are no such document.

    ``people`` tell by format whose a post is, and ``person`` the sender's number of the person in a document that was
    read.

    ``keeps_empty``: what is posted as empty is empty in the document, and what is not posted is left out of it; else
    both are left out. ``is_lasting`` says of a document that it stands whatever comes after it.

    ``clean`` makes of what is posted what rows read of it.
    """

    document: type[DocumentT]
    settings: Callable[[WebhookConnection], Posted]
    presets: Mapping[str, str]
    readings: Mapping[str, Callable[[Mapping[str, Any]], ShopReading]]
    worked: Mapping[str, tuple[str, ...]]
    person: Callable[[DocumentT], str | None]
    people: Mapping[str, Callable[[Mapping[str, Any]], frozenset[str]]] = field(default_factory=lambda: PEOPLE)
    notices: Mapping[str, Callable[[Mapping[str, Any]], Notice | None]] = field(default_factory=dict)
    keeps_empty: bool = False
    is_lasting: Callable[[DocumentT], bool] = lambda _: False
    clean: Callable[[Mapping[str, Any]], Mapping[str, Any]] = clean_document


def _ends(customer: CustomerRecord) -> bool:
    """Whether a record says how a customer ended: gone, merged into another, or to be forgotten."""
    return customer.gone or customer.erased or customer.successor is not None


ORDERS = Kind(
    Order,
    settings=lambda connection: connection.orders,
    presets={"woocommerce": "woocommerce", "shopify": "shopify"},
    readings={"woocommerce": woocommerce_order, "shopify": shopify_order},
    worked={
        "woocommerce": ("bill", "ship", "refunded"),
        "shopify": ("bill", "ship", "total", "vat", "refunded"),
    },
    person=lambda order: order.customer.code,
)

CUSTOMERS = Kind(
    CustomerRecord,
    settings=lambda connection: connection.posted_customers,
    presets={"woocommerce": "woocommerce_customers", "shopify": "shopify_customers"},
    readings={"woocommerce": woocommerce_customer, "shopify": shopify_customer},
    worked={
        "woocommerce": ("person", "main", "company", "phone", "ship", "meta"),
        "shopify": ("person", "main", "company", "phone", "others", "guessed"),
    },
    person=lambda customer: customer.number,
    notices={"woocommerce": woocommerce_notice, "shopify": shopify_notice},
    keeps_empty=True,
    is_lasting=_ends,
)

PRODUCTS = Kind(
    Product,
    settings=lambda connection: connection.posted_products,
    presets={"woocommerce": "woocommerce_products", "shopify": "shopify_products"},
    readings={"woocommerce": woocommerce_product, "shopify": shopify_product},
    worked={
        "woocommerce": (
            *("kind", "parent_name", "parent_number", "options", "is_published", "blocked", "is_taxed", "vat_class"),
            *("description", "weight", "keeps_stock", "group", "offers", "images"),
        ),
        "shopify": (
            *("variant", "item", "name", "parent_name", "parent_number", "options", "is_published", "blocked", "kind"),
            *("weight", "weight_unit", "keeps_stock", "images"),
        ),
    },
    person=lambda _: None,
    people=dict.fromkeys(PEOPLE, lambda _: frozenset()),
    notices={"woocommerce": woocommerce_product_notice, "shopify": shopify_product_notice},
    keeps_empty=True,
    clean=clean_product,
)

STOCK = Kind(
    StockRecord,
    settings=lambda connection: connection.posted_stock,
    presets={"woocommerce": "woocommerce_stock", "shopify": "shopify_stock"},
    readings={"woocommerce": woocommerce_level, "shopify": shopify_level},
    worked={"woocommerce": ("places", "tracked"), "shopify": ("sku", "places", "tracked", "all_places")},
    person=lambda _: None,
    people=dict.fromkeys(PEOPLE, lambda _: frozenset()),
    notices={"woocommerce": woocommerce_level_notice, "shopify": shopify_level_notice},
)
