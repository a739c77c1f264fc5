"""Opens a webhook connection: a sender, which is not called but calls us."""

from collections.abc import Collection
from typing import Any

from handlers.exchange.send import Session
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened, Opener
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.shop_api import ShopApi
from handlers.vendors.webhook.source.products import open_products
from handlers.vendors.webhook.source.source import open_customers, open_orders
from handlers.vendors.webhook.source.stock import open_stock
from relay.model import Flow
from relay.roles import Gate, TokenStore
from relay.settings.findings import SettingsError
from words.told import Told

SOURCES: dict[str, Opener[WebhookConnection, ShopApi | None]] = {
    "order": open_orders,
    "invoice": open_orders,
    "customer": open_customers,
    "product": open_products,
    "stock": open_stock,
}
"""What makes the source of each entity that a sender may post."""


class OpenWebhookConnection:
    """A sender, as ``relay.roles.Connection``: it calls us, and ``shop`` is asked only for what it did not post."""

    def __init__(self, name: str, settings: WebhookConnection, shop: ShopApi | None = None) -> None:
        self._opened = Opened(name, settings, shop, dutch_day)

    async def check(self, reads: Collection[str], _: Collection[str]) -> Told | None:
        """Prove that a shop lets us in where it is read; else there is nothing to ask, since the sender calls us.

        Raises RunEnd.
        """
        shop = self._opened.client
        if shop is None or "product" not in reads:
            return None
        await shop.check()
        return Told("webhook.shop_answers")

    async def identify(self) -> None:
        """None: a sender cannot be asked who it is."""
        return

    def source(self, flow: Flow) -> Any:
        """The source of a flow's documents. Raises StartError, also with every mistake in the connection's rows."""
        if flow.entity not in SOURCES:
            told = Told("webhook.entity_not_brought", entity=flow.entity)
            raise SettingsError.at(("connections", self._opened.name), told)
        return SOURCES[flow.entity](self._opened, flow)

    def target(self, flow: Flow) -> Any:
        """Raises StartError: a webhook is a source only."""
        raise SettingsError.at(("flows", flow.name, "to"), Told("webhook.no_target", connection=self._opened.name))


def open_webhook(
    name: str, settings: WebhookConnection, session: Session, _: TokenStore, gate: Gate
) -> OpenWebhookConnection:
    """A sender is not called, but for a shop that settings let the relay read."""
    reading = settings.products.read
    return OpenWebhookConnection(name, settings, ShopApi(settings, reading, session, gate) if reading else None)
