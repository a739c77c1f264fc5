"""All there is is read again to find what is gone, and nothing is taken to be gone that may be hidden."""

from datetime import UTC, datetime, timedelta

import pytest

from relay.errors import StorageError, Transient
from relay.store.full_notes import FullNotes
from relay.store.store import reply
from tests.plain import as_told
from tests.relay.line.sliced import Sliced, Watcher, is_read, never, polled_of, poller_of, reader_of, refresh
from tests.relay.parts import FLOW, ReadableSource
from tests.relay.shops import DAY, Shop, page, polling
from tests.waiting import eventually


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
        last = await FullNotes(shop.store).last(FLOW.name)
        assert last is not None
        assert (last.gone_count, last.gone) == (1, ["19"])
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
        await refresh(shop, source, Watcher(failure=StorageError(as_told("Redis did not store it"))))
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

    async def test_that_was_missed_waits_for_the_end_of_quiet_hours_unless_cron_words_name_its_hour(
        self, shop: Shop
    ) -> None:
        source, now, reader = Sliced(numbers=range(1, 4)), datetime.now(UTC), reader_of(shop)
        quiet = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M}"
        for refresh_at, is_wanted in ((DAY, False), ("0 2 * * *", True)):
            polled = polled_of(source, refresh=refresh_at, quiet_hours=quiet, time_zone="UTC")
            await FullNotes(shop.store).is_due(FLOW.name, polled.refresh or pytest.fail("no schedule"))
            await reply(shop.store.state.hset(shop.store.keys.full(FLOW.name), "next", "1"))
            assert await reader.is_wanted(polled) is is_wanted

    @pytest.mark.usefixtures("brisk")
    async def test_is_read_by_a_worker_when_it_is_due(self, shop: Shop) -> None:
        source, notes = Sliced(numbers=range(1, 6)), FullNotes(shop.store)
        await notes.is_due(FLOW.name, polled_of(source, refresh=DAY).refresh or pytest.fail("no schedule"))
        await reply(shop.store.state.hset(shop.store.keys.full(FLOW.name), "next", "1"))
        async with polling(poller_of(shop, source, refresh=DAY)):
            await eventually(lambda: is_read(shop, 5))
            await eventually(lambda: notes.last(FLOW.name))
