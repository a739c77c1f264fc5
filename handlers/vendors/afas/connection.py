"""Opens a connection to AFAS: one client, one limit and one token for all flows that use it."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any

from handlers.exchange.send import Session
from handlers.vendors.afas.asking import check
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.identifying import identity_of
from handlers.vendors.afas.live.look_up import look_up
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.customers.source import open_customers
from handlers.vendors.afas.source.products.source import open_products
from handlers.vendors.afas.source.source import open_source
from handlers.vendors.afas.source.stock.source import open_stock
from handlers.vendors.afas.target.customers import open_customer_target
from handlers.vendors.afas.target.opening import open_target
from handlers.vendors.afas.target.products import open_product_target
from handlers.vendors.afas.target.stock import open_stock_target
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened, Opener
from relay.model import Flow
from relay.roles import Gate, LookedUp, NamingFlow, SystemIdentity, TokenStore
from relay.settings.findings import SettingsError
from words.told import Told

SOURCES: dict[str, Opener[AfasConnection, AfasClient]] = {
    "order": open_source,
    "invoice": open_source,
    "customer": open_customers,
    "product": open_products,
    "stock": open_stock,
}
"""What makes the source of each entity that AFAS gives."""

TARGETS: dict[str, Opener[AfasConnection, AfasClient]] = {
    "order": open_target,
    "invoice": open_target,
    "customer": open_customer_target,
    "product": open_product_target,
    "stock": open_stock_target,
}
"""What makes the target of each entity that AFAS takes; what an order becomes there, ``send_as`` of its flow says."""


class OpenAfas:
    """An open connection, as ``relay.roles.Connection``."""

    def __init__(
        self,
        name: str,
        settings: AfasConnection,
        session: Session,
        gate: Gate,
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

    async def check(self, reads: Collection[str], writes: Collection[str]) -> Told:
        """Prove that AFAS lets the app connector read. Raises Transient, Permanent, or Parked of the gate."""
        return await check(self.client, self._settings, reads, writes)

    async def look_up(self, flows: Sequence[NamingFlow]) -> LookedUp:
        """Ask AFAS which names of the settings exist, as ``relay.roles.LiveCheck``. Raises StartError of a mapping."""
        return await look_up(self._opened.name, self._settings, self.client, flows)

    def source(self, flow: Flow) -> Any:
        """What AFAS gives of the flow's entity. Raises StartError for an entity that it does not give."""
        if flow.entity not in SOURCES:
            told = Told("afas.no_source_of", entity=flow.entity)
            raise SettingsError.at(("flows", flow.name, "from"), told)
        return SOURCES[flow.entity](self._opened, flow)

    def target(self, flow: Flow) -> Any:
        """What takes the flow's entity. Raises StartError for one AFAS does not take, and with every mistake."""
        if flow.entity not in TARGETS:
            told = Told("afas.no_target_of", entity=flow.entity)
            raise SettingsError.at(("flows", flow.name, "to"), told)
        return TARGETS[flow.entity](self._opened, flow)


def open_connection(name: str, settings: Any, session: Session, _tokens: TokenStore, gate: Gate) -> OpenAfas:
    """An open connection. AFAS's client credentials have no refresh token, so the token store is not used."""
    return OpenAfas(name, settings, session, gate)
