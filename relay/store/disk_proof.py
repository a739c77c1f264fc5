"""Proves, by asking the servers, that the payload role saves nothing and that the state role forgets nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from relay.settings.model import RedisSettings
from words.told import Told

_SAVES_NOTHING: Final = {"save": "", "appendonly": "no", "repl-diskless-sync": "yes", "repl-diskless-load": "swapdb"}
"""`on-empty-db` is not enough: a replica that holds keys then still loads from a file."""

_REFUSED: Final = Told("redis.refuses_config")


async def payload_mistakes(payload: Redis, settings: RedisSettings) -> list[Told]:
    """What lets documents reach a disk, on the primary and on every replica it has now. Raises the failures of Redis.

    Which role it is of is not told. A replica with Redis's own defaults keeps a dump file, whatever its primary does.
    """
    found = await _configuration(payload)
    if found is None:
        return [] if settings.operator_confirms_no_disk else [_REFUSED]
    mistakes = [*_saving(found), *_memory(found)]
    for host, port in _replicas(await payload.info("replication")):
        mistakes += await _replica_mistakes(payload, host, port, settings)
    return mistakes


async def state_mistakes(state: Redis, settings: RedisSettings) -> list[Told]:
    """What lets the state role forget or fill up. Raises the failures of Redis."""
    found = await _configuration(state)
    if found is None:
        return []
    mistakes = _memory(found)
    if not settings.volatile_state and found.get("appendonly") != "yes":
        mistakes.append(Told("redis.would_forget"))
    return mistakes


async def _configuration(redis: Redis) -> Mapping[str, str] | None:
    """The server's settings, or None where a managed service refuses CONFIG."""
    try:
        found = await redis.config_get("*")
    except ResponseError:
        return None
    return {str(name): str(value) for name, value in found.items()}


def _replicas(replication: Mapping[str, Any]) -> Sequence[tuple[str, int]]:
    """The addresses of the replicas in ``INFO replication``, where redis-py reads each line as a mapping."""
    lines = [value for name, value in replication.items() if name.startswith("slave") and isinstance(value, dict)]
    return [(str(line["ip"]), int(line["port"])) for line in lines if "ip" in line and "port" in line]


async def _replica_mistakes(payload: Redis, host: str, port: int, settings: RedisSettings) -> list[Told]:
    address = f"{host}:{port}"
    known = payload.connection_pool.connection_kwargs
    secrets = {name: known[name] for name in ("username", "password") if known.get(name)}
    replica = Redis(host=host, port=port, socket_timeout=3, socket_connect_timeout=3, **secrets)
    try:
        found = await _configuration(replica)
    except (RedisError, OSError, TimeoutError) as error:
        if settings.operator_confirms_no_disk:
            return []
        return [Told("redis.replica_away", replica=address, error=type(error).__name__)]
    finally:
        await replica.aclose()
    if found is None:
        return [] if settings.operator_confirms_no_disk else [Told("redis.of_replica", replica=address, what=_REFUSED)]
    return [Told("redis.of_replica", replica=address, what=mistake) for mistake in _saving(found)]


def _saving(found: Mapping[str, str]) -> list[Told]:
    return [
        Told("redis.would_save", setting=name, found=repr(found.get(name)), wanted=repr(value))
        for name, value in _SAVES_NOTHING.items()
        if found.get(name) != value
    ]


def _memory(found: Mapping[str, str]) -> list[Told]:
    mistakes = []
    if found.get("maxmemory") in {None, "0"}:
        mistakes.append(Told("redis.no_maxmemory"))
    if found.get("maxmemory-policy") != "noeviction":
        mistakes.append(Told("redis.would_evict", found=repr(found.get("maxmemory-policy"))))
    return mistakes
