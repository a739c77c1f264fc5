"""All that a source has is read in slices: from where it was killed on, after each poll that is due, to a true end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from relay.errors import Hold
from relay.line.polled import PollCount
from relay.roles import WHOLE, Page, ReadInSlices
from relay.store.full_notes import FullRead
from tests.relay.line.sliced import Sliced, begin, is_read, poller_of
from tests.relay.parts import FLOW, ReadableSource
from tests.relay.shops import Shop, page, polling
from tests.waiting import eventually


def test_the_fakes_play_the_roles() -> None:
    assert isinstance(Sliced(), ReadInSlices)
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
