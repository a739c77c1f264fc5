"""Opens a webhook connection: a sender that calls us, a receiver of what we post, or both in one."""

from collections.abc import Collection, Sequence
from typing import Any

from handlers.exchange.send import Session
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened, Opener, Outgoing
from handlers.vendors.webhook.posting.poster import check
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.posting.settings import KINDS
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.shop_api import ShopApi
from handlers.vendors.webhook.source.products import open_products
from handlers.vendors.webhook.source.source import open_customers, open_orders
from handlers.vendors.webhook.source.stock import open_stock
from handlers.vendors.webhook.target.customers import open_customer_target
from handlers.vendors.webhook.target.orders import open_order_target
from handlers.vendors.webhook.target.products import open_posted_products
from handlers.vendors.webhook.target.stock import open_posted_stock
from relay.errors import Permanent, RunEnd
from relay.model import Flow
from relay.roles import Gate, LookedUp, Named, NamingFlow, NotAsked, SystemIdentity, TokenStore
from relay.settings.findings import Finding, SettingsError
from words.told import Told

SOURCES: dict[str, Opener[WebhookConnection, ShopApi | None]] = {
    "order": open_orders,
    "invoice": open_orders,
    "customer": open_customers,
    "product": open_products,
    "stock": open_stock,
}
"""What makes the source of each entity that a sender may post."""

TARGETS: dict[str, Opener[WebhookConnection, Receiver]] = {
    "order": open_order_target,
    "invoice": open_order_target,
    "customer": open_customer_target,
    "product": open_posted_products,
    "stock": open_posted_stock,
}
"""What makes the target of each entity that the relay posts."""


class OpenWebhookConnection:
    """A sender and receiver, as ``relay.roles.Connection``: ``shop`` is asked only for what it did not post."""

    def __init__(
        self, name: str, settings: WebhookConnection, shop: ShopApi | None = None, receiver: Receiver | None = None
    ) -> None:
        self._opened = Opened(name, settings, shop, dutch_day)
        self._receiver = receiver

    async def check(self, reads: Collection[str], writes: Collection[str]) -> Told | None:
        """Prove that a shop lets us in where it is read or posted to; None where there is nothing to ask.

        Raises RunEnd.
        """
        shop, receiver, said = self._opened.client, self._receiver, None
        if receiver is not None and writes and receiver.posts.check_path is not None:
            said = await check(receiver, receiver.posts.check_path)
        if shop is not None and "product" in reads:
            await shop.check()
            said = Told("webhook.shop_answers")
        return said

    async def identify(self) -> SystemIdentity | None:
        """Where it is posted to: a receiver cannot be asked who it is. None of what only calls us."""
        if self._receiver is None:
            return None
        place = self._receiver.posts.place
        return SystemIdentity(place, {"address": place[0]})

    def source(self, flow: Flow) -> Any:
        """The source of a flow's documents. Raises StartError, also with every mistake in the connection's rows."""
        if flow.entity not in SOURCES:
            told = Told("webhook.entity_not_brought", entity=flow.entity)
            raise SettingsError.at(("connections", self._opened.name), told)
        return SOURCES[flow.entity](self._opened, flow)

    def target(self, flow: Flow) -> Any:
        """What posts a flow's documents. Raises StartError where settings do not say how, and for mistakes in rows."""
        opened, receiver = self._opened, self._receiver
        how = receiver.posts.of(flow.entity) if receiver is not None else None
        if receiver is None or how is None or flow.entity not in TARGETS:
            told = Told("webhook.no_target", connection=opened.name, kind=KINDS.get(flow.entity, flow.entity))
            raise SettingsError.at(("flows", flow.name, "to"), told)
        return TARGETS[flow.entity](Opened(opened.name, opened.settings, receiver, opened.today), flow)


class OpenCheckedReceiver(OpenWebhookConnection):
    """The same where settings name a path that may be read as a proof, as ``relay.roles.LiveCheck``."""

    def __init__(
        self, name: str, settings: WebhookConnection, shop: ShopApi | None, receiver: Receiver, path: str
    ) -> None:
        super().__init__(name, settings, shop, receiver)
        self._name = name
        self._checked = receiver
        self._path = path

    async def look_up(self, flows: Sequence[NamingFlow]) -> LookedUp:
        """Read the path where a flow ends here; of what is posted nothing else shows without a write."""
        if not any(one.flow.target == self._name for one in flows):
            return LookedUp()
        named = Named(("connections", self._name, "posts", "check_path"), "path", self._path)
        try:
            await check(self._checked, self._path)
        except Permanent as end:
            return LookedUp(findings=(Finding("error", named.path, end.told),))
        except RunEnd as end:
            return LookedUp(not_asked=(NotAsked((named,), end.told),))
        return LookedUp(found=(named,))


def open_webhook(
    name: str,
    settings: WebhookConnection,
    session: Session,
    _: TokenStore,
    gate: Gate,
    outgoing: Outgoing | None = None,
) -> OpenWebhookConnection:
    """A sender is not called, but for a shop that settings let the relay read, and a receiver that it posts to."""
    reading, posts = settings.products.read, settings.posts
    shop = ShopApi(settings, reading, session, gate) if reading else None
    receiver = Receiver(settings, posts, outgoing, gate) if posts else None
    if receiver is not None and receiver.posts.check_path is not None:
        return OpenCheckedReceiver(name, settings, shop, receiver, receiver.posts.check_path)
    return OpenWebhookConnection(name, settings, shop, receiver)
