"""A post of several documents of which only a part gets through: sent again it is whole, and nothing is there twice."""

import asyncio
import json
from collections import Counter
from typing import Any

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.intake.door import Door
from relay.line.accept import MOST_TOGETHER
from relay.line.arrivals import Accepted
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.relay.doors import make_door, open_door
from tests.relay.intake.bundles import MANY, bundle, events_of, numbers_waiting, takes_bundles
from tests.relay.intake.callers import SENDER
from tests.stand_ins import make_acceptor


@pytest.fixture
def bundles(door: Door) -> Door:
    return takes_bundles(door)


@pytest.fixture
def lasting(durable_store: Store, vault: Vault) -> Door:
    """The same over a state role that has its data again after a restart."""
    acceptor = make_acceptor(durable_store, vault, make_queue(durable_store))
    return takes_bundles(make_door(durable_store, acceptor))


async def test_storage_that_fails_in_the_middle_loses_and_doubles_nothing(
    lasting: Door, durable_redis: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept, calls = lasting.acceptor.accept, Counter[str]()

    async def accept_until_it_dies(*arguments: Any, **named: Any) -> Accepted:
        calls["accept"] += 1
        if calls["accept"] == MOST_TOGETHER + 2:
            durable_redis.kill()
        return await accept(*arguments, **named)

    monkeypatch.setattr(lasting.acceptor, "accept", accept_until_it_dies)
    async with open_door(lasting) as sender:
        broken = await sender.post("/hooks/shop", bundle(MANY), webhook_id="delivery 1")
        assert (broken.status, broken.kind) == (503, "storage-away")
        durable_redis.restart()
        stored = await numbers_waiting(lasting)
        assert sum(stored.values()) == MOST_TOGETHER + 1
        again = events_of(await sender.post("/hooks/shop", bundle(MANY), webhook_id="delivery 1"))
    assert [is_repeat for _, _, is_repeat in again] == [True] * (MOST_TOGETHER + 1) + [False] * (
        MANY - MOST_TOGETHER - 1
    )
    assert await numbers_waiting(lasting) == {f"B-{place}": 1 for place in range(MANY)}


async def test_a_body_that_is_cut_off_half_way_leaves_nothing(bundles: Door) -> None:
    body = json.dumps(bundle(MANY)).encode()
    async with open_door(bundles) as sender:
        _, writer = await asyncio.open_connection(SENDER, sender.port, local_addr=(SENDER, 0))
        writer.write(_head(len(body)) + body[: len(body) // 2])
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        whole = events_of(await sender.post("/hooks/shop", bundle(MANY)))
    assert not any(is_repeat for _, _, is_repeat in whole)


async def test_a_sender_that_goes_away_before_the_answer_finds_all_when_it_sends_again(
    bundles: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept, is_gone, all_there = bundles.acceptor.accept, asyncio.Event(), asyncio.Event()
    done = Counter[str]()

    async def accept_once_it_is_gone(*arguments: Any, **named: Any) -> Accepted:
        await is_gone.wait()
        found = await accept(*arguments, **named)
        done["accepted"] += 1
        if done["accepted"] == MANY:
            all_there.set()
        return found

    monkeypatch.setattr(bundles.acceptor, "accept", accept_once_it_is_gone)
    body = json.dumps(bundle(MANY)).encode()
    async with open_door(bundles) as sender:
        _, writer = await asyncio.open_connection(SENDER, sender.port, local_addr=(SENDER, 0))
        writer.write(_head(len(body)) + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        is_gone.set()
        async with asyncio.timeout(20):
            await all_there.wait()
        again = events_of(await sender.post("/hooks/shop", bundle(MANY)))
    assert all(is_repeat for _, _, is_repeat in again)
    assert await numbers_waiting(bundles) == {f"B-{place}": 1 for place in range(MANY)}


async def test_of_two_posts_at_once_whichever_is_stored_last_holds_what_both_told(
    bundles: Door, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept, is_held_up, go_on = bundles.acceptor.accept, asyncio.Event(), asyncio.Event()

    async def hold_the_first_up(*arguments: Any, **named: Any) -> Accepted:
        if not is_held_up.is_set():
            is_held_up.set()
            await go_on.wait()
        return await accept(*arguments, **named)

    monkeypatch.setattr(bundles.acceptor, "accept", hold_the_first_up)
    async with open_door(bundles) as sender:
        first = asyncio.create_task(sender.post("/hooks/shop", bundle(2), webhook_id="delivery 1"))
        await is_held_up.wait()  # it has looked what is known, and has stored nothing yet
        assert len(events_of(await sender.post("/hooks/shop", {"number": "B", "colour": "red"}))) == 2
        go_on.set()
        events = events_of(await first)
    assert await numbers_waiting(bundles) == {"B-0": 1, "B-1": 1}
    for _, event, _ in events:
        sealed = await bundles.store.payload.get(bundles.store.keys.payload(event))
        assert json.loads(vault.open(sealed, "shop", event))["colour"] == "red"


def _head(length: int) -> bytes:
    return (
        b"POST /hooks/shop HTTP/1.1\r\nHost: relay.example\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % length
    )
