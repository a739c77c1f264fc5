"""Rules about a webhook connection in relay.yaml that no type can tell: where flows end, and where posts may go."""

from collections.abc import Iterator

from handlers.exchange.outbound_rules import AddressRules, RefusedAddressError, read_address
from handlers.vendors.webhook.posting.settings import KINDS
from handlers.vendors.webhook.settings import WebhookConnection
from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from words.told import Told


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
