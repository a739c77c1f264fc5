"""A refresh token that is used up while its successor is lost: healed where that can be, and else a person is told.

The paths by which a rotating token can be lost: a failover to a Redis that has not heard of the newest pair; a kill
between the answer and the storing; a lock that ended while its holder was frozen; a process that ends in the middle.
"""

import asyncio
import os
import signal
import sys
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Barred
from relay.line.background import end
from relay.line.once.locks import Locks
from relay.line.once.tokens import SealedTokens
from relay.roles import TokenPair
from relay.store.store import Store
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.line.replicated import queue_with_a_replica
from tests.waiting import eventually

HOUR = timedelta(hours=1)


class Hub:
    """A token endpoint: each refresh token works once."""

    def __init__(self) -> None:
        self.valid = "refresh-0"
        self.used: list[str] = []

    async def exchange(self, refresh: str) -> TokenPair:
        if refresh != self.valid:
            raise Barred(as_told("invalid_grant; run: relay connect books"))
        self.used.append(refresh)
        self.valid = f"refresh-{len(self.used)}"
        return TokenPair(f"access-{len(self.used)}", self.valid, HOUR)


def tokens_of(store: Store, vault: Vault, min_replicas: int = 0) -> SealedTokens:
    locks = Locks(store, timedelta(seconds=1), timedelta(seconds=10))
    return SealedTokens(store, vault, locks, "books", min_replicas=min_replicas)


async def as_before(store: Store, sealed: bytes | None) -> None:
    """Let the store forget the newest pair, as a failover to a replica that lags does."""
    key = store.keys.token("books")
    await (store.state.set(key, sealed) if sealed is not None else store.state.delete(key))


@pytest.mark.parametrize("is_gone", [False, True])
async def test_a_pair_that_a_failover_forgot_is_put_back_by_the_process_that_stored_it(
    store: Store, second_store: Store, vault: Vault, *, is_gone: bool
) -> None:
    hub, ours, theirs = Hub(), tokens_of(store, vault), tokens_of(second_store, vault)
    await ours.seed("refresh-0")
    before = await store.state.get(store.keys.token("books"))
    first = await ours.rotate(hub.exchange, None)
    await as_before(store, None if is_gone else before)
    second = await ours.rotate(hub.exchange, first.access)
    assert (second.access, hub.used) == ("access-2", ["refresh-0", "refresh-1"])
    assert (await theirs.rotate(hub.exchange, None)).access == "access-2"


async def test_a_token_that_a_person_gave_meanwhile_is_not_overwritten(store: Store, vault: Vault) -> None:
    hub, tokens = Hub(), tokens_of(store, vault)
    await tokens.seed("refresh-0")
    await tokens.rotate(hub.exchange, None)
    await tokens.seed("from-a-person")
    hub.valid = "from-a-person"
    assert (await tokens.rotate(hub.exchange, "access-1")).access == "access-2"


async def test_a_new_pair_is_on_a_replica_before_it_is_used(vault: Vault) -> None:
    async with queue_with_a_replica() as (store, _, copy), Redis.from_url(copy.url) as replica:
        hub, tokens = Hub(), tokens_of(store, vault, min_replicas=1)
        await tokens.seed("refresh-0")
        await tokens.rotate(hub.exchange, None)
        assert await replica.get(store.keys.token("books")) == await store.state.get(store.keys.token("books"))


async def test_without_the_replica_the_pair_is_kept_all_the_same(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relay.line.once.tokens._KEEP_PAUSE", 0.01)
    monkeypatch.setattr("relay.line.once.tokens._REPLICA_PATIENCE", 20)
    async with queue_with_a_replica() as (store, _, copy):
        hub, tokens = Hub(), tokens_of(store, vault, min_replicas=1)
        await tokens.seed("refresh-0")
        copy.kill()
        await tokens.rotate(hub.exchange, None)
        assert await tokens.read() == "refresh-1"


async def test_one_who_was_refused_takes_the_pair_that_a_neighbour_got_for_the_same_token(
    store: Store, second_store: Store, vault: Vault
) -> None:
    """As when the lock of a frozen process ends: two exchange one token, and the second is refused."""
    hub, ours, theirs = Hub(), tokens_of(store, vault), tokens_of(second_store, vault)
    await ours.seed("refresh-0")

    async def overtaken(refresh: str) -> TokenPair:
        await second_store.state.delete(*await second_store.state.keys(f"{store.keys.prefix}*lock*"))
        await theirs.rotate(hub.exchange, None)
        return await hub.exchange(refresh)

    assert (await ours.rotate(overtaken, None)).access == "access-1"
    assert hub.used == ["refresh-0"]


KILLED = """
import asyncio, os, signal
from datetime import timedelta
from pydantic import SecretStr
from relay.line.once.locks import Locks
from relay.roles import TokenPair
from relay.settings.model import RedisSettings
from relay.store.store import open_store
from relay.line.once.tokens import SealedTokens
from relay.store.vault import Vault

async def main():
    url = SecretStr(os.environ["URL"])
    settings = RedisSettings(payload_url=url, state_url=url, volatile_state=True)
    async with open_store(settings, os.environ["INSTANCE"]) as store:
        locks = Locks(store, timedelta(seconds=1), timedelta(seconds=10))
        tokens = SealedTokens(store, Vault([b"k" * 32], b"i" * 32), locks, "books")

        async def exchange(refresh):
            os.kill(os.getpid(), signal.SIGKILL)

        await tokens.rotate(exchange, None)

asyncio.run(main())
"""


async def test_a_kill_between_the_answer_and_the_storing_is_told_with_its_moment_and_the_remedy(
    redis_server: EmbeddedRedis, store: Store, instance: str
) -> None:
    tokens = tokens_of(store, Vault([b"k" * 32], b"i" * 32))
    await tokens.seed("refresh-0")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", KILLED), env={**os.environ, "URL": redis_server.url, "INSTANCE": instance}
    )
    assert await process.wait() == -signal.SIGKILL
    hub = Hub()
    hub.valid = "refresh-1"  # the killed process's exchange used up the one before
    with pytest.raises(Barred, match=r"relay connect books.*used at 20.* UTC by a process.*never stored") as caught:
        await tokens.rotate(hub.exchange, None)
    assert "refresh-" not in caught.value.reason
    await tokens.seed("from-a-person")
    hub.valid = "from-a-person"
    assert (await tokens.rotate(hub.exchange, None)).access == "access-1"
    hub.valid = "elsewhere"
    with pytest.raises(Barred) as elsewhere:
        await tokens.rotate(hub.exchange, "access-1")
    assert "used at" not in elsewhere.value.reason


async def test_a_hub_that_takes_the_old_token_once_more_heals_a_kill_by_itself(store: Store, vault: Vault) -> None:
    """Whether AccountView does is not known, so it is tried."""
    hub, tokens = Hub(), tokens_of(store, vault)
    await tokens.seed("refresh-0")
    await tokens._begin("refresh-0", 1.0)
    assert (await tokens.rotate(hub.exchange, None)).access == "access-1"


async def test_a_process_that_ends_lets_an_exchange_that_has_begun_end_first(store: Store, vault: Vault) -> None:
    hub, tokens, begun, answer = Hub(), tokens_of(store, vault), asyncio.Event(), asyncio.Event()
    await tokens.seed("refresh-0")

    async def slow(refresh: str) -> TokenPair:
        begun.set()
        await answer.wait()
        return await hub.exchange(refresh)

    call = asyncio.create_task(tokens.rotate(slow, None))
    await begun.wait()
    await end(call)
    ending = asyncio.create_task(tokens.settle())
    answer.set()
    await ending
    assert await eventually(tokens.read) == "refresh-1"
