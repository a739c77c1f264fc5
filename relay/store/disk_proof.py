"""Proves, by asking the servers, that the payload role saves nothing and that the state role forgets nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from relay.settings.model import RedisSettings

_SAVES_NOTHING: Final = {"save": "", "appendonly": "no", "repl-diskless-sync": "yes", "repl-diskless-load": "swapdb"}
"""`on-empty-db` is not enough: a replica that holds keys then still loads from a file."""

_REFUSED: Final = (
    "{where}: the server refuses CONFIG, so nothing can be proved; "
    "set redis.operator_confirms_no_disk: true if its owner states that it saves nothing"
)


async def payload_mistakes(payload: Redis, settings: RedisSettings) -> list[str]:
    """What lets documents reach a disk, on the primary and on every replica it has now. Raises the failures of Redis.

    A replica with Redis's own defaults keeps a dump file, whatever its primary does.
    """
    where, found = settings.where("payload"), await _configuration(payload)
    if found is None:
        return [] if settings.operator_confirms_no_disk else [_REFUSED.format(where=where)]
    mistakes = [*_saving(where, found), *_memory(where, found)]
    for host, port in _replicas(await payload.info("replication")):
        mistakes += await _replica_mistakes(payload, host, port, settings)
    return mistakes


async def state_mistakes(state: Redis, settings: RedisSettings) -> list[str]:
    """What lets the state role forget or fill up. Raises the failures of Redis."""
    found = await _configuration(state)
    if found is None:
        return []
    where = settings.where("state")
    mistakes = _memory(where, found)
    if not settings.volatile_state and found.get("appendonly") != "yes":
        mistakes.append(
            f"{where}: appendonly is 'no' and a restart would forget what was written; "
            "set appendonly yes and appendfsync always, or accept that with redis.volatile_state: true"
        )
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


async def _replica_mistakes(payload: Redis, host: str, port: int, settings: RedisSettings) -> list[str]:
    where = f"{settings.where('payload')}: its replica {host}:{port}"
    known = payload.connection_pool.connection_kwargs
    secrets = {name: known[name] for name in ("username", "password") if known.get(name)}
    replica = Redis(host=host, port=port, socket_timeout=3, socket_connect_timeout=3, **secrets)
    try:
        found = await _configuration(replica)
    except (RedisError, OSError, TimeoutError) as error:
        if settings.operator_confirms_no_disk:
            return []
        return [f"{where} does not answer ({type(error).__name__}), so nothing can be proved; let the relay reach it"]
    finally:
        await replica.aclose()
    if found is None:
        return [] if settings.operator_confirms_no_disk else [_REFUSED.format(where=where)]
    return _saving(where, found)


def _saving(where: str, found: Mapping[str, str]) -> list[str]:
    return [
        f"{where}: {name} is {found.get(name)!r} and documents would reach a disk; set it to {value!r}"
        for name, value in _SAVES_NOTHING.items()
        if found.get(name) != value
    ]


def _memory(where: str, found: Mapping[str, str]) -> list[str]:
    mistakes = []
    if found.get("maxmemory") in {None, "0"}:
        mistakes.append(f"{where}: maxmemory is not set; set it, so that a full Redis is noticed before the machine is")
    if found.get("maxmemory-policy") != "noeviction":
        mistakes.append(f"{where}: maxmemory-policy is {found.get('maxmemory-policy')!r}; set it to 'noeviction'")
    return mistakes
