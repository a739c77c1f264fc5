"""Any system that can post JSON: a source of documents in the relay's own format or another."""

from handlers.vendors.webhook.connection import SOURCES, open_webhook
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.stock_rules import leading_of_stock_is_told, stock_that_is_passed_over
from relay.roles import Vendor

VENDOR = Vendor(
    name="webhook",
    settings=WebhookConnection,
    open=open_webhook,
    sources=SOURCES,
    rules=(leading_of_stock_is_told, stock_that_is_passed_over),
)
