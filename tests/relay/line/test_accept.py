"""A document comes in: sealed before it is queued, kept once, and never half accepted."""

import pytest
from redis.asyncio import Redis

from relay.demo.embedded import EmbeddedRedis
from relay.errors import StorageError
from relay.line.accept import Acceptor
from relay.line.queue import Queue
from relay.model import Flow, Identity, Origin, State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.relay.parts import FLOW, answers, arrive
from tests.stand_ins import make_acceptor
from tests.waiting import eventually

BODY = b'{"number":"1001","customer":{"email":"secret-name@example.com"}}'


async def test_the_document_is_stored_sealed_and_opens_for_its_flow_and_event(
    acceptor: Acceptor, store: Store, vault: Vault
) -> None:
    accepted = await arrive(acceptor, body=BODY)
    sealed = await store.payload.get(store.keys.payload(accepted.event_id))
    assert b"secret-name" not in sealed
    assert vault.open(sealed, FLOW.name, accepted.event_id) == BODY


async def test_the_sealed_document_lives_as_long_as_its_event(acceptor: Acceptor, store: Store, queue: Queue) -> None:
    accepted = await arrive(acceptor, body=BODY)
    lives = await store.payload.pttl(store.keys.payload(accepted.event_id))
    assert queue.keep - 60_000 < lives <= queue.keep


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        ({"delivery": "one"}, "replayed"),
        ({"delivery": "one", "body": BODY + b" "}, "conflict"),
        ({"delivery": "two"}, "duplicate"),
        ({}, "duplicate"),
    ],
)
async def test_what_repeats_an_event_leaves_no_document_behind(
    second: dict[str, object], kind: str, acceptor: Acceptor, store: Store
) -> None:
    first = await arrive(acceptor, body=BODY, delivery="one")
    again = await arrive(acceptor, **{"body": BODY, **second})  # type: ignore[arg-type]  # the cases above fit
    assert (again.kind, again.event_id) == (kind, first.event_id)
    assert [key async for key in store.payload.scan_iter(store.keys.payload("*"))] == [
        store.keys.payload(first.event_id).encode()
    ]


async def test_another_version_of_a_document_is_another_event_in_the_same_lane(
    acceptor: Acceptor, queue: Queue, store: Store
) -> None:
    first = await arrive(acceptor, version="1")
    second = await arrive(acceptor, version="2")
    assert (second.kind, second.event_id != first.event_id) == ("new", True)
    assert await store.state.zrange(store.keys.queue(FLOW.name), 0, -1) == [first.event_id.encode()]


async def test_the_same_version_is_a_duplicate_whatever_the_body_says(acceptor: Acceptor) -> None:
    await arrive(acceptor, version="1", body=b"one")
    assert (await arrive(acceptor, version="1", body=b"other")).kind == "duplicate"


async def test_without_a_version_the_content_tells_documents_apart(acceptor: Acceptor) -> None:
    await arrive(acceptor, body=b"one")
    assert (await arrive(acceptor, body=b"one")).kind == "duplicate"
    assert (await arrive(acceptor, body=b"other")).kind == "new"


async def test_a_version_that_reads_like_the_content_of_another_document_is_no_duplicate(acceptor: Acceptor) -> None:
    await arrive(acceptor, version="same text")
    assert (await arrive(acceptor, body=b"same text")).kind == "new"


async def test_a_document_polled_after_it_was_posted_is_a_duplicate(acceptor: Acceptor) -> None:
    await arrive(acceptor, version="1", delivery="one", origin=Origin.HOOK)
    assert (await arrive(acceptor, version="1", origin=Origin.POLL)).kind == "duplicate"


async def test_one_number_in_two_flows_or_of_two_sources_is_two_events(acceptor: Acceptor) -> None:
    other_source = Flow(name="shop-orders", entity="order", source="other", target="books", settings=None)
    other_flow = Flow(name="more-orders", entity="order", source="shop", target="books", settings=None)
    kinds = [(await arrive(acceptor, flow=flow)).kind for flow in (FLOW, other_source, other_flow)]
    assert kinds == ["new", "new", "new"]


async def test_a_delivery_key_belongs_to_its_sender(acceptor: Acceptor) -> None:
    other = Flow(name="shop-orders", entity="order", source="other", target="books", settings=None)
    await arrive(acceptor, delivery="one")
    assert (await arrive(acceptor, flow=other, delivery="one")).kind == "new"


@pytest.mark.parametrize("reference", ["1001", "W-1/2026", "SO 7.b#1_x", "9" * 40])
async def test_a_plain_document_number_is_shown_as_it_is(reference: str, acceptor: Acceptor, queue: Queue) -> None:
    event = await queue.event((await arrive(acceptor, reference)).event_id)
    assert event is not None
    assert event.reference == reference


@pytest.mark.parametrize("reference", ["secret-name@example.com", "Jansen, J.", "9" * 41, " 1", "", "1\n", "Ève"])
async def test_what_may_be_personal_in_place_of_a_number_is_hidden(
    reference: str, acceptor: Acceptor, queue: Queue
) -> None:
    event = await queue.event((await arrive(acceptor, reference)).event_id)
    assert event is not None
    assert event.reference.startswith("hidden-")
    assert len(event.reference) == len("hidden-") + 12


async def test_two_hidden_numbers_stay_two_documents(acceptor: Acceptor, queue: Queue) -> None:
    one = await queue.event((await arrive(acceptor, "a@example.com")).event_id)
    other = await queue.event((await arrive(acceptor, "b@example.com")).event_id)
    assert one is not None
    assert other is not None
    assert one.reference != other.reference


async def test_nothing_is_accepted_while_redis_is_away(
    mortal_redis: EmbeddedRedis, mortal_acceptor: Acceptor, mortal_store: Store
) -> None:
    mortal_redis.kill()
    with pytest.raises(StorageError):
        await arrive(mortal_acceptor)
    mortal_redis.restart()
    assert await mortal_store.state.dbsize() == 0
    assert (await arrive(mortal_acceptor)).kind == "new"


async def test_nothing_is_accepted_while_only_the_state_is_away(
    durable_redis: EmbeddedRedis, durable_store: Store, vault: Vault
) -> None:
    acceptor = make_acceptor(durable_store, vault, make_queue(durable_store))
    durable_redis.kill()
    with pytest.raises(StorageError):
        await arrive(acceptor, delivery="one")
    durable_redis.restart()
    assert await durable_store.state.zcard(durable_store.keys.index()) == 0
    assert (await arrive(acceptor, delivery="one")).kind == "new"


async def test_nothing_is_queued_while_only_the_documents_cannot_be_stored(
    mortal_redis: EmbeddedRedis, durable_store: Store, vault: Vault
) -> None:
    acceptor = make_acceptor(durable_store, vault, make_queue(durable_store))
    mortal_redis.kill()
    with pytest.raises(StorageError):
        await arrive(acceptor)
    assert await durable_store.state.zcard(durable_store.keys.index()) == 0


async def test_nothing_is_accepted_half_when_redis_is_full(
    mortal_redis: EmbeddedRedis, mortal_acceptor: Acceptor, mortal_store: Store
) -> None:
    async with Redis.from_url(mortal_redis.url) as redis:
        await redis.config_set("maxmemory", "1mb")
        with pytest.raises(StorageError):
            await arrive(mortal_acceptor)
        await redis.config_set("maxmemory", "32mb")
    assert [key async for key in mortal_store.state.scan_iter("*event*")] == []
    assert (await arrive(mortal_acceptor)).kind == "new"


async def test_what_was_accepted_is_there_again_after_a_restart_of_the_state(
    durable_redis: EmbeddedRedis, durable_store: Store, vault: Vault
) -> None:
    queue = make_queue(durable_store)
    acceptor = make_acceptor(durable_store, vault, queue)
    accepted = await arrive(acceptor)
    durable_redis.restart()
    await eventually(lambda: answers(durable_store))
    event = await queue.event(accepted.event_id)
    assert event is not None
    assert event.state is State.WAITING
    assert (await arrive(acceptor)).kind == "duplicate"


async def test_a_nonce_lets_a_version_in_that_came_before_and_only_once(acceptor: Acceptor) -> None:
    first = await arrive(acceptor, "1001", version="1")
    identity = Identity("1001", "1")
    again, same, other = [
        await acceptor.accept(FLOW, b"{}", identity, Origin.POLL, digest_material=b"", nonce=nonce)
        for nonce in ("one", "one", "two")
    ]
    assert [again.kind, same.kind, other.kind] == ["new", "duplicate", "new"]
    assert same.event_id == again.event_id
    assert len({first.event_id, again.event_id, other.event_id}) == 3
    assert (await arrive(acceptor, "1001", version="1")).event_id == first.event_id


async def test_the_event_that_has_a_version_already_is_found_with_its_state(acceptor: Acceptor, store: Store) -> None:
    named = (FLOW, Identity("1001", "1"), b"")
    assert await acceptor.earlier(*named) is None
    first = await arrive(acceptor, "1001", version="1")
    found = await acceptor.earlier(*named)
    assert found is not None
    assert (found.event_id, found.state) == (first.event_id, State.WAITING)
    await store.state.delete(store.keys.event(first.event_id))
    gone = await acceptor.earlier(*named)
    assert gone is not None
    assert (gone.event_id, gone.state) == (first.event_id, None)
