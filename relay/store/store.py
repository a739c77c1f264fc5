"""Opens the two roles of Redis, and refuses servers that do not hold what the relay promises."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

import orjson
from arq.connections import ArqRedis
from redis.asyncio import Redis
from redis.exceptions import RedisError

from relay.errors import StartError, StorageError
from relay.settings.model import RedisSettings
from relay.store.disk_proof import payload_mistakes, state_mistakes
from relay.store.keys import Keys
from relay.store.servers import open_pools
from words.told import Told

LAYOUT: Final = "1"
"""The version of the key layout. A relay refuses a state that a newer one has written."""

STORAGE_FAILURES: Final = (RedisError, OSError, TimeoutError)
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
    """Check what must hold of both roles. Raises StartError with every cause and its remedy."""
    try:
        of_payload, of_state = (
            await payload_mistakes(store.payload, settings),
            await state_mistakes(store.state, settings),
        )
        if await store.state.set(store.keys.layout, LAYOUT, nx=True) is None:
            found = (await store.state.get(store.keys.layout) or b"").decode()
            if found != LAYOUT:
                of_state.append(Told("redis.other_layout", found=found, ours=LAYOUT))
    except STORAGE_FAILURES as error:
        raise StartError(Told("redis.does_not_answer", error=type(error).__name__)) from None
    mistakes = [(settings.where("payload"), one) for one in of_payload]
    mistakes += [(settings.where("state"), one) for one in of_state]
    if mistakes:
        raise StartError(*(Told("redis.at", place=place, what=what) for place, what in mistakes))


@asynccontextmanager
async def storage_errors() -> AsyncIterator[None]:
    """Translate every failure of Redis into StorageError: the border at which the intake answers 503."""
    try:
        yield
    except STORAGE_FAILURES as error:
        raise StorageError(Told("redis.not_stored", error=type(error).__name__)) from None
