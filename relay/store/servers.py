"""Opens connections to both roles of Redis: by their addresses, or through Sentinels that follow a failover."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from pydantic import SecretStr
from redis.asyncio import ConnectionPool
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool

from relay.errors import StartError
from relay.settings.model import RedisSettings
from relay.settings.sentinel import SentinelSettings, host_and_port
from words.told import Told

_TIMES: Final = {"socket_timeout": 10, "socket_connect_timeout": 3, "health_check_interval": 15}
_SENTINEL_TIMES: Final = {"socket_timeout": 1, "socket_connect_timeout": 1}
"""In seconds: a Sentinel that does not answer soon is passed over, while everyone waits for the next one."""


@dataclass(frozen=True, slots=True)
class Pools:
    """A pool for each role; ``one_role`` says that one server plays both."""

    payload: ConnectionPool
    state: ConnectionPool
    one_role: bool


@asynccontextmanager
async def open_pools(settings: RedisSettings) -> AsyncIterator[Pools]:
    """Pools that connect when they are used; closing them is the caller's part. Raises StartError on a bad address."""
    watched = settings.sentinel
    if watched is None:
        payload, state = settings.payload_url, settings.state_url
        yield Pools(_at("redis.payload_url", payload), _at("redis.state_url", state), payload == state)
        return
    sentinel = _sentinel(watched)
    try:
        yield Pools(
            _watch(watched.payload, sentinel),
            _watch(watched.state, sentinel),
            watched.payload == watched.state,
        )
    finally:
        for client in sentinel.sentinels:
            await client.aclose()


def _at(where: str, url: SecretStr | None) -> ConnectionPool:
    try:
        return ConnectionPool.from_url(url.get_secret_value() if url else "", **_TIMES)
    except ValueError:
        raise StartError(Told("redis.no_address", setting=where)) from None


def _watch(name: str, sentinel: Sentinel) -> ConnectionPool:
    pool: ConnectionPool = SentinelConnectionPool(name, sentinel, **sentinel.connection_kwargs)  # type: ignore[no-untyped-call]  # redis-py has no types here
    return pool


def _sentinel(settings: SentinelSettings) -> Sentinel:
    sentinel_kwargs: dict[str, Any] = {**_SENTINEL_TIMES}
    if settings.sentinel_password is not None:
        sentinel_kwargs["password"] = settings.sentinel_password.get_secret_value()
    kwargs: dict[str, Any] = {**_TIMES}
    if settings.password is not None:
        kwargs["password"] = settings.password.get_secret_value()
    if settings.username is not None:
        kwargs["username"] = settings.username
    if settings.tls:
        kwargs["ssl"] = True
    hosts = [host_and_port(host) for host in settings.hosts]
    return Sentinel(hosts, sentinel_kwargs=sentinel_kwargs, **kwargs)  # type: ignore[no-untyped-call]  # as above
