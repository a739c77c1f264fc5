"""A queue that wants one replica, on two real servers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.line.queue import Queue
from relay.settings.model import RetentionSettings
from relay.store.store import Store, open_store
from tests.conftest import redis_settings
from tests.ports import pick_free_port
from tests.waiting import eventually


@asynccontextmanager
async def queue_with_a_replica() -> AsyncIterator[tuple[Store, Queue, EmbeddedRedis]]:
    """A queue that wants one replica, and the replica's server."""
    port = pick_free_port()
    with EmbeddedRedis(tcp_port=port) as primary, EmbeddedRedis(tcp_port=pick_free_port()) as copy:
        async with Redis.from_url(primary.url) as one, Redis.from_url(copy.url) as two:
            await one.config_set("repl-diskless-sync-delay", 0)
            await two.replicaof("127.0.0.1", str(port))

            async def in_step() -> bool:
                return bool((await one.info("replication")).get("slave0", {}).get("state") == "online")

            await eventually(in_step, within=30)
        async with open_store(redis_settings(primary), "replicated") as store:
            yield store, Queue(store, RetentionSettings(), timedelta(seconds=10), min_replicas=1), copy
