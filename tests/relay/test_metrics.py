"""Counters of several processes add up in Redis, without files, and an outage loses none."""

import asyncio

from relay.embedded import EmbeddedRedis
from relay.metrics import Metrics, read_counters
from relay.store import Store
from tests.relay.parts import answers
from tests.waiting import eventually


async def test_counters_of_two_processes_add_up(store: Store) -> None:
    one, two = Metrics(store), Metrics(store)
    one.count("events", "shop", "written")
    one.count("events", "shop", "written", by=2)
    two.count("events", "shop", "written")
    two.count("refused", "storage-away")
    await asyncio.gather(one.hand_over(), two.hand_over())
    assert await read_counters(store) == {("events", "shop", "written"): 4, ("refused", "storage-away"): 1}


async def test_what_could_not_be_handed_over_is_handed_over_later(
    mortal_store: Store, mortal_redis: EmbeddedRedis
) -> None:
    metrics = Metrics(mortal_store)
    metrics.count("events")
    mortal_redis.kill()
    await metrics.hand_over()
    mortal_redis.restart()
    await eventually(lambda: answers(mortal_store))
    metrics.count("events")
    await metrics.hand_over()
    assert await read_counters(mortal_store) == {("events",): 2}


async def test_a_stop_hands_over_what_is_left(store: Store) -> None:
    metrics, stopping = Metrics(store), asyncio.Event()
    running = asyncio.create_task(metrics.run(stopping))
    metrics.count("events")
    stopping.set()
    await running
    assert await read_counters(store) == {("events",): 1}
