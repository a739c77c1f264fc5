"""Counters of several processes add up in Redis, without files, and an outage loses none."""

import asyncio
from datetime import timedelta

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Transient
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics, read_counters
from relay.store.store import Store
from tests.plain import as_told
from tests.relay.parts import FLOW, ReadableSource, answers
from tests.relay.shops import Shop, page, polling
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


async def test_what_a_poll_reads_and_what_of_it_is_new_is_counted_by_flow(shop: Shop) -> None:
    metrics = Metrics(shop.store)
    source = ReadableSource(pages=[page("one", 1, 2), page("two", 2, 3)])
    poller = Poller(shop.store, shop.acceptor, [PolledFlow(FLOW, source, PollSettings())], metrics)
    await poller.poll(FLOW.name)
    await metrics.hand_over()
    assert await read_counters(shop.store) == {("polled", FLOW.name): 4, ("poll_accepted", FLOW.name): 3}


@pytest.mark.usefixtures("brisk")
async def test_a_poll_that_fails_is_counted_with_what_it_read_before(shop: Shop) -> None:
    metrics = Metrics(shop.store)
    source = ReadableSource(pages=[page("one", 1)], failure=Transient(as_told("the shop is away")))
    settings = PollSettings(every=timedelta(days=1))
    async with polling(Poller(shop.store, shop.acceptor, [PolledFlow(FLOW, source, settings)], metrics)):

        async def has_failed() -> bool:
            return bool((await shop.note()).get("error"))

        await eventually(has_failed)
    await metrics.hand_over()
    counted = await read_counters(shop.store)
    assert (counted["poll_failures", FLOW.name], counted["polled", FLOW.name]) == (1, 1)
