"""Rules about a webhook connection in relay.yaml that no type can tell: where flows end, posts may go, and stock leads.

A sale in a shop lowers the books by its order, and must not by the level that the shop posts of it too.
"""

from collections.abc import Iterator
from typing import Final

from handlers.exchange.outbound_rules import AddressRules, RefusedAddressError, read_address
from handlers.vendors.webhook.posting.settings import KINDS
from handlers.vendors.webhook.settings import WebhookConnection
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from words.told import Told

_OURS: Final = "webhook"


def posted_where_flows_end(checked: Checked, path: Path, connection: WebhookConnection) -> Iterator[Finding]:
    """A flow that ends at a connection which does not say how such documents are posted."""
    connected = str(path[-1])
    for name, flow in checked.flows_to(connected):
        if not checked.is_sound((*path, "posts")):
            continue
        if connection.posts is None or connection.posts.of(flow.entity) is None:
            told = Told("webhook.no_target", connection=connected, kind=KINDS.get(flow.entity, flow.entity))
            yield Finding("error", ("flows", name, "to"), told)


def posted_where_calls_may_go(checked: Checked, path: Path, connection: WebhookConnection) -> Iterator[Finding]:
    """An address to which nothing would be sent; where a name leads shows only when it is called."""
    if connection.posts is None or not checked.is_sound((*path, "posts", "address")):
        return
    outbound = connection.outbound
    rules = AddressRules(outbound.allow_private, frozenset(outbound.ports), outbound.plain_http)
    try:
        read_address(connection.posts.address, rules)
    except RefusedAddressError as error:
        yield Finding("error", (*path, "posts", "address"), Told("posting.address_refused", why=error.told))


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
