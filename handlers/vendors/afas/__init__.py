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
from handlers.vendors.afas.source.source import open_source
from handlers.vendors.afas.target.opening import open_target
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened, Opener
from relay.errors import StartError
from relay.model import Flow
from relay.roles import Gate, SystemIdentity, TokenStore, Vendor


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
        self._settings = settings
        self.client = AfasClient(settings, session, gate)
        self._opened = Opened(name, settings, self.client, today)

    def __repr__(self) -> str:
        return f"OpenAfas({self._opened.name!r})"

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

    def source(self, flow: Flow) -> Any:
        """What AFAS gives of the flow's entity. Raises StartError for an entity that it does not give."""
        if flow.entity not in SOURCES:
            raise StartError(f"flows.{flow.name}.from: AFAS is a source of orders and invoices, not of {flow.entity}")
        return SOURCES[flow.entity](self._opened, flow)

    def target(self, flow: Flow) -> Any:
        """What takes the flow's entity. Raises StartError for one AFAS does not take, and with every mistake."""
        if flow.entity not in TARGETS:
            raise StartError(f"flows.{flow.name}.to: AFAS is a target of orders and invoices, not of {flow.entity}")
        return TARGETS[flow.entity](self._opened, flow)


def _open(
    name: str, settings: Any, session: aiohttp.ClientSession, _tokens: TokenStore, gate: Gate | None = None
) -> OpenAfas:
    """AFAS's client credentials have no refresh token, so the token store is not used."""
    return OpenAfas(name, settings, session, gate)


SOURCES: dict[str, Opener[AfasConnection, AfasClient]] = {"order": open_source, "invoice": open_source}
"""What makes the source of each entity that AFAS gives."""

TARGETS: dict[str, Opener[AfasConnection, AfasClient]] = {"order": open_target, "invoice": open_target}
"""What makes the target of each entity that AFAS takes; what an order becomes there, ``send_as`` of its flow says."""

VENDOR = Vendor(
    name="afas",
    settings=AfasConnection,
    open=_open,
    sources=SOURCES,
    targets=TARGETS,
    address_presets=ADDRESS_PRESETS,
)
