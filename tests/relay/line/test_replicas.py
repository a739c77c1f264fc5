"""With `min_replicas`, an event counts once so many replicas have it, and so does the note of a write; repeats too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.errors import StorageError, Transient
from relay.line.accept import Acceptor
from relay.line.once.intents import Intents
from relay.store.vault import Vault
from tests.relay.books import leased
from tests.relay.line.replicated import queue_with_a_replica
from tests.relay.parts import arrive
from tests.stand_ins import make_acceptor


@asynccontextmanager
async def acceptor_with_a_replica(vault: Vault) -> AsyncIterator[tuple[Acceptor, EmbeddedRedis]]:
    """An acceptor on such a queue."""
    async with queue_with_a_replica() as (store, queue, copy):
        yield make_acceptor(store, vault, queue), copy


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


async def test_the_note_of_a_write_is_on_a_replica_before_the_write_is_sent(vault: Vault) -> None:
    async with queue_with_a_replica() as (store, queue, copy), Redis.from_url(copy.url) as replica:
        lease = await leased(make_acceptor(store, vault, queue), queue, "1001")
        await Intents(store, queue).begin(lease, "name", None)
        assert await replica.exists(store.keys.intent("name"))


async def test_without_the_replica_no_write_is_sent(vault: Vault) -> None:
    async with queue_with_a_replica() as (store, queue, copy):
        lease = await leased(make_acceptor(store, vault, queue), queue, "1001")
        intents = Intents(store, queue)
        copy.kill()
        with pytest.raises(Transient, match="nothing was sent") as caught:
            await intents.begin(lease, "name", None)
        assert not caught.value.burns_try
        assert not intents.is_sending(lease.event_id)
