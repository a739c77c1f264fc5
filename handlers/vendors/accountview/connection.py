"""Opens an AccountView connection: one client, one limit and one token for all flows that use it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from handlers.exchange.send import Session
from handlers.vendors.accountview.asking import check
from handlers.vendors.accountview.auth.access_tokens import AccessTokens
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.live.look_up import look_up
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.customers.source import open_customer_source
from handlers.vendors.accountview.source.products.source import open_product_source
from handlers.vendors.accountview.source.source import open_source
from handlers.vendors.accountview.source.stock.source import open_stock_source
from handlers.vendors.accountview.target.customers import open_customer_target
from handlers.vendors.accountview.target.opening import open_target
from handlers.vendors.accountview.target.products import open_product_target
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened, Opener
from relay.model import Flow
from relay.roles import Gate, LookedUp, NamingFlow, SystemIdentity, TokenStore
from relay.settings.findings import SettingsError
from words.told import Told

SOURCES: dict[str, Opener[AccountViewConnection, AccountViewClient]] = {
    "order": open_source,
    "invoice": open_source,
    "customer": open_customer_source,
    "product": open_product_source,
    "stock": open_stock_source,
}
"""What makes the source of each entity that is read."""

TARGETS: dict[str, Opener[AccountViewConnection, AccountViewClient]] = {
    "order": open_target,
    "invoice": open_target,
    "customer": open_customer_target,
    "product": open_product_target,
}
"""What makes the target of each entity that is taken; what an order becomes here, ``send_as`` of its flow says."""


NO_TARGETS: Mapping[str, Told] = MappingProxyType({"stock": Told("accountview.takes_no_stock")})
"""Why AccountView takes no stock: no public page or client names a business object that moves it."""


class OpenAccountView:
    """An open connection, as ``relay.roles.Connection``."""

    def __init__(
        self,
        name: str,
        settings: AccountViewConnection,
        session: Session,
        store: TokenStore,
        gate: Gate,
        *,
        today: Callable[[], date] = dutch_day,
    ) -> None:
        self._settings = settings
        self._client = AccountViewClient(name, settings, session, AccessTokens(name, settings, session, store), gate)
        self._opened = Opened(name, settings, self._client, today)

    def __repr__(self) -> str:
        return f"OpenAccountView({self._opened.name!r})"

    async def identify(self) -> SystemIdentity:
        """The company at the hub, and its administrations. Raises Transient, Barred, and Parked of the gate."""
        return await self._client.identify()

    @property
    def clock_difference(self) -> timedelta | None:
        """The hub's time less ours, as its answers told it last."""
        return self._client.clock.difference

    async def check(self, reads: Collection[str], writes: Collection[str]) -> Told:
        """Prove that the company may be entered and read. Raises Transient, Barred, or Parked of the gate."""
        return await check(self._client, self._settings, reads, writes)

    async def look_up(self, flows: Sequence[NamingFlow]) -> LookedUp:
        """Ask which names of the settings exist, as ``relay.roles.LiveCheck``. Raises StartError of a mapping."""
        return await look_up(self._opened.name, self._settings, self._client, flows)

    def source(self, flow: Flow) -> Any:
        """What AccountView gives of the flow's entity. Raises StartError for one it does not give, or cannot yet."""
        if flow.entity not in SOURCES:
            told = Told("accountview.no_source_of", entity=flow.entity)
            raise SettingsError.at(("flows", flow.name, "from"), told)
        return SOURCES[flow.entity](self._opened, flow)

    def target(self, flow: Flow) -> Any:
        """What takes the flow's entity. Raises StartError for one it does not take, and with every mistake."""
        if flow.entity not in TARGETS:
            told = NO_TARGETS.get(flow.entity, Told("accountview.no_target_of", entity=flow.entity))
            raise SettingsError.at(("flows", flow.name, "to"), told)
        return TARGETS[flow.entity](self._opened, flow)
