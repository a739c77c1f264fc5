"""Opens an AccountView connection: one client, one limit and one token for all flows that use it."""

from collections.abc import Callable, Collection
from datetime import date, timedelta

import aiohttp

from handlers.vendors.accountview.asking import check
from handlers.vendors.accountview.auth.access_tokens import AccessTokens
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.places import invoices_read, orders_read
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.source import AccountViewOrderSource
from handlers.vendors.accountview.target.mapping import Drafting
from handlers.vendors.accountview.target.presets import mappings_for, send_as_of
from handlers.vendors.accountview.target.target import AccountViewOrderTarget
from handlers.vendors.mapped_target import dutch_day
from relay.errors import StartError
from relay.line.once.gate import Gate
from relay.model import Flow
from relay.roles import SystemIdentity, TokenStore

SOURCES = frozenset({"order", "invoice"})
"""The entities that are read."""


TARGETS = frozenset({"order", "invoice"})
"""The entities that are taken; what they become here, ``send_as`` of the flow says."""


class OpenAccountView:
    """An open connection, as ``relay.roles.Connection``."""

    def __init__(
        self,
        name: str,
        settings: AccountViewConnection,
        session: aiohttp.ClientSession,
        store: TokenStore,
        gate: Gate | None = None,
        *,
        today: Callable[[], date] = dutch_day,
    ) -> None:
        self._name = name
        self._settings = settings
        self._today = today
        self._client = AccountViewClient(name, settings, session, AccessTokens(name, settings, session, store), gate)

    def __repr__(self) -> str:
        return f"OpenAccountView({self._name!r})"

    async def identify(self) -> SystemIdentity:
        """The company at the hub, and its administrations. Raises Transient, Barred, and Parked of the gate."""
        return await self._client.identify()

    @property
    def clock_difference(self) -> timedelta | None:
        """The hub's time less ours, as its answers told it last."""
        return self._client.clock.difference

    async def check(self, reads: Collection[str], writes: Collection[str]) -> str:
        """Prove that the company may be entered and read. Raises Transient, Barred, or Parked of the gate."""
        return await check(self._client, self._settings, reads, writes)

    def source(self, flow: Flow) -> AccountViewOrderSource:
        """Orders, or invoices where the connection says where they are; as the flow filters them. Raises StartError."""
        if flow.entity not in SOURCES:
            raise StartError(f"flows.{flow.name}.from: accountview is no source of {flow.entity} documents")
        place = orders_read(self._settings) if flow.entity == "order" else invoices_read(self._settings)
        if place is None:
            raise StartError(
                f"flows.{flow.name}.from: set reading.invoices on connections.{self._name}: no public page tells in "
                "which business object sales invoices are"
            )
        for word in flow.filter:
            if dict(place.columns).get(word, word) is None:
                kind = "orders" if flow.entity == "order" else "invoices"
                raise StartError(
                    f"flows.{flow.name}.poll.filter.{word}: set reading.{kind}.columns.{word} on "
                    f"connections.{self._name}: no public page tells which column that is"
                )
        return AccountViewOrderSource(self._client, self._settings, place, wanted=flow.filter, today=self._today)

    def target(self, flow: Flow) -> AccountViewOrderTarget:
        """The target of the flow. Raises StartError for an entity it does not take, or a mapping with mistakes."""
        if flow.entity not in TARGETS:
            raise StartError(f"flows.{flow.name}.to: accountview is no target of {flow.entity} documents")
        drafting = Drafting(mappings_for(flow, self._settings), self._settings)
        return AccountViewOrderTarget(
            self._name, self._settings, self._client, drafting, send_as=send_as_of(flow), today=self._today
        )
