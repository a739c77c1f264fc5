"""Keeps a connection's rotating OAuth tokens sealed in the state role, and lets one process at a time exchange them."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import orjson

from relay.errors import Barred
from relay.locks import Locks
from relay.roles import TokenPair
from relay.store import STORAGE_FAILURES, Store
from relay.vault import SealBrokenError, Vault

_KEEP_ATTEMPTS = 120
_KEEP_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a connection: the newest refresh token, and the access token with the moment it ends."""

    refresh: str
    access: str
    ends: float


class SealedTokens:
    """The ``TokenStore`` of one connection, shared by all processes of the relay."""

    def __init__(self, store: Store, vault: Vault, locks: Locks, connection: str) -> None:
        self._store = store
        self._vault = vault
        self._locks = locks
        self._connection = connection
        self._rotations: set[asyncio.Task[TokenPair]] = set()

    def __repr__(self) -> str:
        return f"SealedTokens({self._connection!r})"

    async def read(self) -> str | None:
        """The newest refresh token, or None before the first authorisation."""
        kept = await self._read()
        return kept.refresh if kept else None

    async def seed(self, refresh_token: str, *, only_if_absent: bool = False) -> None:
        """Store a refresh token, replacing what stands there; ``only_if_absent``: unless one does, in one stroke."""
        await self._write(_Kept(refresh_token, "", 0), only_if_absent=only_if_absent)

    async def rotate(self, exchange: Callable[[str], Awaitable[TokenPair]], stale: str | None) -> TokenPair:
        """An access token other than ``stale``: the one another process fetched meanwhile, or a fresh one.

        An exchange that has begun is ended even when its caller is cancelled: the old refresh token is used up by
        then. Raises Barred before the first authorisation, and what ``exchange`` raises.
        """
        rotation = asyncio.create_task(self._rotate(exchange, stale))
        self._rotations.add(rotation)
        rotation.add_done_callback(self._rotated)
        return await asyncio.shield(rotation)

    def _rotated(self, rotation: "asyncio.Task[TokenPair]") -> None:
        self._rotations.discard(rotation)
        if not rotation.cancelled():
            rotation.exception()  # seen here, since a cancelled caller does not look any more

    async def _rotate(self, exchange: Callable[[str], Awaitable[TokenPair]], stale: str | None) -> TokenPair:
        async with self._locks.hold([f"token:{self._connection}"]):
            kept = await self._read()
            if kept is None:
                raise Barred(f"not authorised yet; run: relay connect {self._connection}")
            now = await self._now()
            if kept.access and kept.access != stale and kept.ends > now:
                return TokenPair(kept.access, None, timedelta(seconds=kept.ends - now))
            pair = await exchange(kept.refresh)
            await self._keep(_Kept(pair.refresh or kept.refresh, pair.access, now + pair.lasts.total_seconds()))
            return pair

    async def _keep(self, kept: _Kept) -> None:
        """Store a pair whose predecessor is used up: a Redis that is away is waited for, or access would be lost."""
        for _attempt in range(_KEEP_ATTEMPTS):
            with suppress(*STORAGE_FAILURES):
                return await self._write(kept)
            await asyncio.sleep(_KEEP_PAUSE)
        return await self._write(kept)

    async def _now(self) -> float:
        seconds, microseconds = await self._store.state.time()
        return float(seconds + microseconds / 1_000_000)

    async def _read(self) -> _Kept | None:
        sealed = await self._store.state.get(self._store.keys.token(self._connection))
        if sealed is None:
            return None
        try:
            return _Kept(**orjson.loads(self._vault.open(sealed, "token", self._connection)))
        except SealBrokenError:
            raise Barred(
                f"the stored token is sealed with a key this relay lacks; run: relay connect {self._connection}"
            ) from None

    async def _write(self, kept: _Kept, *, only_if_absent: bool = False) -> None:
        plain = orjson.dumps({"refresh": kept.refresh, "access": kept.access, "ends": kept.ends})
        sealed = self._vault.seal(plain, "token", self._connection)
        await self._store.state.set(self._store.keys.token(self._connection), sealed, nx=only_if_absent)
