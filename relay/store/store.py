"""Opens the two roles of Redis, and refuses servers that do not hold what the relay promises."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

import orjson
from arq.connections import ArqRedis
from redis.asyncio import Redis

from relay.errors import StartError, StorageError
from relay.settings.model import RedisSettings
from relay.store.failures import ANY_FAILURE, tell_failure
from relay.store.keys import Keys
from relay.store.proof import prove_roles, tell_at
from relay.store.servers import address_of, login_of, open_pools
from words.told import Told

LAYOUT: Final = "1"
"""The version of the key layout. A relay refuses a state that a newer one has written."""

STORAGE_FAILURES: Final = ANY_FAILURE
"""What a Redis call raises when the server is away, refuses or is full."""

_Answer = TypeVar("_Answer")


async def reply(call: Awaitable[_Answer] | _Answer) -> _Answer:
    """Await a command: redis-py types it as its answer or an awaitable of it; our client always gives the latter."""
    return await call if isinstance(call, Awaitable) else call


@dataclass(frozen=True, slots=True)
class Store:
    """Both roles of Redis, open, and their keys. ``one_role`` says that one server plays both."""

    payload: Redis
    state: ArqRedis
    keys: Keys
    one_role: bool = False


@asynccontextmanager
async def open_store(settings: RedisSettings, instance: str) -> AsyncIterator[Store]:
    """Open both roles, prove what must hold of them, and close them in the end. Raises StartError."""
    async with open_unproved_store(settings, instance) as store:
        await prove(store, settings)
        yield store


@asynccontextmanager
async def open_unproved_store(settings: RedisSettings, instance: str) -> AsyncIterator[Store]:
    """Open both roles without asking them anything, for those who only look at a relay. Raises StartError."""
    async with open_pools(settings) as pools:
        payload: Redis = Redis(connection_pool=pools.payload)
        state = ArqRedis(
            pool_or_conn=pools.state,
            job_serializer=orjson.dumps,
            job_deserializer=orjson.loads,
            default_queue_name=f"{instance}:queue",
        )
        try:
            yield Store(payload, state, Keys(instance), pools.one_role)
        finally:
            await payload.aclose(close_connection_pool=True)
            await state.aclose(close_connection_pool=True)


async def prove(store: Store, settings: RedisSettings) -> None:
    """Check what must hold of both roles, and mark the state with its layout. Raises StartError with every cause."""
    proof = await prove_roles(store.payload, store.state, settings, store.keys.prefix)
    mistakes = proof.lines(settings)
    try:
        if "state" in proof.facts and not proof.mistakes["state"]:
            mistakes += await _mark_layout(store, settings, can_write=not mistakes)
    except STORAGE_FAILURES as error:
        why = tell_failure(error, login_of(settings, "state", store.keys.prefix))
        mistakes.append(_of_state(store, settings, why))
    if mistakes:
        raise StartError(*mistakes)


async def _mark_layout(store: Store, settings: RedisSettings, *, can_write: bool) -> list[Told]:
    key = store.keys.layout
    written = await store.state.set(key, LAYOUT, nx=True) if can_write else None
    found = LAYOUT.encode() if written else await store.state.get(key) or LAYOUT.encode()
    if found.decode() == LAYOUT:
        return []
    return [_of_state(store, settings, Told("redis.other_layout", found=found.decode(), ours=LAYOUT))]


def _of_state(store: Store, settings: RedisSettings, what: Told) -> Told:
    return Told(
        "redis.at", place=settings.where("state"), what=tell_at(address_of(settings, "state", store.state), what)
    )


@asynccontextmanager
async def storage_errors() -> AsyncIterator[None]:
    """Translate every failure of Redis into StorageError: the border at which the intake answers 503."""
    try:
        yield
    except STORAGE_FAILURES as error:
        raise StorageError(Told("redis.not_stored", error=type(error).__name__)) from None
