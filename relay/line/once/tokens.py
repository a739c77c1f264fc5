"""Keeps a connection's rotating OAuth tokens sealed in the state role, and lets one process at a time exchange them.

A refresh token is used up by its exchange, so what must never be lost is the pair that comes back. It is stored before
it is used, on as many replicas as the settings ask for, and a process that stored one puts it back where a failover has
forgotten it. Between the answer and the storing only a kill can lose it: a mark that is made before says so afterwards.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
import structlog

from relay.errors import Barred
from relay.line.once.locks import Locks
from relay.roles import TokenPair
from relay.settings.model import Settings
from relay.store.store import STORAGE_FAILURES, Store
from relay.store.vault import SealBrokenError, Vault
from words.told import Told

log = structlog.get_logger()

_KEEP_ATTEMPTS = 120
_KEEP_PAUSE = 0.5
_REPLICA_ATTEMPTS = 5
_REPLICA_PATIENCE = 2000
"""Milliseconds in which replicas must have a new pair, each time that it is written."""

_LAST_CHANCE = timedelta(seconds=30)
"""How long a process that ends waits for an exchange that has begun."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a connection: the newest refresh token, and the access token with the moment it ends."""

    refresh: str
    access: str
    ends: float


@asynccontextmanager
async def open_tokens(store: Store, vault: Vault, settings: Settings) -> AsyncIterator[dict[str, "SealedTokens"]]:
    """The tokens of each connection by its name; in the end an exchange that has begun is waited for."""
    locks = Locks(store, settings.worker.lease, settings.worker.lock_wait)
    replicas = settings.redis.min_replicas
    tokens = {name: SealedTokens(store, vault, locks, name, min_replicas=replicas) for name in settings.connections}
    try:
        yield tokens
    finally:
        await asyncio.gather(*(one.settle() for one in tokens.values()))


class SealedTokens:
    """The ``TokenStore`` of one connection, shared by all processes of the relay."""

    def __init__(self, store: Store, vault: Vault, locks: Locks, connection: str, *, min_replicas: int = 0) -> None:
        self._min_replicas = min_replicas
        self._used: str | None = None
        self._newest: _Kept | None = None
        self._store = store
        self._vault = vault
        self._locks = locks
        self._connection = connection
        self._connect = Told("command.connect", connection=connection)
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

    async def settle(self) -> None:
        """Wait until no exchange is under way, before a process ends: cut off, its new pair would be lost."""
        if self._rotations:
            await asyncio.wait(list(self._rotations), timeout=_LAST_CHANCE.total_seconds())

    def _rotated(self, rotation: "asyncio.Task[TokenPair]") -> None:
        self._rotations.discard(rotation)
        if not rotation.cancelled():
            rotation.exception()  # seen here, since a cancelled caller does not look any more

    async def _rotate(self, exchange: Callable[[str], Awaitable[TokenPair]], stale: str | None) -> TokenPair:
        async with self._locks.hold([f"token:{self._connection}"]):
            kept = await self._newest_kept()
            if kept is None:
                raise Barred(Told("once.not_authorised", command=self._connect))
            now = await self._now()
            if usable := _usable(kept, stale, now):
                return usable
            begun_before = await self._begin(kept.refresh, now)
            try:
                pair = await exchange(kept.refresh)
            except Barred as refusal:
                return await self._explain_refusal(kept, stale, refusal, begun_before)
            newest = _Kept(pair.refresh or kept.refresh, pair.access, now + pair.lasts.total_seconds())
            self._used, self._newest = kept.refresh, newest
            await self._keep(newest)
            return pair

    async def _newest_kept(self) -> _Kept | None:
        """What is stored; what this process stored last, put back, where a failover has forgotten that."""
        kept = await self._read()
        if self._newest is None or self._newest.refresh == self._used:
            return kept
        if kept is not None and kept.refresh != self._used:
            return kept
        log.warning("token_put_back", connection=self._connection)
        await self._keep(self._newest)
        return self._newest

    async def _begin(self, refresh: str, now: float) -> float:
        """Note that a refresh token is about to be used; the moment at which it was begun to be used before, or 0."""
        key, mark = self._store.keys.token_in_use(self._connection), _mark(refresh)
        before, _, moment = (await self._store.state.get(key) or b"").decode().partition(" ")
        if before == mark:
            return float(moment)
        await self._store.state.set(key, f"{mark} {now}")
        return 0

    async def _explain_refusal(self, kept: _Kept, stale: str | None, refusal: Barred, begun_before: float) -> TokenPair:
        """A neighbour's pair, where one exchanged the token meanwhile; else Barred, which says what was seen of it."""
        stored = await self._read()
        if stored is not None and stored.refresh != kept.refresh:
            usable = _usable(stored, stale, await self._now())
            if usable is not None:
                return usable
        if not begun_before:
            raise refusal
        at = datetime.fromtimestamp(begun_before, UTC)
        raise Barred(Told("once.token_used_before", refusal=refusal.told, at=at)) from None

    async def _keep(self, kept: _Kept) -> None:
        """Store a pair whose predecessor is used up: a Redis that is away is waited for, or access would be lost."""
        too_few = 0
        for _attempt in range(_KEEP_ATTEMPTS):
            with suppress(*STORAGE_FAILURES):
                if await self._write(kept):
                    return
                too_few += 1
                if too_few == _REPLICA_ATTEMPTS:
                    log.warning("token_on_too_few_replicas", connection=self._connection)
                    return
            await asyncio.sleep(_KEEP_PAUSE)
        await self._write(kept)

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
            raise Barred(Told("once.token_key_missing", command=self._connect)) from None

    async def _write(self, kept: _Kept, *, only_if_absent: bool = False) -> bool:
        """Store it; whether as many replicas have it as the settings ask for."""
        plain = orjson.dumps({"refresh": kept.refresh, "access": kept.access, "ends": kept.ends})
        sealed = self._vault.seal(plain, "token", self._connection)
        async with self._store.state.pipeline(transaction=False) as pipe:
            pipe.set(self._store.keys.token(self._connection), sealed, nx=only_if_absent)
            if not only_if_absent:
                pipe.delete(self._store.keys.token_in_use(self._connection))
            if self._min_replicas:
                pipe.execute_command("WAIT", self._min_replicas, _REPLICA_PATIENCE)
            answers = await pipe.execute()
        return not self._min_replicas or answers[-1] >= self._min_replicas


def _usable(kept: _Kept, stale: str | None, now: float) -> TokenPair | None:
    """The access token that is stored, where it is another than ``stale`` and has not ended."""
    if not kept.access or kept.access == stale or kept.ends <= now:
        return None
    return TokenPair(kept.access, None, timedelta(seconds=kept.ends - now))


def _mark(refresh: str) -> str:
    """By what a refresh token is known again; it tells nothing of the token, which is long and random."""
    return hashlib.blake2b(refresh.encode(), digest_size=16).hexdigest()
