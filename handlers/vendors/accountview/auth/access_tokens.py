"""Keeps the access token of one connection fresh: in memory only, renewed one at a time, through the shared store."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from handlers.exchange.send import Session
from handlers.vendors.accountview.auth.token_endpoint import exchange_refresh_token
from handlers.vendors.accountview.settings import AccountViewConnection
from relay.errors import Barred
from relay.roles import TokenPair, TokenStore
from words.told import Told


class AccessTokens:
    """The bearer for calls. The refresh token that makes it lives in the store alone, which also locks its use."""

    def __init__(
        self,
        connection: str,
        settings: AccountViewConnection,
        session: Session,
        store: TokenStore,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._session = session
        self._store = store
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._access = ""
        self._fresh_until = float("-inf")

    def __repr__(self) -> str:
        return f"AccessTokens({self._connection!r})"

    async def current(self) -> str:
        """A token that is fresh by our clock, renewed first where it is not. Raises Transient or Permanent."""
        return self._access if self._is_fresh() else await self.renew(self._access)

    async def renew(self, refused: str) -> str:
        """A token other than the one that was refused. Raises Transient, or Permanent naming ``relay connect``."""
        async with self._one_at_a_time:
            if self._access != refused and self._is_fresh():
                return self._access
            await self._seed()
            pair = await self._store.rotate(self._exchange, refused or None)
            self._access = pair.access
            self._fresh_until = self._clock() + self._usable(pair.lasts).total_seconds()
            return self._access

    async def _exchange(self, refresh_token: str) -> TokenPair:
        return await exchange_refresh_token(self._settings, self._session, refresh_token, connection=self._connection)

    def _is_fresh(self) -> bool:
        return self._clock() < self._fresh_until

    def _usable(self, life: timedelta) -> timedelta:
        """The life less the margin; of a very short life, half."""
        return max(life - self._settings.refresh_margin, life / 2)

    async def _seed(self) -> None:
        """Give the store its first refresh token from the settings, where it has none."""
        if await self._store.read() is not None:
            return
        seed = self._settings.refresh_token
        if seed is None:
            command = Told("command.connect", connection=self._connection)
            raise Barred(Told("accountview.not_let_in_yet", command=command))
        await self._store.seed(seed.get_secret_value(), only_if_absent=True)
