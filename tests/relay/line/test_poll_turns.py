"""Who polls a flow and when: one worker at a time, on schedule or when asked, whatever a source does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.errors import Permanent, Transient
from relay.line.poll import Poller
from relay.line.polled import PollCount, PolledFlow
from relay.roles import WHOLE, Page
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.plain import as_told
from tests.relay.parts import FLOW, ReadableSource, answers
from tests.relay.shops import DAY, MORE, Shop, StoppingSource, page, polling
from tests.stand_ins import make_acceptor
from tests.waiting import eventually
from words.told import unpack


class TestOneAtATime:
    async def test_a_flow_that_is_being_read_is_not_read_by_another_worker(
        self, shop: Shop, second_store: Store, vault: Vault
    ) -> None:
        source = StoppingSource(pages=[page("one", 1), page("two", 2)])
        other = Shop(second_store, make_acceptor(second_store, vault, make_queue(second_store)))
        reading = asyncio.create_task(shop.poller(source).poll(FLOW.name))
        await source.reached.wait()
        assert await other.poller(ReadableSource()).poll(FLOW.name) is None
        source.may_go.set()
        assert await reading == PollCount(2, 2)
        assert await other.poller(ReadableSource()).poll(FLOW.name) == PollCount(0, 0)

    async def test_two_flows_are_read_at_the_same_time(self, shop: Shop) -> None:
        source, other = StoppingSource(pages=[page("one", 1), page("two", 2)]), ReadableSource()
        poller = shop.poller(source, PolledFlow(MORE, other, PollSettings()))
        reading = asyncio.create_task(poller.poll(FLOW.name))
        await source.reached.wait()
        assert await poller.poll(MORE.name) == PollCount(0, 0)
        source.may_go.set()
        await reading

    async def test_a_reader_whose_turn_has_passed_to_another_does_not_end_the_turn_of_that_one(
        self, shop: Shop
    ) -> None:
        source = StoppingSource(pages=[page("one", 1), page("two", 2)])
        poller = shop.poller(source)
        reading = asyncio.create_task(poller.poll(FLOW.name))
        await source.reached.wait()
        [key] = [key async for key in shop.store.state.scan_iter(f"{shop.store.keys.prefix}lock:*")]
        await shop.store.state.set(key, "another worker")
        source.may_go.set()
        await reading
        assert await shop.store.state.get(key) == b"another worker"
        assert await poller.poll(FLOW.name) is None

    async def test_a_flow_is_free_again_after_a_poll_that_failed(self, shop: Shop) -> None:
        source = ReadableSource(failure=Permanent(as_told("not allowed")))
        poller = shop.poller(source)
        for _ in range(2):
            with pytest.raises(Permanent):
                await poller.poll(FLOW.name)
        assert len(source.asked) == 2

    @pytest.mark.usefixtures("brisk")
    async def test_two_workers_together_poll_a_flow_no_more_often_than_one(
        self, shop: Shop, second_store: Store, vault: Vault
    ) -> None:
        moments: list[float] = []

        class Noting(ReadableSource):
            async def changed_since(
                self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
            ) -> AsyncIterator[Page]:
                moments.append(asyncio.get_running_loop().time())
                async for one in super().changed_since(cursor, overlap, not_before, part=part):
                    yield one

        other = Shop(second_store, make_acceptor(second_store, vault, make_queue(second_store)))
        every = timedelta(milliseconds=150)
        async with polling(shop.poller(Noting(), every=every), other.poller(Noting(), every=every)):
            await eventually(lambda: len(moments) >= 5)
        assert min(later - earlier for earlier, later in pairwise(moments)) > 0.1


@pytest.mark.usefixtures("brisk")
class TestTheSchedule:
    async def test_what_another_worker_has_just_polled_is_not_polled_again_though_it_was_due_when_we_looked(
        self, shop: Shop
    ) -> None:
        source = ReadableSource()
        poller = shop.poller(source)
        await reply(shop.store.state.hset(shop.store.keys.poll(FLOW.name), "next", str(await shop.now_ms() + 60_000)))
        await poller._poll_and_tell(FLOW.name)
        assert source.asked == []
        await shop.trigger(FLOW)
        await poller._poll_and_tell(FLOW.name)
        assert len(source.asked) == 1

    async def test_a_new_flow_is_polled_at_once_and_told_when_it_is_due_again(self, shop: Shop) -> None:
        source = ReadableSource(pages=[page("one", 1, 2)])
        async with polling(shop.poller(source)):
            note = await eventually(shop.note)
        assert (note["read"], note["accepted"], note["error"]) == ("2", "2", "")
        assert abs(int(note["last"]) - await shop.now_ms()) < 5000
        assert int(note["next"]) - int(note["last"]) == DAY.total_seconds() * 1000
        assert len(source.asked) == 1

    async def test_what_is_due_in_quiet_hours_waits_for_their_end_until_somebody_asks_for_it(self, shop: Shop) -> None:
        source, now = ReadableSource(), datetime.now(UTC)
        quiet = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
        await reply(shop.store.state.hset(shop.store.keys.poll(FLOW.name), "next", str(await shop.now_ms() - 60_000)))
        poller = shop.poller(source, quiet_hours=quiet, time_zone="UTC")
        left = (await poller._due(0))[FLOW.name]
        assert timedelta(minutes=58) < timedelta(seconds=left) < timedelta(minutes=61)
        async with polling(poller):
            await shop.trigger()
            await eventually(lambda: len(source.asked) == 1)

    async def test_the_first_poll_of_a_flow_comes_at_once_also_in_quiet_hours(self, shop: Shop) -> None:
        now = datetime.now(UTC)
        quiet = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
        source = ReadableSource()
        async with polling(shop.poller(source, quiet_hours=quiet, time_zone="UTC")):
            await eventually(lambda: len(source.asked) == 1)

    async def test_a_poll_that_was_missed_for_days_comes_once_and_the_next_one_when_the_words_say(
        self, shop: Shop
    ) -> None:
        source, key = ReadableSource(), shop.store.keys.poll(FLOW.name)
        missed = await shop.now_ms() - 5 * 86_400_000
        await reply(shop.store.state.hset(key, mapping={"last": str(missed - 60_000), "next": str(missed)}))
        polled = PolledFlow(FLOW, source, PollSettings(cron="* * * * *"))
        poller = Poller(shop.store, shop.acceptor, [polled], Metrics(shop.store))
        async with polling(poller):
            await eventually(lambda: len(source.asked) == 1)

            async def is_noted() -> bool:
                return int((await shop.note())["last"]) > missed

            await eventually(is_noted)
        note = await shop.note()
        assert len(source.asked) == 1
        assert int(note["next"]) - int(note["last"]) <= 60_000
        assert int(note["next"]) % 60_000 == 0

    async def test_another_schedule_in_the_file_counts_from_the_last_poll_on(self, shop: Shop) -> None:
        source = ReadableSource()
        async with polling(shop.poller(source)):
            await eventually(shop.note)
        async with polling(shop.poller(source, every=timedelta(hours=1))):

            async def is_rescheduled() -> bool:
                note = await shop.note()
                return int(note["next"]) - int(note["last"]) == 3_600_000

            await eventually(is_rescheduled)
        assert len(source.asked) == 1

    async def test_a_flow_that_is_not_due_is_left_alone_until_someone_asks_for_it(self, shop: Shop) -> None:
        source, other = ReadableSource(), ReadableSource()
        due = await shop.now_ms() + 3_600_000
        for flow in (FLOW, MORE):
            await reply(shop.store.state.hset(shop.store.keys.poll(flow.name), "next", str(due)))
        async with polling(shop.poller(source, PolledFlow(MORE, other, PollSettings()))):
            await shop.trigger(MORE)
            await eventually(lambda: len(other.asked) == 1)
        assert source.asked == []
        assert await reply(shop.store.state.smembers(shop.store.keys.triggers)) == set()

    async def test_being_asked_for_while_it_is_read_makes_a_flow_be_read_again(self, shop: Shop) -> None:
        source = StoppingSource(pages=[page("one", 1), page("two", 2)])
        async with polling(shop.poller(source)):
            await source.reached.wait()
            await shop.trigger()
            source.may_go.set()
            await eventually(lambda: len(source.asked) == 2)

    @pytest.mark.parametrize(
        ("failure", "told"),
        [
            (Transient(as_told("the shop is away")), "the shop is away"),
            (KeyError("secret-name"), "the relay itself failed (KeyError)"),
            (OSError("secret-name"), "the relay itself failed (OSError)"),
        ],
    )
    async def test_a_source_that_fails_leaves_a_note_and_neither_poller_nor_other_flows_stop(
        self, failure: Exception, told: str, shop: Shop
    ) -> None:
        source, other = ReadableSource(failure=failure), ReadableSource()
        async with polling(shop.poller(source, PolledFlow(MORE, other, PollSettings(every=DAY)))):
            note = await eventually(shop.note)
            assert (str(unpack(note["error"])), "next" in note) == (told, True)
            await eventually(lambda: shop.note(MORE))
            source.failure = None
            await shop.trigger()

            async def is_well() -> bool:
                return (await shop.note())["error"] == ""

            await eventually(is_well)

    async def test_a_flow_that_waits_for_a_person_says_so_in_its_note(self, shop: Shop) -> None:
        async with polling(shop.poller(ReadableSource(), start="all")):
            note = await eventually(shop.note)
        assert str(unpack(note["error"])).endswith("must start it: relay poll shop-orders --first --yes")

    async def test_a_worker_that_did_not_get_its_turn_leaves_no_note(
        self, shop: Shop, second_store: Store, vault: Vault
    ) -> None:
        source = StoppingSource(pages=[page("one", 1), page("two", 2)])
        other = Shop(second_store, make_acceptor(second_store, vault, make_queue(second_store)))
        reading = asyncio.create_task(shop.poller(source).poll(FLOW.name))
        await source.reached.wait()
        await other.poller(ReadableSource())._poll_and_tell(FLOW.name)
        assert await shop.note() == {}
        source.may_go.set()
        await reading

    async def test_a_stop_cuts_a_running_poll_off_and_the_next_one_goes_on_from_its_last_page(self, shop: Shop) -> None:
        source = StoppingSource(pages=[page("one", 1), page("two", 2)])
        async with polling(shop.poller(source)):
            await source.reached.wait()
        assert await shop.cursor() == "one"
        assert await shop.poller(ReadableSource()).poll(FLOW.name) is not None

    async def test_a_poller_outlives_a_redis_that_was_away(
        self, durable_store: Store, durable_redis: EmbeddedRedis, vault: Vault
    ) -> None:
        shop = Shop(durable_store, make_acceptor(durable_store, vault, make_queue(durable_store)))
        source = ReadableSource(pages=[page("one", 1)])

        async def nobody_polls() -> bool:
            locks = durable_store.state.scan_iter(f"{durable_store.keys.prefix}lock:*")
            return not [key async for key in locks]

        async with polling(shop.poller(source)):
            await eventually(shop.note)
            await eventually(nobody_polls)  # a lease would outlive the restart, and keep the next poll waiting
            durable_redis.restart()
            await eventually(lambda: answers(durable_store))
            await shop.trigger()
            await eventually(lambda: len(source.asked) == 2)
