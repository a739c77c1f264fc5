"""All that a source has is read in slices: from where it was killed on, after each poll that is due, to a true end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from relay.errors import Hold, StorageError, Transient
from relay.line.full_reading import FullReader
from relay.line.poll import Poller
from relay.line.polled import PollCount, PolledFlow
from relay.roles import WHOLE, Absent, Page, ReadInSlices
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.flow_notes import FlowNotes
from relay.store.full_notes import FullNotes, FullRead
from relay.store.store import reply
from tests.relay.line.sliced import Sliced, Watcher
from tests.relay.parts import FLOW, ReadableSource, every
from tests.relay.shops import DAY, Shop, page, polling
from tests.waiting import eventually
from words.told import as_told


async def never() -> bool:
    return False


def poller_of(shop: Shop, source: ReadableSource, watcher: Watcher | None = None, **settings: Any) -> Poller:
    polled = polled_of(source, watcher, **settings)
    return Poller(shop.store, shop.acceptor, [polled], Metrics(shop.store))


def polled_of(source: ReadableSource, watcher: Watcher | None = None, **settings: Any) -> PolledFlow:
    return PolledFlow(FLOW, source, PollSettings(**{"every": DAY, **settings}), absent=watcher)


def reader_of(shop: Shop) -> FullReader:
    return FullReader(shop.store, shop.acceptor, Metrics(shop.store))


async def begin(poller: Poller, shop: Shop) -> PollCount | None:
    """Confirm a first read and make its first poll; the next one is not due for a day."""
    count = await poller.poll(FLOW.name, begin_anywhere=True)
    await FlowNotes(shop.store).leave_poll(FLOW.name, every(DAY), {"error": ""})
    return count


async def refresh(shop: Shop, source: Sliced, watcher: Watcher | None = None, **settings: Any) -> None:
    """Read all there is once."""
    await reader_of(shop).go_on_and_note(polled_of(source, watcher, refresh=DAY, **settings), never)


def test_the_fakes_play_the_roles() -> None:
    assert isinstance(Sliced(), ReadInSlices)
    assert isinstance(Watcher(), Absent)
    assert not isinstance(ReadableSource(), ReadInSlices)


class TestAFirstRead:
    async def test_of_all_there_is_waits_for_a_person_and_asks_the_source_nothing(self, shop: Shop) -> None:
        source = Sliced(numbers=range(1, 6))
        with pytest.raises(Hold, match="relay poll shop-orders --first --yes"):
            await poller_of(shop, source, start="all").poll(FLOW.name)
        assert (source.counted, source.asked, source.positions) == (0, [], [])

    async def test_that_was_confirmed_is_read_in_slices_while_changes_are_polled_from_its_beginning(
        self, shop: Shop
    ) -> None:
        source = Sliced(numbers=range(1, 6), pages=[page("later", 4, 9)])
        poller, shown = poller_of(shop, source, start="all"), list[FullRead]()
        before = datetime.now(UTC)
        assert await begin(poller, shop) == PollCount(2, 2)
        assert before <= datetime.fromisoformat(source.asked[0][0]) <= datetime.now(UTC)
        assert await poller.read_first(FLOW.name, shown.append)
        assert [(each.read, each.accepted, each.of) for each in shown] == [(2, 2, 5), (4, 3, 5), (5, 4, 5)]
        assert (await shop.accepted(), await shop.cursor()) == (6, "later")
        assert await poller.first_read(FLOW.name) is None

    async def test_that_was_killed_goes_on_after_the_last_slice_that_was_accepted(self, shop: Shop) -> None:
        async def die(given: int) -> None:
            if given == 2:
                raise KeyboardInterrupt

        source = Sliced(numbers=range(1, 10), between=die)
        poller = poller_of(shop, source, start="all")
        await begin(poller, shop)
        with pytest.raises(KeyboardInterrupt):
            await poller.read_first(FLOW.name, lambda _: None)
        again = Sliced(numbers=range(1, 10))
        async with polling(poller_of(shop, again, start="all")):
            await eventually(lambda: is_read(shop, 9))
        assert again.positions == [("4", None)], "a worker needs no second word"

    async def test_from_a_day_on_asks_where_it_is_more_than_the_file_lets_through(self, shop: Shop) -> None:
        source = Sliced(numbers=range(1, 8))
        settings: dict[str, Any] = {"start": date(2026, 1, 2), "ask_above": 6}
        for _ in range(2):
            with pytest.raises(Hold, match=r"would carry 7 documents, more than 6 \(poll.ask_above\)"):
                await poller_of(shop, source, **settings).poll(FLOW.name)
        assert (source.counted, source.asked) == (1, []), "it is counted once"
        poller = poller_of(shop, source, **settings)
        await begin(poller, shop)
        assert await poller.read_first(FLOW.name, lambda _: None)
        assert (source.positions, await shop.accepted()) == ([(None, "2026-01-02T00:00:00+00:00")], 7)

    async def test_from_a_day_on_of_no_more_than_that_is_polled_from_there_like_any_change(self, shop: Shop) -> None:
        source = Sliced(numbers=range(1, 8), pages=[page("one", 1)])
        await poller_of(shop, source, start=date(2026, 1, 2), ask_above=7).poll(FLOW.name)
        assert (source.asked[0][0], source.positions) == ("2026-01-02T00:00:00+00:00", [])

    async def test_from_now_on_is_neither_counted_nor_read_in_slices(self, shop: Shop) -> None:
        source = Sliced(numbers=range(1, 8))
        await poller_of(shop, source, ask_above=0).poll(FLOW.name)
        assert (source.counted, source.positions) == (0, [])

    async def test_another_day_in_the_file_is_counted_anew(self, shop: Shop) -> None:
        source = Sliced(numbers=range(1, 8))
        for day in (1, 2):
            with pytest.raises(Hold):
                await poller_of(shop, source, start=date(2026, 1, day), ask_above=0).poll(FLOW.name)
        assert source.counted == 2


async def is_read(shop: Shop, count: int) -> bool:
    return await shop.accepted() == count


@pytest.mark.usefixtures("brisk")
class TestRightOfWay:
    async def test_a_poll_is_never_later_than_twice_its_interval_while_all_is_read(self, shop: Shop) -> None:
        moments: list[float] = []
        pause = timedelta(milliseconds=300)

        class Busy(Sliced):
            async def changed_since(
                self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
            ) -> AsyncIterator[Page]:
                moments.append(asyncio.get_running_loop().time())
                async for one in super().changed_since(cursor, overlap, not_before, part=part):
                    yield one

        async def work(_: int) -> None:
            await asyncio.sleep(0.02)

        source = Busy(numbers=range(1, 201), between=work)
        poller = poller_of(shop, source, every=pause, start="all")
        await begin(poller, shop)
        async with polling(poller):
            await eventually(lambda: is_read(shop, 200))
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        assert len(gaps) > 3
        assert max(gaps) < 2 * pause.total_seconds()

    async def test_what_somebody_asks_for_goes_before_the_next_slice(self, shop: Shop) -> None:
        asked_after: list[int] = []

        async def ask(given: int) -> None:
            if given == 1 and not source.asked[1:]:
                await shop.trigger()
            asked_after.append(len(source.asked))

        source = Sliced(numbers=range(1, 11), between=ask)
        poller = poller_of(shop, source, start="all")
        await begin(poller, shop)
        assert not await poller.read_first(FLOW.name, lambda _: None)
        assert len(source.asked) == 2
        assert await poller.read_first(FLOW.name, lambda _: None)
        assert source.positions == [(None, None), ("4", None)]
        assert asked_after[:2] == [1, 1]


class TestARefresh:
    async def test_tells_what_was_there_and_is_no_more_and_a_poll_meanwhile_counts(self, shop: Shop) -> None:
        watcher, source = Watcher(), Sliced(numbers=range(1, 21))
        await refresh(shop, source, watcher)
        assert watcher.gone == []
        source.numbers, source.pages = range(1, 19), [page("one", 20)]

        async def poll_between(given: int) -> None:
            if given == 3:
                await poller_of(shop, source, watcher).poll(FLOW.name)

        source.between = poll_between
        await refresh(shop, source, watcher)
        assert watcher.gone == ["19"], "20 came with a poll while all was read"
        source.pages = ()
        await refresh(shop, source, watcher)
        assert sorted(watcher.gone) == ["19", "20"], "each is told once"

    async def test_concludes_nothing_where_it_found_fewer_than_the_file_lets_drop(self, shop: Shop) -> None:
        watcher, source, notes = Watcher(), Sliced(numbers=range(1, 21)), FullNotes(shop.store)
        await refresh(shop, source, watcher)
        source.numbers = range(1, 18)
        for _ in range(2):
            await refresh(shop, source, watcher)
            last = await notes.last(FLOW.name)
            assert last is not None
            assert str(last.noticed).startswith("17 documents were found, and 20 the last time")
            assert watcher.gone == []
        await refresh(shop, source, watcher, max_drop="15 %")
        assert sorted(watcher.gone) == ["18", "19", "20"]
        last = await notes.last(FLOW.name)
        assert last is not None
        assert (last.rows, last.noticed) == (17, None)

    async def test_concludes_nothing_where_a_row_could_not_be_read(self, shop: Shop) -> None:
        watcher, source, notes = Watcher(), Sliced(numbers=range(1, 21)), FullNotes(shop.store)
        await refresh(shop, source, watcher)
        source.numbers, source.gaps = range(1, 20), [as_told("a row without a number")]
        await refresh(shop, source, watcher)
        last = await notes.last(FLOW.name)
        assert last is not None
        assert last.noticed is not None
        assert (last.noticed.code, watcher.gone) == ("line.full_read_has_gaps", [])

    async def test_that_fails_is_noted_concludes_nothing_and_goes_on_from_there_later(self, shop: Shop) -> None:
        watcher, source, notes = Watcher(), Sliced(numbers=range(1, 21)), FullNotes(shop.store)
        await refresh(shop, source, watcher)
        source.numbers, source.slice_failure = range(1, 20), Transient(as_told("the connection broke"))
        await refresh(shop, source, watcher)
        running = await notes.under_way(FLOW.name)
        assert running is not None
        assert (str(running.failure), running.read, watcher.gone) == ("the connection broke", 19, [])
        assert await notes.is_held_up(FLOW.name)
        source.slice_failure = None
        await refresh(shop, source, watcher)
        assert (source.positions[-1], watcher.gone) == (("19", None), ["20"])

    async def test_whose_conclusion_cannot_be_stored_is_concluded_later(self, shop: Shop) -> None:
        source = Sliced(numbers=range(1, 21))
        await refresh(shop, source, Watcher())
        source.numbers = range(1, 20)
        await refresh(shop, source, Watcher(failure=StorageError("Redis did not store it")))
        watcher = Watcher()
        await refresh(shop, source, watcher)
        assert watcher.gone == ["20"]

    async def test_remembers_no_document_where_nobody_is_told_what_is_gone(self, shop: Shop) -> None:
        await refresh(shop, Sliced(numbers=range(1, 21)))
        assert not await shop.store.state.exists(shop.store.keys.known(FLOW.name))

    async def test_is_due_when_its_schedule_says_so_and_never_where_it_is_off(self, shop: Shop) -> None:
        reader, key = reader_of(shop), shop.store.keys.full(FLOW.name)
        source = Sliced(numbers=range(1, 4))
        assert not await reader.is_wanted(polled_of(source))
        nightly = polled_of(source, refresh="0 2 * * *")
        assert not await reader.is_wanted(nightly), "the first one waits for its hour"
        await reply(shop.store.state.hset(key, "next", str(await shop.now_ms() - 1)))
        assert await reader.is_wanted(nightly)
        await reader.go_on_and_note(nightly, never)
        assert not await reader.is_wanted(nightly)
        assert not await reader.is_wanted(polled_of(ReadableSource(), refresh="0 2 * * *"))

    @pytest.mark.usefixtures("brisk")
    async def test_is_read_by_a_worker_when_it_is_due(self, shop: Shop) -> None:
        source, notes = Sliced(numbers=range(1, 6)), FullNotes(shop.store)
        await notes.is_due(FLOW.name, polled_of(source, refresh=DAY).refresh or pytest.fail("no schedule"))
        await reply(shop.store.state.hset(shop.store.keys.full(FLOW.name), "next", "1"))
        async with polling(poller_of(shop, source, refresh=DAY)):
            await eventually(lambda: is_read(shop, 5))
            await eventually(lambda: notes.last(FLOW.name))
