"""Judges by what the servers say that the payload role saves nothing and that the state role forgets nothing."""

from typing import Any, Final

from redis.asyncio import Connection, ConnectionPool, Redis, SSLConnection
from redis.exceptions import RedisError

from relay.settings.model import RedisSettings
from relay.store.failures import Login, tell_failure
from relay.store.server_facts import Facts, ask_server
from words.told import Told

_SAVES_NOTHING: Final = {"save": "", "appendonly": "no", "repl-diskless-sync": "yes", "repl-diskless-load": "swapdb"}
"""`on-empty-db` is not enough: a replica that holds keys then still loads from a file."""

_OF_REPLICAS: Final = {"socket_timeout": 3, "socket_connect_timeout": 3}


def saving_mistakes(facts: Facts, settings: RedisSettings) -> list[Told]:
    """What lets a server of the payload role put documents on its disk."""
    if facts.config is None:
        if facts.saves:
            return [Told("redis.saves_in_spite")]
        return [] if settings.operator_confirms_no_disk or facts.refusal is None else [facts.refusal]
    return [
        Told("redis.would_save", setting=name, found=repr(facts.config.get(name)), wanted=repr(value))
        for name, value in _SAVES_NOTHING.items()
        if facts.config.get(name) != value
    ]


def forgetting_mistakes(facts: Facts, settings: RedisSettings) -> list[Told]:
    """What lets a server of the state role forget at a restart; where CONFIG is refused nothing is known of that."""
    if settings.volatile_state or facts.config is None or facts.config.get("appendonly") == "yes":
        return []
    return [Told("redis.would_forget")]


def memory_mistakes(facts: Facts) -> list[Told]:
    """What lets a full server throw away what it holds, or be killed. ``INFO`` too tells the policy."""
    config = facts.config
    policy = config.get("maxmemory-policy") if config is not None else facts.info.get("maxmemory_policy", "noeviction")
    mistakes = []
    if config is not None and config.get("maxmemory") in {None, "0"}:
        mistakes.append(Told("redis.no_maxmemory"))
    if policy != "noeviction":
        mistakes.append(Told("redis.would_evict", found=repr(policy)))
    return mistakes


def look_swapped(payload: Facts, state: Facts) -> bool:
    """Whether each of two servers suits the role of the other: the payload's saves, and the state's saves nothing."""
    known = payload.config is not None and state.config is not None
    return known and (payload.config or {}).get("appendonly") == "yes" and not state.saves


async def replica_mistakes(payload: Redis, facts: Facts, login: Login, settings: RedisSettings) -> list[Told]:
    """What lets a replica of the payload role save: Redis's own defaults do, whatever the primary does."""
    mistakes = []
    for host, port in facts.replicas:
        mistakes += await _of_replica(payload.connection_pool, f"{host}:{port}", (host, port), login, settings)
    return mistakes


async def _of_replica(
    pool: ConnectionPool, address: str, place: tuple[str, int], login: Login, settings: RedisSettings
) -> list[Told]:
    replica = _client_of(pool, *place)
    try:
        facts = await ask_server(replica, login)
    except (RedisError, OSError, TimeoutError) as error:
        if settings.operator_confirms_no_disk:
            return []
        return [Told("redis.replica_away", replica=address, why=tell_failure(error, login))]
    finally:
        await replica.aclose(close_connection_pool=True)
    return [Told("redis.of_replica", replica=address, what=one) for one in saving_mistakes(facts, settings)]


def _client_of(pool: ConnectionPool, host: str, port: int) -> Redis:
    """A client of another server, that logs in as the pool does, over TLS where it uses that."""
    known: dict[str, Any] = pool.connection_kwargs
    has_tls = issubclass(pool.connection_class, SSLConnection)
    taken = {name: value for name, value in known.items() if name in {"username", "password"} or name[:4] == "ssl_"}
    kind: type[Connection] = SSLConnection if has_tls else Connection
    return Redis(connection_pool=ConnectionPool(connection_class=kind, host=host, port=port, **taken, **_OF_REPLICAS))
