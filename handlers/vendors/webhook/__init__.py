"""Any system that can post JSON: a source of documents in the relay's own format or another."""

from collections.abc import Collection
from typing import Any

import aiohttp

from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.formats import MappedFormat
from handlers.vendors.webhook.source.source import WebhookOrderSource
from relay.errors import StartError
from relay.line.once.gate import Gate
from relay.model import Flow
from relay.roles import TokenStore, Vendor


class OpenWebhookConnection:
    """A sender: nothing is opened, since it calls us."""

    def __init__(self, name: str, settings: WebhookConnection) -> None:
        self._name = name
        self._settings = settings

    async def check(self, _reads: Collection[str], _writes: Collection[str]) -> None:
        """Nothing to ask: the sender calls us."""

    async def identify(self) -> None:
        """None: a sender cannot be asked who it is."""
        return

    def source(self, flow: Flow) -> WebhookOrderSource:
        """The source of a flow's documents. Raises StartError, also with every mistake in the connection's rows."""
        if flow.entity not in VENDOR.sources:
            raise StartError(f"connections.{self._name}: a webhook brings no {flow.entity} yet")
        if not self._settings.is_mapped:
            return WebhookOrderSource(self._settings.identity)
        mapped = MappedFormat(self._name, self._settings)
        return WebhookOrderSource(self._settings.identity, mapped.read, mapped.merged)

    def target(self, flow: Flow) -> Any:
        """Raises StartError: a webhook is a source only."""
        raise StartError(f"flows.{flow.name}.to: {self._name} is a webhook, which is a source only")


def _open(
    name: str, settings: WebhookConnection, _: aiohttp.ClientSession, __: TokenStore, ___: Gate | None = None
) -> OpenWebhookConnection:
    """A sender is not called, so neither session nor gate is used."""
    return OpenWebhookConnection(name, settings)


VENDOR = Vendor(name="webhook", settings=WebhookConnection, open=_open, sources=frozenset({"order", "invoice"}))
