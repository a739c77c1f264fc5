"""Opens an AccountView connection: one client, one limit and one token for all flows that use it."""

from collections.abc import Callable
from datetime import date

import aiohttp

from handlers.vendors.accountview.access_tokens import AccessTokens
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.connection import AccountViewConnection
from handlers.vendors.accountview.drafting import Drafting
from handlers.vendors.accountview.mappings import mappings_for, send_as_of
from handlers.vendors.accountview.target import AccountViewOrderTarget, office_day
from relay.errors import StartError
from relay.gate import Gate
from relay.model import Flow
from relay.roles import Source, TokenStore


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
        today: Callable[[], date] = office_day,
    ) -> None:
        self._name = name
        self._settings = settings
        self._today = today
        self._client = AccountViewClient(name, settings, session, AccessTokens(name, settings, session, store), gate)

    def __repr__(self) -> str:
        return f"OpenAccountView({self._name!r})"

    def source(self, flow: Flow) -> Source:
        """Raises StartError: AccountView is not read as a source yet."""
        raise StartError(f"flows.{flow.name}.from: accountview is not a source of {flow.entity} documents")

    def target(self, flow: Flow) -> AccountViewOrderTarget:
        """The target of the flow. Raises StartError for an entity it does not take, or a mapping with mistakes."""
        if flow.entity != "order":
            raise StartError(f"flows.{flow.name}.to: accountview is no target of {flow.entity} documents")
        drafting = Drafting(mappings_for(flow, self._settings), self._settings)
        return AccountViewOrderTarget(
            self._name, self._settings, self._client, drafting, send_as=send_as_of(flow), today=self._today
        )
