"""Opens connections to both roles of Redis: by their addresses, or through Sentinels that follow a failover."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from pydantic import SecretStr
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool

from relay.errors import StartError
from relay.settings.model import RedisSettings
from relay.settings.redis_address import WrongAddress, read_redis_address
from relay.settings.sentinel import SentinelSettings, host_and_port
from relay.store.failures import Login
from words.told import Told

Role: TypeAlias = Literal["payload", "state"]
"""The two parts that Redis plays: sealed documents in memory only, and all else, which must last."""

ROLES: Final[tuple[Role, ...]] = ("payload", "state")

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
        yield Pools(*_at(settings), _url(settings, "payload") == _url(settings, "state"))
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


def address_of(settings: RedisSettings, role: Role, client: Redis) -> str:
    """Where a role is, as messages show it: without user and password, and with what the Sentinels say now."""
    if settings.sentinel is None:
        return str(read_redis_address(_url(settings, role)))
    name = settings.sentinel.payload if role == "payload" else settings.sentinel.state
    found = getattr(client.connection_pool, "master_address", None)
    return f"{name} ({found[0]}:{found[1]})" if found else name


def login_of(settings: RedisSettings, role: Role, prefix: str) -> Login:
    """Who logs in to the servers of a role, whose keys begin with the prefix."""
    if (watched := settings.sentinel) is not None:
        given = [one.get_secret_value() for one in (watched.password, watched.sentinel_password) if one is not None]
        return Login(prefix, user=watched.username or "", secrets=tuple(given))
    text = _url(settings, role)
    address, pool = read_redis_address(text), ConnectionPool.from_url(text)
    known = pool.connection_kwargs
    hidden = [known.get("password"), known.get("username") if address.lacks_password else None]
    return Login(
        prefix,
        user=address.user,
        secrets=tuple(str(one) for one in hidden if one),
        database=address.database,
        lacks_password=address.lacks_password,
        has_percent=address.has_percent,
    )


def _url(settings: RedisSettings, role: Role) -> str:
    url: SecretStr | None = settings.payload_url if role == "payload" else settings.state_url
    return url.get_secret_value() if url is not None else ""


def _at(settings: RedisSettings) -> tuple[ConnectionPool, ConnectionPool]:
    """A pool for each address, the payload role's first. Raises StartError with what is wrong with either."""
    pools, wrong = list[ConnectionPool](), list[Told]()
    for role in ROLES:
        text = _url(settings, role)
        try:
            read_redis_address(text)
            pools.append(ConnectionPool.from_url(text, **_TIMES))
        except WrongAddress as mistake:
            wrong.append(Told("redis.at", place=settings.where(role), what=mistake.told))
        except ValueError:  # redis-py reads the values of options
            wrong.append(Told("redis.at", place=settings.where(role), what=Told("redis.address_option_value")))
    if wrong:
        raise StartError(*wrong)
    payload, state = pools
    return payload, state


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
