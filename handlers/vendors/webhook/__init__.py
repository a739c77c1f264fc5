"""Any system that can post JSON: a source of documents in the relay's own format or another."""

from handlers.vendors.webhook.connection import SOURCES, open_webhook
from handlers.vendors.webhook.settings import WebhookConnection
from relay.roles import Vendor

VENDOR = Vendor(name="webhook", settings=WebhookConnection, open=open_webhook, sources=SOURCES)
