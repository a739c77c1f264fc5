"""What a sender is told whose one post is several documents, and what is stored of it whatever happens meanwhile."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from relay.intake.door import Door
from relay.line.queue import Queue
from relay.model import Outcome, State, new_token
from relay.store.counters import read_counters
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.doors import open_door
from tests.relay.intake.bundles import MANY, bundle, events_of, numbers_waiting, takes_bundles
from tests.relay.intake.callers import Caller


@pytest.fixture
def bundles(door: Door) -> Door:
    return takes_bundles(door)


@pytest.fixture
async def sender(bundles: Door) -> AsyncIterator[Caller]:
    async with open_door(bundles) as caller:
        yield caller


async def test_one_post_becomes_an_event_for_each_of_its_documents_in_their_order(
    sender: Caller, bundles: Door
) -> None:
    answer = await sender.post("/hooks/shop", bundle(3))
    events = events_of(answer)
    assert [(number, is_repeat) for number, _, is_repeat in events] == [(f"B-{place}", False) for place in range(3)]
    assert len({event for _, event, _ in events}) == 3
    assert answer.document["event"] == events[0][1]
    assert answer.document["duplicate"] is False
    assert await numbers_waiting(bundles) == {"B-0": 1, "B-1": 1, "B-2": 1}


async def test_each_event_holds_its_own_part_under_seal(sender: Caller, door: Door, vault: Vault) -> None:
    events = events_of(await sender.post("/hooks/shop", bundle(2)))
    for number, event, _ in events:
        sealed = await door.store.payload.get(door.store.keys.payload(event))
        document = json.loads(vault.open(sealed, "shop", event))
        assert document == {"number": number, "price": 1, "at": "2026-03-02T12:00:00+00:00"}


async def test_the_same_post_again_finds_all_its_events(sender: Caller, bundles: Door) -> None:
    first = events_of(await sender.post("/hooks/shop", bundle(MANY)))
    again = await sender.post("/hooks/shop", bundle(MANY))
    assert events_of(again) == [(number, event, True) for number, event, _ in first]
    assert again.document["duplicate"] is True
    assert "Idempotent-Replayed" not in again.headers
    assert set((await numbers_waiting(bundles)).values()) == {1}


async def test_a_repeated_delivery_is_replayed_with_all_its_events(sender: Caller, bundles: Door) -> None:
    first = await sender.post("/hooks/shop", bundle(MANY), webhook_id="delivery 1")
    again = await sender.post("/hooks/shop", bundle(MANY), webhook_id="delivery 1")
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert events_of(again) == [(number, event, True) for number, event, _ in events_of(first)]
    assert sum((await numbers_waiting(bundles)).values()) == MANY


async def test_a_repeated_delivery_gives_back_a_document_that_was_lost(sender: Caller, door: Door) -> None:
    events = events_of(await sender.post("/hooks/shop", bundle(3), webhook_id="delivery 1"))
    lost = door.store.keys.payload(events[1][1])
    await door.store.payload.delete(lost)
    again = await sender.post("/hooks/shop", bundle(3), webhook_id="delivery 1")
    assert again.headers["Idempotent-Replayed"] == "restored"
    assert await door.store.payload.get(lost)


async def test_a_delivery_key_with_another_body_is_refused_and_nothing_of_it_is_stored(
    sender: Caller, bundles: Door
) -> None:
    first = await sender.post("/hooks/shop", bundle(3), webhook_id="delivery 1")
    other = await sender.post("/hooks/shop", bundle(5), webhook_id="delivery 1")  # it begins alike
    assert (other.status, other.kind) == (422, "delivery-key-reused")
    assert other.document["event"] == first.document["event"]
    assert await numbers_waiting(bundles) == {"B-0": 1, "B-1": 1, "B-2": 1}


async def test_the_same_post_many_times_at_once_is_one_event_for_each_document(sender: Caller, bundles: Door) -> None:
    answers = await asyncio.gather(*(sender.post("/hooks/shop", bundle(MANY)) for _ in range(5)))
    assert len({tuple(event for _, event, _ in events_of(answer)) for answer in answers}) == 1
    assert set((await numbers_waiting(bundles)).values()) == {1}


async def test_only_what_changed_is_carried_again(sender: Caller, queue: Queue) -> None:
    events_of(await sender.post("/hooks/shop", bundle(3)))
    for _ in range(3):
        claim = await queue.claim(["shop"], new_token())
        assert claim is not None
        assert not isinstance(claim, float)
        assert await queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("written")))
    changed = bundle(3, minute=1)
    changed["parts"][1]["price"] = 2
    assert [is_repeat for _, _, is_repeat in events_of(await sender.post("/hooks/shop", changed))] == [
        True,
        False,
        True,
    ]


async def test_a_newer_post_takes_the_place_of_all_that_waits_of_an_older_one(sender: Caller, bundles: Door) -> None:
    older = events_of(await sender.post("/hooks/shop", bundle(3)))
    newer = events_of(await sender.post("/hooks/shop", bundle(3, price=2, minute=5)))
    assert await numbers_waiting(bundles) == {"B-0": 1, "B-1": 1, "B-2": 1}
    assert not {event for _, event, _ in older} & {event for _, event, _ in newer}


async def test_a_post_that_comes_late_is_read_as_the_newer_one_that_is_known(sender: Caller) -> None:
    newer = events_of(await sender.post("/hooks/shop", bundle(3, price=2, minute=5)))
    late = events_of(await sender.post("/hooks/shop", bundle(3)))
    assert late == [(number, event, True) for number, event, _ in newer]


async def test_what_belongs_to_something_that_is_not_known_yet_waits_and_is_carried_with_it(
    sender: Caller, door: Door, vault: Vault
) -> None:
    colour = {"number": "B", "colour": "red"}
    early = await sender.post("/hooks/shop", colour)
    assert early.status == 202
    assert early.document == {"event": None, "duplicate": False, "passed_over": "its bundle was not posted yet"}
    [(_, event, _)] = events_of(await sender.post("/hooks/shop", bundle(1)))
    sealed = await door.store.payload.get(door.store.keys.payload(event))
    assert json.loads(vault.open(sealed, "shop", event))["colour"] == "red"


async def test_what_is_told_apart_later_is_carried_with_all_that_was_told_before(
    sender: Caller, door: Door, vault: Vault
) -> None:
    events_of(await sender.post("/hooks/shop", bundle(1, price=7)))
    [(_, event, is_repeat)] = events_of(await sender.post("/hooks/shop", {"number": "B", "colour": "red"}))
    assert not is_repeat  # and the price, which waited, is not lost with the event that it supersedes
    sealed = await door.store.payload.get(door.store.keys.payload(event))
    document = json.loads(vault.open(sealed, "shop", event))
    assert (document["price"], document["colour"]) == (7, "red")


async def test_what_all_documents_share_must_not_fill_the_storage(
    sender: Caller, bundles: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relay.intake.splitting.MOST_BYTES", 4000)
    refused = await sender.post("/hooks/shop", bundle(MANY))
    assert (refused.status, refused.kind) == (422, "document-refused")
    assert "4000 bytes in all" in refused.document["errors"][0]["rule"]
    assert await numbers_waiting(bundles) == {}
    assert len(events_of(await sender.post("/hooks/shop", bundle(3)))) == 3


async def test_large_documents_are_stored_a_few_at_a_time_and_still_all(
    sender: Caller, bundles: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relay.intake.splitting.MOST_BYTES_TOGETHER", 200)
    first = events_of(await sender.post("/hooks/shop", bundle(MANY), webhook_id="delivery 1"))
    assert [number for number, _, _ in first] == [f"B-{place}" for place in range(MANY)]
    again = events_of(await sender.post("/hooks/shop", bundle(MANY), webhook_id="delivery 1"))
    assert [event for _, event, _ in again] == [event for _, event, _ in first]
    assert set((await numbers_waiting(bundles)).values()) == {1}


async def test_every_document_of_a_post_is_counted(sender: Caller, bundles: Door) -> None:
    await sender.post("/hooks/shop", bundle(3))
    await sender.post("/hooks/shop", bundle(4))
    await sender.post("/hooks/shop", {"number": "C", "colour": "red"})
    await bundles.metrics.hand_over()
    counted = {label: count for label, count in (await read_counters(bundles.store)).items() if label[0] == "documents"}
    assert counted == {
        ("documents", "shop", "new"): 4,
        ("documents", "shop", "duplicate"): 3,
        ("documents", "shop", "passed_over"): 1,
    }
