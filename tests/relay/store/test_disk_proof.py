"""The proof asks replicas too: one with Redis's own settings keeps a dump file, whatever its primary does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.settings.model import RedisSettings
from relay.store.disk_proof import replica_mistakes
from relay.store.failures import Login
from relay.store.server_facts import ask_server
from tests.conftest import redis_settings
from tests.ports import pick_free_port
from tests.waiting import eventually
from words.told import Told


@asynccontextmanager
async def primary_and_replica() -> AsyncIterator[tuple[Redis, Redis, RedisSettings]]:
    """Two servers, the second a replica of the first, in step."""
    port = pick_free_port()
    with EmbeddedRedis(tcp_port=port) as primary, EmbeddedRedis(tcp_port=pick_free_port()) as copy:
        async with Redis.from_url(primary.url) as one, Redis.from_url(copy.url) as two:
            await one.config_set("repl-diskless-sync-delay", 0)
            await two.replicaof("127.0.0.1", str(port))

            async def in_step() -> bool:
                replica = (await one.info("replication")).get("slave0", {})
                return bool(replica.get("state") == "online")

            await eventually(in_step, within=30)
            yield one, two, redis_settings(primary)


async def of_replicas(primary: Redis, settings: RedisSettings) -> list[Told]:
    login = Login("relay:")
    return await replica_mistakes(primary, await ask_server(primary, login), login, settings)


async def test_a_primary_and_a_replica_that_save_nothing_pass() -> None:
    async with primary_and_replica() as (primary, _, settings):
        assert await of_replicas(primary, settings) == []


async def test_a_replica_that_keeps_a_dump_file_is_named_with_its_address() -> None:
    async with primary_and_replica() as (primary, replica, settings):
        await replica.config_set("save", "3600 1")
        [mistake] = await of_replicas(primary, settings)
    assert "its replica 127.0.0.1:" in str(mistake)
    assert "save is '3600 1'" in str(mistake)


async def test_a_replica_that_loads_by_way_of_a_file_is_refused() -> None:
    async with primary_and_replica() as (primary, replica, settings):
        await replica.config_set("repl-diskless-load", "on-empty-db")
        [mistake] = await of_replicas(primary, settings)
    assert "repl-diskless-load is 'on-empty-db'" in str(mistake)
