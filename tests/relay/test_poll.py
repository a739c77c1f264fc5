"""Sources are read on their schedule, and nothing that was read is left behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from mapping.parsing import dump_json
from relay.accept import Acceptor
from relay.embedded import EmbeddedRedis
from relay.errors import Hold, Permanent, StorageError, Transient
from relay.model import Flow, Identity, Origin
from relay.poll import PollCount, PolledFlow, Poller
from relay.queue import Accepted
from relay.roles import Json, Page
from relay.settings.model import PollSettings
from relay.store import Store, reply
from relay.vault import Vault
from tests.conftest import make_queue
from tests.relay.parts import FLOW, ReadableSource, answers, fields_of
from tests.waiting import eventually

MORE = Flow(name="more-orders", entity="order", source="shop", target="books", settings=None)
DAY = timedelta(days=1)


def document(number: int) -> Json:
    return {"number": str(number)}


def page(cursor: str, *numbers: int) -> Page:
    return Page([document(number) for number in numbers], cursor)


@dataclass
class StoppingSource(ReadableSource):
    """Waits before its second page until it is let go."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    may_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def changed_since(self, cursor: str, overlap: timedelta) -> AsyncIterator[Page]:
        self.asked.append((cursor, overlap))
        for number, one in enumerate(self.pages):
            if number == 1:
                self.reached.set()
                await self.may_go.wait()
            yield one


@dataclass
class Shop:
    """One Redis and the parts of a poller on it."""

    store: Store
    acceptor: Acceptor

    def poller(self, source: ReadableSource, *others: PolledFlow, **settings: Any) -> Poller:
        polled = PolledFlow(FLOW, source, PollSettings(**{"every": DAY, **settings}))
        return Poller(self.store, self.acceptor, [polled, *others], dump_json)

    async def cursor(self, flow: Flow = FLOW) -> str | None:
        found = await self.store.state.get(self.store.keys.cursor(flow.name))
        return found.decode() if found else None

    async def accepted(self) -> int:
        return int(await self.store.state.zcard(self.store.keys.index()))

    async def note(self, flow: Flow = FLOW) -> dict[str, str]:
        found = await reply(self.store.state.hgetall(self.store.keys.poll(flow.name)))
        return {name.decode(): value.decode() for name, value in found.items()}

    async def trigger(self, flow: Flow = FLOW) -> None:
        await reply(self.store.state.sadd(self.store.keys.triggers, flow.name))

    async def now_ms(self) -> int:
        seconds, microseconds = await self.store.state.time()
        return int(seconds * 1000 + microseconds // 1000)


@pytest.fixture
def shop(store: Store, acceptor: Acceptor) -> Shop:
    return Shop(store, acceptor)


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A poller that looks around a hundred times a second instead of once."""
    monkeypatch.setattr("relay.poll._LOOK_AROUND", 0.01)


@asynccontextmanager
async def polling(*pollers: Poller) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    running = [asyncio.create_task(poller.run(stopping)) for poller in pollers]
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait_for(asyncio.gather(*running), 5)


class TestWhereAPollBegins:
    async def test_a_flow_without_a_cursor_starts_from_now_and_keeps_that_moment(self, shop: Shop) -> None:
        source = ReadableSource()
        before = datetime.now(UTC)
        assert await shop.poller(source, overlap=timedelta(minutes=3)).poll(FLOW.name) == PollCount(0, 0)
        [(cursor, overlap)] = source.asked
        assert before <= datetime.fromisoformat(cursor) <= datetime.now(UTC)
        assert overlap == timedelta(minutes=3)
        assert await shop.cursor() == cursor

    async def test_a_flow_may_start_at_a_date(self, shop: Shop) -> None:
        source = ReadableSource()
        await shop.poller(source, start=date(2026, 1, 2)).poll(FLOW.name)
        assert source.asked[0][0] == "2026-01-02T00:00:00+00:00"

    async def test_a_flow_that_starts_with_all_there_is_waits_for_a_person(self, shop: Shop) -> None:
        source = ReadableSource(pages=[page("one", 1)])
        with pytest.raises(Hold, match="relay poll shop-orders --first --yes"):
            await shop.poller(source, start="all").poll(FLOW.name)
        assert (source.asked, await shop.cursor()) == ([], None)

    async def test_once_confirmed_all_there_is_is_read_and_the_next_poll_needs_no_person(self, shop: Shop) -> None:
        source = ReadableSource(pages=[page("one", 1)])
        poller = shop.poller(source, start="all")
        assert await poller.poll(FLOW.name, begin_anywhere=True) == PollCount(1, 1)
        assert await poller.poll(FLOW.name) == PollCount(1, 0)
        assert [cursor for cursor, _ in source.asked] == ["beginning", "one"]

    async def test_a_first_poll_that_fails_before_its_first_page_still_waits_for_a_person(self, shop: Shop) -> None:
        poller = shop.poller(ReadableSource(failure=Transient("away")), start="all")
        with pytest.raises(Transient):
            await poller.poll(FLOW.name, begin_anywhere=True)
        with pytest.raises(Hold):
            await poller.poll(FLOW.name)


class TestTheCursor:
    async def test_every_document_of_every_page_is_accepted_and_the_cursor_ends_after_the_last(
        self, shop: Shop
    ) -> None:
        source = ReadableSource(pages=[page("one", 1, 2), page("two", 3)])
        assert await shop.poller(source).poll(FLOW.name) == PollCount(3, 3)
        assert (await shop.cursor(), await shop.accepted()) == ("two", 3)

    async def test_what_was_read_before_is_read_again_and_not_accepted_again(self, shop: Shop) -> None:
        poller = shop.poller(ReadableSource(pages=[page("one", 1, 2)]))
        await poller.poll(FLOW.name)
        assert await poller.poll(FLOW.name) == PollCount(2, 0)
        assert await shop.accepted() == 2

    async def test_a_page_that_could_not_be_accepted_whole_does_not_move_the_cursor(
        self, shop: Shop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        accept, taken = shop.acceptor.accept, 0

        async def fail_at_the_fourth(*arguments: Any, **named: Any) -> Accepted:
            nonlocal taken
            taken += 1
            if taken == 4:
                raise StorageError("Redis did not store it")
            return await accept(*arguments, **named)

        monkeypatch.setattr(shop.acceptor, "accept", fail_at_the_fourth)
        poller = shop.poller(ReadableSource(pages=[page("one", 1, 2), page("two", 3, 4), page("three", 5)]))
        with pytest.raises(StorageError):
            await poller.poll(FLOW.name)
        assert (await shop.cursor(), await shop.accepted()) == ("one", 3)
        assert await poller.poll(FLOW.name) == PollCount(5, 2)
        assert await shop.cursor() == "three"

    async def test_a_source_that_fails_later_keeps_what_it_brought_before(self, shop: Shop) -> None:
        poller = shop.poller(ReadableSource(pages=[page("one", 1)], failure=Transient("away")))
        with pytest.raises(Transient):
            await poller.poll(FLOW.name)
        assert (await shop.cursor(), await shop.accepted()) == ("one", 1)

    async def test_one_record_that_cannot_be_named_becomes_an_event_and_does_not_stop_the_rest(
        self, shop: Shop
    ) -> None:
        class Picky(ReadableSource):
            def identify(self, document: Json) -> Identity:
                if document["number"] == "2":
                    raise KeyError("secret-name@example.com")
                return super().identify(document)

        poller = shop.poller(Picky(pages=[page("one", 1, 2, 3)]))
        assert await poller.poll(FLOW.name) == PollCount(3, 3)
        assert await poller.poll(FLOW.name) == PollCount(3, 0)
        ids = await shop.store.state.zrange(shop.store.keys.index(), 0, -1)
        references = [(await fields_of(shop.store, one.decode()))["reference"] for one in ids]
        assert sum(reference.startswith("hidden-") for reference in references) == 1
        assert {"1", "3"} <= set(references)

    async def test_polled_documents_come_in_as_polled(self, shop: Shop) -> None:
        await shop.poller(ReadableSource(pages=[page("one", 1)])).poll(FLOW.name)
        [one] = await shop.store.state.zrange(shop.store.keys.index(), 0, -1)
        assert (await fields_of(shop.store, one.decode()))["origin"] == Origin.POLL


class TestOneAtATime:
    async def test_a_flow_that_is_being_read_is_not_read_by_another_worker(
        self, shop: Shop, second_store: Store, vault: Vault
    ) -> None:
        source = StoppingSource(pages=[page("one", 1), page("two", 2)])
        other = Shop(second_store, Acceptor(second_store, vault, make_queue(second_store)))
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
        source = ReadableSource(failure=Permanent("not allowed"))
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
            async def changed_since(self, cursor: str, overlap: timedelta) -> AsyncIterator[Page]:
                moments.append(asyncio.get_running_loop().time())
                async for one in super().changed_since(cursor, overlap):
                    yield one

        other = Shop(second_store, Acceptor(second_store, vault, make_queue(second_store)))
        every = timedelta(milliseconds=150)
        async with polling(shop.poller(Noting(), every=every), other.poller(Noting(), every=every)):
            await eventually(lambda: len(moments) >= 5)
        assert min(later - earlier for earlier, later in pairwise(moments)) > 0.1


@pytest.mark.usefixtures("brisk")
class TestTheSchedule:
    async def test_a_new_flow_is_polled_at_once_and_told_when_it_is_due_again(self, shop: Shop) -> None:
        source = ReadableSource(pages=[page("one", 1, 2)])
        async with polling(shop.poller(source)):
            note = await eventually(shop.note)
        assert (note["read"], note["accepted"], note["error"]) == ("2", "2", "")
        assert abs(int(note["last"]) - await shop.now_ms()) < 5000
        assert int(note["next"]) - int(note["last"]) == DAY.total_seconds() * 1000
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
            (Transient("the shop is away"), "the shop is away"),
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
            assert (note["error"], "next" in note) == (told, True)
            await eventually(lambda: shop.note(MORE))
            source.failure = None
            await shop.trigger()

            async def is_well() -> bool:
                return (await shop.note())["error"] == ""

            await eventually(is_well)

    async def test_a_flow_that_waits_for_a_person_says_so_in_its_note(self, shop: Shop) -> None:
        async with polling(shop.poller(ReadableSource(), start="all")):
            note = await eventually(shop.note)
        assert note["error"].endswith("waits for: relay poll shop-orders --first --yes")

    async def test_a_worker_that_did_not_get_its_turn_leaves_no_note(
        self, shop: Shop, second_store: Store, vault: Vault
    ) -> None:
        source = StoppingSource(pages=[page("one", 1), page("two", 2)])
        other = Shop(second_store, Acceptor(second_store, vault, make_queue(second_store)))
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
        shop = Shop(durable_store, Acceptor(durable_store, vault, make_queue(durable_store)))
        source = ReadableSource(pages=[page("one", 1)])
        async with polling(shop.poller(source)):
            await eventually(shop.note)
            durable_redis.restart()
            await eventually(lambda: answers(durable_store))
            await shop.trigger()
            await eventually(lambda: len(source.asked) == 2)
