"""With `min_replicas`, an event counts once so many replicas have it; a repeat is held to the same."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from relay.accept import Acceptor
from relay.embedded import EmbeddedRedis
from relay.errors import StorageError
from relay.queue import Queue
from relay.settings.model import RetentionSettings
from relay.store import open_store
from relay.vault import Vault
from tests.conftest import redis_settings
from tests.relay.parts import arrive
from tests.relay.test_proof import free_port
from tests.waiting import eventually


@asynccontextmanager
async def acceptor_with_a_replica(vault: Vault) -> AsyncIterator[tuple[Acceptor, EmbeddedRedis]]:
    """An acceptor that wants one replica, and the replica's server."""
    port = free_port()
    with EmbeddedRedis(tcp_port=port) as primary, EmbeddedRedis(tcp_port=free_port()) as copy:
        async with Redis.from_url(primary.url) as one, Redis.from_url(copy.url) as two:
            await one.config_set("repl-diskless-sync-delay", 0)
            await two.replicaof("127.0.0.1", str(port))

            async def in_step() -> bool:
                return bool((await one.info("replication")).get("slave0", {}).get("state") == "online")

            await eventually(in_step, within=30)
        async with open_store(redis_settings(primary), "replicated") as store:
            queue = Queue(store, RetentionSettings(), timedelta(seconds=10), min_replicas=1)
            yield Acceptor(store, vault, queue), copy


async def test_an_event_that_a_replica_has_is_acknowledged(vault: Vault) -> None:
    async with acceptor_with_a_replica(vault) as (acceptor, _):
        assert (await arrive(acceptor)).kind == "new"
        assert (await arrive(acceptor)).kind == "duplicate"


async def test_without_the_replica_nothing_is_acknowledged_not_even_a_repeat(vault: Vault) -> None:
    async with acceptor_with_a_replica(vault) as (acceptor, copy):
        first = await arrive(acceptor)
        copy.kill()
        with pytest.raises(StorageError, match="0 of 1 replicas"):
            await arrive(acceptor, "1002")
        with pytest.raises(StorageError, match="0 of 1 replicas"):
            await arrive(acceptor)
    assert first.kind == "new"
