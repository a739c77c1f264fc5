"""Gathers all that a relay leaves anywhere: what it says, stores, shows and writes, by the name of the place."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from relay.store.store import reply
from tests.canary.house import House, Tap


async def gathered(house: House) -> dict[str, bytes]:
    """Everything, once the worker has gone. The relay's own settings file is no place: a person wrote it."""
    found = {f"all that {program.name} said": bytes(program.said) for program in house.programs}
    for tap in house.taps:
        found[f"all commands to the {tap.role} Redis"] = bytes(tap.heard)
        async with Redis.from_url(tap.server.url) as redis:
            found |= {f"{place} of the {tap.role} Redis": content async for place, content in _stored(redis)}
            found |= _files(Path((await redis.config_get("dir"))["dir"]), f"disk of the {tap.role} Redis")
    found |= {f"answer to {path}": content async for path, content in _shown(house)}
    found |= _files(house.line.config.parent, "disk")
    return found | house.kept


async def _stored(redis: Redis) -> AsyncIterator[tuple[str, bytes]]:
    """Every key with its value twice: as its type reads, and as the server dumps it, without packing."""
    await redis.config_set("rdbcompression", "no")
    async for key in redis.scan_iter(count=1000):
        name = ascii(key)
        yield f"name {name}", key
        yield f"value {name}", repr(await _read(redis, key)).encode()
        yield f"dump {name}", await redis.dump(key) or b""
    slow = await redis.slowlog_get(1000)
    yield "slow log", repr(slow).encode()
    yield "list of clients", repr(await redis.client_list()).encode()


async def _read(redis: Redis, key: bytes) -> Any:
    name = key.decode()
    match await redis.type(key):
        case b"string":
            return await redis.get(key)
        case b"hash":
            return await reply(redis.hgetall(name))
        case b"list":
            return await reply(redis.lrange(name, 0, -1))
        case b"zset":
            return await redis.zrange(key, 0, -1)
        case b"set":
            return await reply(redis.smembers(name))
        case other:
            raise AssertionError(f"a type that is not read here: {other!r}")


async def _shown(house: House) -> AsyncIterator[tuple[str, bytes]]:
    """Every answer of the admin API, each event's story among them, and those of the public listener."""
    for path in ("/api/flows", "/api/health", "/api/metrics", "/api/openapi"):
        yield path, await house.ask(path)
    query = "/api/events?limit=200"
    while query:
        answer = await house.ask(query)
        yield query, answer
        page = json.loads(answer)
        for event in page["events"]:
            yield f"/api/events/{event['id']}", await house.ask(f"/api/events/{event['id']}")
        query = f"/api/events?limit=200&cursor={page['next']}" if page["next"] else ""
    for path in ("/healthz", "/readyz"):
        async with house.line.session.get(f"{house.line.intake}{path}") as public:
            yield path, await public.read()


def _files(folder: Path, name: str) -> dict[str, bytes]:
    """Every file below a folder, and every name: a sender's text could become one."""
    paths = sorted(folder.rglob("*"))
    found = {f"{name}: {path.relative_to(folder)}": path.read_bytes() for path in paths if path.is_file()}
    return found | {f"names on {name}": "\n".join(map(str, paths)).encode()}


def role(house: House, name: str) -> Tap:
    """The tap on the server of one role."""
    return next(tap for tap in house.taps if tap.role == name)
