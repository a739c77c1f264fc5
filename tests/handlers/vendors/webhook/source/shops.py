"""Sources of posted documents by their settings, and the sample orders of real shops."""

from typing import Any

from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.source import WebhookSource
from mapping.parsing import parse_json
from relay.model import Flow
from tests.handlers.presets import document_of

FLOW = Flow(name="shop-orders", entity="order", source="shop", target="books", settings=None)


def sample(name: str) -> Any:
    return parse_json(document_of(name))


def source_of(**settings: Any) -> WebhookSource:
    connection = WebhookConnection.model_validate({"vendor": "webhook", **settings})
    source: WebhookSource = OpenWebhookConnection("shop", connection).source(FLOW)
    return source
