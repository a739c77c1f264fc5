"""The kinds of document that a sender may post: what differs between orders and customers, each in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from handlers.vendors.webhook.settings import Posted, WebhookConnection
from handlers.vendors.webhook.source.notices import Notice
from handlers.vendors.webhook.source.people import shopify_people, woocommerce_people
from handlers.vendors.webhook.source.shop_reading import ShopReading
from handlers.vendors.webhook.source.shopify import shopify_order
from handlers.vendors.webhook.source.shopify_customers import shopify_customer, shopify_notice
from handlers.vendors.webhook.source.woocommerce import woocommerce_order
from handlers.vendors.webhook.source.woocommerce_customers import woocommerce_customer, woocommerce_notice
from mapping.documents.customer import CustomerRecord
from mapping.documents.order import Order

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
