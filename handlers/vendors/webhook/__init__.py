"""Any system that posts JSON, or takes what the relay posts: documents in the relay's own format or another."""

from handlers.vendors.webhook.connection import SOURCES, TARGETS, open_webhook
from handlers.vendors.webhook.rules import (
    leading_of_stock_is_told,
    posted_where_calls_may_go,
    posted_where_flows_end,
    stock_that_is_passed_over,
)
from handlers.vendors.webhook.settings import WebhookConnection
from relay.roles import Vendor

VENDOR = Vendor(
    name="webhook",
    settings=WebhookConnection,
    open=open_webhook,
    sources=SOURCES,
    targets=TARGETS,
    rules=(
        posted_where_flows_end,
        posted_where_calls_may_go,
        leading_of_stock_is_told,
        stock_that_is_passed_over,
    ),
    is_posted_to=True,
)
