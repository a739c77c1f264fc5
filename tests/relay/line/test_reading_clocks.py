"""A flow is read further back where its source's clock went back, or was put forward."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from relay.errors import Transient
from relay.line.polled import PollCount
from tests.plain import as_told
from tests.relay.line.timed import Timed, read, set_back
from tests.relay.parts import FLOW
from tests.relay.shops import Shop, page

HOUR = timedelta(hours=1)


class TestAClockThatWentBack:
    async def test_is_read_from_as_much_earlier_before_the_cursor_moves_and_is_told(self, shop: Shop) -> None:
        source = Timed(pages=[page("one", 1)])
        poller = shop.poller(source, overlap=timedelta(minutes=6))
        await poller.poll(FLOW.name)
        source.pages, source.changes = [page("two", 2), page("three", 3)], [set_back(HOUR)]
        source.asked.clear()
        count = await read(poller)
        assert source.asked == [("one", timedelta(minutes=6)), ("one", timedelta(minutes=66))]
        assert [told.code for told in count.noticed] == ["line.clock_went_back"]
        assert "the clock of shop is 1h further back" in str(count.noticed[0])
        assert (await shop.cursor(), await shop.accepted()) == ("three", 3)
        assert (await poller.poll(FLOW.name)) == PollCount(2, 0), "it is told once"

    async def test_is_read_again_from_the_page_before_it_went_back(self, shop: Shop) -> None:
        source = Timed(pages=[page("one", 1)])
        poller = shop.poller(source)
        await poller.poll(FLOW.name)
        source.pages, source.changes = [page("two", 2), page("three", 3)], [lambda _: None, set_back(HOUR)]
        source.asked.clear()
        await poller.poll(FLOW.name)
        assert [cursor for cursor, _ in source.asked] == ["one", "two"]

    async def test_is_noticed_again_where_the_poll_that_noticed_it_did_not_come_to_its_end(self, shop: Shop) -> None:
        source = Timed(pages=[page("one", 1)])
        poller = shop.poller(source)
        await poller.poll(FLOW.name)
        source.clock_difference, source.failure = -HOUR, Transient(as_told("away"))
        with pytest.raises(Transient):
            await poller.poll(FLOW.name)
        source.failure = None
        assert [told.code for told in (await read(poller)).noticed] == ["line.clock_went_back"]

    async def test_lets_the_flow_begin_as_much_earlier_so_that_what_it_stamps_now_is_not_before_that(
        self, shop: Shop
    ) -> None:
        source = Timed()
        poller = shop.poller(source)
        await poller.poll(FLOW.name)
        begun = source.not_before
        source.clock_difference = -HOUR
        await poller.poll(FLOW.name)
        assert begun is not None
        assert source.not_before is not None
        earlier = datetime.fromisoformat(begun) - datetime.fromisoformat(source.not_before)
        assert abs(earlier - HOUR) < timedelta(seconds=1)

    @pytest.mark.parametrize("difference", [timedelta(seconds=-60), timedelta(hours=5), None])
    async def test_a_clock_that_is_a_little_back_or_ahead_or_not_told_changes_nothing(
        self, difference: timedelta | None, shop: Shop
    ) -> None:
        source = Timed()
        poller = shop.poller(source)
        await poller.poll(FLOW.name)
        source.clock_difference = difference
        assert await poller.poll(FLOW.name) == PollCount()
        assert len(source.asked) == 2


class TestAClockThatWasPutForward:
    """What it stamped before that may become visible only now, and lies far behind a cursor of its new time."""

    LEAP = timedelta(minutes=24)
    USUAL = timedelta(minutes=6)

    async def test_is_read_further_back_by_as_much_until_the_horizon_of_its_old_time_is_over(self, shop: Shop) -> None:
        source = Timed(pages=[page("one", 1)])
        with time_machine.travel(datetime.now(UTC), tick=False) as now:
            await shop.poller(source, overlap=self.USUAL).poll(FLOW.name)
            source.clock_difference = self.LEAP
            for minutes in (0, 1, 5, 1, 1):
                now.shift(timedelta(minutes=minutes))
                await shop.poller(source, overlap=self.USUAL).poll(FLOW.name)  # a process of its own each time
        further = self.USUAL + self.LEAP
        assert [overlap for _, overlap in source.asked] == [
            self.USUAL,
            self.USUAL,
            further,
            further,
            self.USUAL,
            self.USUAL,
        ]

    async def test_is_known_though_the_poll_that_noticed_it_did_not_come_to_its_end(self, shop: Shop) -> None:
        source = Timed(pages=[page("one", 1)])
        await shop.poller(source, overlap=self.USUAL).poll(FLOW.name)
        source.clock_difference, source.failure = self.LEAP, Transient(as_told("away"))
        for _ in range(3):
            with pytest.raises(Transient):
                await shop.poller(source, overlap=self.USUAL).poll(FLOW.name)
        assert [overlap for _, overlap in source.asked[2:]] == [self.USUAL + self.LEAP] * 2

    async def test_leaps_add_up_and_a_little_one_is_none(self, shop: Shop) -> None:
        source = Timed(pages=[page("one", 1)])
        for minutes in (0, 1, 11, 24, 24):
            source.clock_difference = timedelta(minutes=minutes)
            await shop.poller(source, overlap=self.USUAL).poll(FLOW.name)
        assert [overlap - self.USUAL for _, overlap in source.asked] == [
            *([timedelta()] * 3),
            timedelta(minutes=10),
            timedelta(minutes=23),
        ]
