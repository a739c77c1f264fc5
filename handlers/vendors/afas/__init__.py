"""AFAS Profit, an ERP system: read by GetConnectors and written by UpdateConnectors, through an app connector."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

import aiohttp

from handlers.vendors.afas.asking import check
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.identifying import identity_of
from handlers.vendors.afas.published_addresses import ADDRESS_PRESETS
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.source import AfasSource
from handlers.vendors.afas.target.opening import AfasOrderTarget, open_target
from handlers.vendors.mapped_target import dutch_day
from relay.errors import StartError
from relay.line.once.gate import Gate
from relay.model import Flow
from relay.roles import SystemIdentity, TokenStore, Vendor


class OpenAfas:
    """One open connection to AFAS; its flows share one client, and so its limits and its token."""

    def __init__(
        self,
        name: str,
        settings: AfasConnection,
        session: aiohttp.ClientSession,
        gate: Gate | None = None,
        *,
        today: Callable[[], date] = dutch_day,
    ) -> None:
        self._name = name
        self._today = today
        self._settings = settings
        self.client = AfasClient(settings, session, gate)

    def __repr__(self) -> str:
        return f"OpenAfas({self._name!r})"

    async def identify(self) -> SystemIdentity:
        """The environment as AFAS names it, and the administration. Raises Transient, and Parked of the gate."""
        return identity_of(await self.client.environment(), self._settings)

    @property
    def clock_difference(self) -> timedelta | None:
        """AFAS's time less ours, as its answers told it last."""
        return self.client.clock.difference

    async def check(self, reads: Collection[str], writes: Collection[str]) -> str:
        """Prove that AFAS lets the app connector read. Raises Transient, Permanent, or Parked of the gate."""
        return await check(self.client, self._settings, reads, writes)

    def source(self, flow: Flow) -> AfasSource:
        """Orders or invoices, as the flow filters them. Raises StartError for another entity."""
        documents = self._settings.documents.get(flow.entity)
        if documents is None:
            raise StartError(f"flows.{flow.name}.from: AFAS is a source of orders and invoices, not of {flow.entity}")
        return AfasSource(self.client, self._settings, documents, wanted=flow.filter)

    def target(self, flow: Flow) -> AfasOrderTarget:
        """Orders and invoices. Raises StartError for another entity, a document AFAS has not, and mapping mistakes."""
        if flow.entity not in VENDOR.targets:
            raise StartError(f"flows.{flow.name}.to: AFAS is a target of orders and invoices, not of {flow.entity}")
        return open_target(self._name, flow, self._settings, self.client, self._today)


def _open(
    name: str, settings: Any, session: aiohttp.ClientSession, _tokens: TokenStore, gate: Gate | None = None
) -> OpenAfas:
    """AFAS's client credentials have no refresh token, so the token store is not used."""
    return OpenAfas(name, settings, session, gate)


VENDOR = Vendor(
    name="afas",
    settings=AfasConnection,
    open=_open,
    sources=frozenset({"order", "invoice"}),
    targets=frozenset({"order", "invoice"}),
    address_presets=ADDRESS_PRESETS,
)
