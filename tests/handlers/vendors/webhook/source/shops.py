"""Sources of posted documents by their settings, and samples of what real shops post."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.source import WebhookSource
from mapping.documents.customer import CustomerRecord
from mapping.documents.order import Order
from mapping.parsing import parse_json
from relay.model import Flow
from tests.handlers.presets import document_of

FLOW = Flow(name="shop-orders", entity="order", source="shop", target="books", settings=None)

ADDRESS = {
    "id": 8658316394002,
    "first_name": "Noor",
    "last_name": "Hendriks",
    "company": "",
    "address1": "Lindelaan 5",
    "address2": None,
    "city": "Apeldoorn",
    "zip": "7311 XS",
    "country_code": "NL",
    "phone": None,
    "default": True,
}
SHOPIFY = {
    "id": 8658316394001,
    "admin_graphql_api_id": "gid://shopify/Customer/8658316394001",
    "created_at": "2024-10-01T09:00:00+02:00",
    "updated_at": "2024-11-20T11:00:00+01:00",
    "first_name": "Noor",
    "last_name": "Hendriks",
    "state": "enabled",
    "email": "noor.hendriks@example.com",
    "phone": "+31555550100",
    "addresses": [ADDRESS],
    "default_address": ADDRESS,
}
BILLING = {
    "first_name": "Noor",
    "last_name": "Hendriks",
    "company": "",
    "address_1": "Lindelaan 5",
    "address_2": "",
    "city": "Apeldoorn",
    "state": "",
    "postcode": "7311 XS",
    "country": "NL",
    "email": "noor.hendriks@example.com",
    "phone": "0555550100",
}
WOOCOMMERCE = {
    "id": 48,
    "date_modified": "2024-11-20T10:00:00",
    "date_modified_gmt": "2024-11-20T09:00:00",
    "email": "noor.hendriks@example.com",
    "first_name": "Noor",
    "last_name": "Hendriks",
    "role": "customer",
    "username": "noor",
    "billing": BILLING,
    "shipping": dict.fromkeys(BILLING, ""),
    "meta_data": [],
}
CUSTOMERS: dict[str, dict[str, Any]] = {"shopify": SHOPIFY, "woocommerce": WOOCOMMERCE}
"""A customer as each shop posts them; the people in them are invented."""


def sample(name: str) -> Any:
    return parse_json(document_of(name))


def customer(shop: str, **changes: Any) -> Any:
    """The customer that a shop posts, with these fields instead."""
    return deepcopy(CUSTOMERS[shop]) | changes


def source_of(**settings: Any) -> WebhookSource[Order]:
    source: WebhookSource[Order] = _open(FLOW, settings)
    return source


def customers_of(**settings: Any) -> WebhookSource[CustomerRecord]:
    source: WebhookSource[CustomerRecord] = _open(replace(FLOW, name="shop-customers", entity="customer"), settings)
    return source


def _open(flow: Flow, settings: dict[str, Any]) -> Any:
    connection = WebhookConnection.model_validate({"vendor": "webhook", **settings})
    return OpenWebhookConnection("shop", connection).source(flow)
