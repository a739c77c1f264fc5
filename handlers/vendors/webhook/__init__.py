"""Any system that can post JSON: a source of documents in the relay's own format or another."""

from collections.abc import Collection
from typing import Any

import aiohttp

from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened, Opener
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.formats import MappedFormat
from handlers.vendors.webhook.source.source import WebhookOrderSource
from relay.errors import StartError
from relay.model import Flow
from relay.roles import Gate, TokenStore, Vendor


class OpenWebhookConnection:
    """A sender: nothing is opened, since it calls us."""

    def __init__(self, name: str, settings: WebhookConnection) -> None:
        self._opened = Opened(name, settings, None, dutch_day)

    async def check(self, _reads: Collection[str], _writes: Collection[str]) -> None:
        """Nothing to ask: the sender calls us."""

    async def identify(self) -> None:
        """None: a sender cannot be asked who it is."""
        return

    def source(self, flow: Flow) -> Any:
        """The source of a flow's documents. Raises StartError, also with every mistake in the connection's rows."""
        if flow.entity not in SOURCES:
            raise StartError(f"connections.{self._opened.name}: a webhook brings no {flow.entity} yet")
        return SOURCES[flow.entity](self._opened, flow)

    def target(self, flow: Flow) -> Any:
        """Raises StartError: a webhook is a source only."""
        raise StartError(f"flows.{flow.name}.to: {self._opened.name} is a webhook, which is a source only")


def _open(
    name: str, settings: WebhookConnection, _: aiohttp.ClientSession, __: TokenStore, ___: Gate | None = None
) -> OpenWebhookConnection:
    """A sender is not called, so neither session nor gate is used."""
    return OpenWebhookConnection(name, settings)


def open_source(opened: Opened[WebhookConnection, None], _: Flow) -> WebhookOrderSource:
    """The source of orders or invoices, in the relay's own format or mapped. Raises StartError with every mistake."""
    if not opened.settings.is_mapped:
        return WebhookOrderSource(opened.settings.identity)
    mapped = MappedFormat(opened.name, opened.settings)
    return WebhookOrderSource(opened.settings.identity, mapped.read, mapped.merged)


SOURCES: dict[str, Opener[WebhookConnection, None]] = {"order": open_source, "invoice": open_source}
"""What makes the source of each entity that a sender may post."""

VENDOR = Vendor(name="webhook", settings=WebhookConnection, open=_open, sources=SOURCES)
