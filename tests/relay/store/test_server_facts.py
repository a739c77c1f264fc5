"""What can play no role is refused for what it is: Sentinels, nodes of a cluster, replicas, and what is too old."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.store.server_facts import Facts
from tests.chaos.sentinels import running_sentinel
from tests.ports import pick_free_port
from tests.relay.store.redis_servers import LASTS, SAVES_NOTHING, mistakes_of, running, settings_of
from tests.waiting import eventually


@asynccontextmanager
async def retold(port: int, found: bytes, instead: bytes) -> AsyncIterator[int]:
    """A way to a real server on which some bytes of its answers are others, as many."""
    assert len(found) == len(instead)

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            sink.write(data.replace(found, instead))
        sink.close()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, before = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pump(reader, before), pump(behind, writer))

    async with await asyncio.start_server(carry, "127.0.0.1", 0) as server:
        yield int(server.sockets[0].getsockname()[1])


async def test_a_sentinel_is_no_server(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    port = pick_free_port()
    with running_sentinel(tmp_path / "one", port, {}):
        for database in (0, 1):

            async def told(database: int = database) -> str:
                [mistake] = await mistakes_of(
                    settings_of(f"redis://127.0.0.1:{port}/{database}", redis_server.url, volatile_state=True)
                )
                return "" if "nothing listens" in mistake else mistake

            assert "a Sentinel answers, which holds no data; name it under redis.sentinel.hosts" in await eventually(
                told
            )


async def test_a_node_of_a_cluster_is_refused(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    with running(tmp_path / "node", "cluster-enabled yes", f"cluster-port {pick_free_port()}", *SAVES_NOTHING) as port:
        for database in (0, 1):
            address = f"redis://127.0.0.1:{port}/{database}"
            [mistake] = await mistakes_of(settings_of(address, redis_server.url, volatile_state=True))
            assert f"at 127.0.0.1:{port}/{database}: this is a node of a Redis Cluster" in mistake


@pytest.mark.parametrize("role", ["payload", "state"])
async def test_a_replica_is_refused_with_the_address_of_its_primary(
    role: str, redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    with (
        running(tmp_path / "primary", *SAVES_NOTHING) as primary,
        running(tmp_path / "replica", f"replicaof 127.0.0.1 {primary}", *SAVES_NOTHING) as port,
    ):
        addresses = {"payload": redis_server.url, "state": redis_server.url, role: f"redis://127.0.0.1:{port}/0"}
        [mistake] = await mistakes_of(settings_of(addresses["payload"], addresses["state"], volatile_state=True))
    assert mistake.startswith(f"redis.{role}_url: at 127.0.0.1:{port}/0: this is a replica of 127.0.0.1:{primary}, ")


async def test_a_server_that_is_too_old_is_refused_with_its_version(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    with running(tmp_path / "old", *SAVES_NOTHING) as port:
        async with Redis(port=port) as redis:
            version = (await redis.info("server"))["redis_version"].encode()
        older = b"5.0." + b"9" * (len(version) - 4)
        async with retold(port, b"redis_version:" + version, b"redis_version:" + older) as way:
            address = f"redis://127.0.0.1:{way}/0"
            [mistake] = await mistakes_of(settings_of(address, redis_server.url, volatile_state=True))
    assert f"the server is Redis {older.decode()}, and the relay needs 6.2 or newer" in mistake


async def test_a_server_that_still_loads_is_told_as_that(redis_server: EmbeddedRedis, tmp_path: Path) -> None:
    with running(tmp_path / "state", *LASTS) as port:
        async with Redis(port=port) as redis, redis.pipeline(transaction=False) as pipe:
            for number in range(60_000):
                pipe.set(f"key:{number}", "x")
            await pipe.execute()
    slow = "key-load-delay 200"  # in microseconds; it looks up after every 1,024 keys
    with running(tmp_path / "state", *LASTS, slow) as port:
        [mistake] = await mistakes_of(settings_of(redis_server.url, f"redis://127.0.0.1:{port}/0"))
    assert mistake.startswith(f"redis.state_url: at 127.0.0.1:{port}/0: the server is still loading what it holds")
    assert "wait until it is done, and start again" in mistake


def test_a_server_that_tells_nothing_of_itself_is_judged_by_its_commands_alone() -> None:
    facts = Facts({}, None)
    assert (facts.unfit(), facts.run_id, facts.replicas, facts.saves) == (None, "", [], False)
