"""One sealed place for a connection's rotating tokens, and one exchange at a time among all processes."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Permanent, Transient
from relay.line.once.locks import Locks
from relay.line.once.tokens import SealedTokens
from relay.roles import TokenPair
from relay.store.store import Store, open_store
from relay.store.vault import Vault
from tests.conftest import redis_settings
from tests.plain import as_told

HOUR = timedelta(hours=1)


def tokens_of(store: Store, vault: Vault, connection: str = "books") -> SealedTokens:
    return SealedTokens(store, vault, Locks(store, timedelta(seconds=10), timedelta(seconds=10)), connection)


class Endpoint:
    """A token endpoint that rotates: a refresh token can be used once."""

    def __init__(self, *, first: str = "refresh-0", lasts: timedelta = HOUR, rotates: bool = True) -> None:
        self.valid = first
        self.lasts = lasts
        self.rotates = rotates
        self.exchanged: list[str] = []

    async def __call__(self, refresh: str) -> TokenPair:
        if refresh != self.valid:
            raise Permanent(as_told("invalid_grant"))
        self.exchanged.append(refresh)
        number = len(self.exchanged)
        if not self.rotates:
            return TokenPair(f"access-{number}", None, self.lasts)
        self.valid = f"refresh-{number}"
        return TokenPair(f"access-{number}", self.valid, self.lasts)


async def test_before_the_first_authorisation_the_remedy_is_told(store: Store, vault: Vault) -> None:
    tokens = tokens_of(store, vault)
    assert await tokens.read() is None
    with pytest.raises(Permanent, match="not authorised yet; run: relay connect books"):
        await tokens.rotate(Endpoint(), None)


async def test_a_seeded_token_is_read_back_by_every_process(store: Store, second_store: Store, vault: Vault) -> None:
    await tokens_of(store, vault).seed("refresh-0")
    assert await tokens_of(second_store, vault).read() == "refresh-0"
    await tokens_of(second_store, vault).seed("refresh-9")
    assert await tokens_of(store, vault).read() == "refresh-9"


async def test_seeding_only_where_there_is_none_does_not_undo_a_rotation(store: Store, vault: Vault) -> None:
    tokens = tokens_of(store, vault)
    await tokens.seed("refresh-0", only_if_absent=True)
    await tokens.rotate(Endpoint(), None)
    await tokens.seed("refresh-0", only_if_absent=True)
    assert await tokens.read() == "refresh-1"


async def test_an_exchange_stores_the_new_pair(store: Store, vault: Vault) -> None:
    tokens, endpoint = tokens_of(store, vault), Endpoint()
    await tokens.seed("refresh-0")
    pair = await tokens.rotate(endpoint, None)
    assert (pair.access, pair.lasts) == ("access-1", HOUR)
    assert await tokens.read() == "refresh-1"


async def test_two_stores_that_rotate_at_once_exchange_once(store: Store, second_store: Store, vault: Vault) -> None:
    endpoint = Endpoint()
    await tokens_of(store, vault).seed("refresh-0")
    pairs = await asyncio.gather(
        *(tokens_of(one, vault).rotate(endpoint, None) for one in (store, second_store, store, second_store))
    )
    assert endpoint.exchanged == ["refresh-0"]
    assert {pair.access for pair in pairs} == {"access-1"}


async def test_a_stale_access_token_is_replaced_and_the_newer_one_of_a_neighbour_is_taken(
    store: Store, second_store: Store, vault: Vault
) -> None:
    endpoint, ours, theirs = Endpoint(), tokens_of(store, vault), tokens_of(second_store, vault)
    await ours.seed("refresh-0")
    first = await ours.rotate(endpoint, None)
    second = await ours.rotate(endpoint, first.access)
    assert second.access == "access-2"
    assert (await theirs.rotate(endpoint, first.access)).access == "access-2"
    assert endpoint.exchanged == ["refresh-0", "refresh-1"]


async def test_an_access_token_that_has_ended_is_not_handed_out(store: Store, vault: Vault) -> None:
    tokens, endpoint = tokens_of(store, vault), Endpoint(lasts=timedelta())
    await tokens.seed("refresh-0")
    assert (await tokens.rotate(endpoint, None)).access == "access-1"
    assert (await tokens.rotate(endpoint, None)).access == "access-2"


async def test_an_endpoint_that_does_not_rotate_leaves_the_refresh_token_as_it_is(store: Store, vault: Vault) -> None:
    tokens, endpoint = tokens_of(store, vault), Endpoint(rotates=False)
    await tokens.seed("refresh-0")
    await tokens.rotate(endpoint, None)
    assert await tokens.read() == "refresh-0"


async def test_an_exchange_that_fails_changes_nothing_and_frees_the_lock(store: Store, vault: Vault) -> None:
    async def fail(_refresh: str) -> TokenPair:
        raise Transient(as_told("the hub is away"))

    tokens = tokens_of(store, vault)
    await tokens.seed("refresh-0")
    with pytest.raises(Transient):
        await tokens.rotate(fail, None)
    assert (await tokens.rotate(Endpoint(), None)).access == "access-1"


async def test_a_new_pair_outlives_a_redis_that_is_away_when_it_arrives(
    durable_redis: EmbeddedRedis, durable_store: Store, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relay.line.once.tokens._KEEP_PAUSE", 0.01)
    tokens, endpoint = tokens_of(durable_store, vault), Endpoint()
    await tokens.seed("refresh-0")

    async def exchange_as_redis_dies(refresh: str) -> TokenPair:
        durable_redis.kill()
        asyncio.get_running_loop().call_later(0.1, durable_redis.restart)
        return await endpoint(refresh)

    await tokens.rotate(exchange_as_redis_dies, None)
    assert await tokens.read() == "refresh-1"


async def test_no_token_stands_in_redis_in_clear(store: Store, vault: Vault) -> None:
    tokens = tokens_of(store, vault)
    await tokens.seed("refresh-0")
    await tokens.rotate(Endpoint(), None)
    raw = await store.state.get(store.keys.token("books"))
    assert b"refresh-1" not in raw
    assert b"access-1" not in raw


async def test_the_token_of_one_connection_does_not_open_for_another(store: Store, vault: Vault) -> None:
    await tokens_of(store, vault).seed("refresh-0")
    await store.state.copy(store.keys.token("books"), store.keys.token("other"))
    with pytest.raises(Permanent, match="relay connect other"):
        await tokens_of(store, vault, "other").read()


async def test_a_token_sealed_with_a_lost_key_is_told_with_the_remedy(store: Store, vault: Vault) -> None:
    await tokens_of(store, vault).seed("refresh-0")
    with pytest.raises(Permanent, match="sealed with a key this relay lacks; run: relay connect books"):
        await tokens_of(store, Vault([b"n" * 32], b"i" * 32)).read()


async def test_the_newest_token_is_there_again_after_a_restart(
    durable_redis: EmbeddedRedis, durable_store: Store, vault: Vault, mortal_redis: EmbeddedRedis
) -> None:
    await tokens_of(durable_store, vault).seed("refresh-0")
    await tokens_of(durable_store, vault).rotate(Endpoint(), None)
    durable_redis.restart()
    async with open_store(redis_settings(durable_redis).model_copy(update=roles(mortal_redis)), "none") as opened:
        again = Store(opened.payload, opened.state, durable_store.keys)
        assert await tokens_of(again, vault).read() == "refresh-1"


def roles(payload: EmbeddedRedis) -> dict[str, Any]:
    return {"payload_url": redis_settings(payload).payload_url}


def test_no_token_is_in_a_repr(vault: Vault) -> None:
    pair = TokenPair("access-1", "refresh-1", HOUR)
    assert (repr(pair), f"{pair}") == ("TokenPair(...)", "TokenPair(...)")
