"""Rules about levels that a shop posts: a sale there lowers the books by its order, and must not by its level too."""

from collections.abc import Iterator
from typing import Final

from handlers.vendors.webhook.settings import WebhookConnection
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from words.told import Told

_OURS: Final = "webhook"


def leading_of_stock_is_told(checked: Checked, path: Path, connection: WebhookConnection) -> Iterator[Finding]:
    """A flow of a shop's stock into books that does not say who leads: a level that fell by a sale would be booked."""
    for name, flow in checked.flows_from(str(path[-1])):
        into_books = checked.settings.connections[flow.target].vendor != _OURS
        if flow.entity == "stock" and into_books and connection.stock.leading is None:
            yield Finding("error", (*path, "stock", "leading"), Told("webhook.leading_not_told", flow=name))


def stock_that_is_passed_over(checked: Checked, path: Path, connection: WebhookConnection) -> Iterator[Finding]:
    """A flow of stock of a shop whose books lead: nothing comes of it."""
    for name, flow in checked.flows_from(str(path[-1])):
        if flow.entity == "stock" and connection.stock.leading == "books":
            yield Finding("warning", (*path, "stock", "leading"), Told("webhook.nothing_is_carried", flow=name))
