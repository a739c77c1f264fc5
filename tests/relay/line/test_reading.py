"""A flow is read part by part, over a clock that goes back, and what is dated in the future is told."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from relay.errors import Hold, Transient
from relay.line.polled import PollCount
from relay.roles import WHOLE, Page, TellsTime
from relay.store.cursors import Cursors
from relay.store.gaps import Gaps
from tests.plain import as_told
from tests.relay.line.timed import Timed, read
from tests.relay.parts import FLOW, ReadableSource
from tests.relay.shops import Shop, page

PARTS = ("debtors", "addresses", "contacts")
HOUR = timedelta(hours=1)


@dataclass
class Parted(ReadableSource):
    """Three connectors that show the same documents; one of them may fail."""

    parts: Sequence[str] = PARTS
    failing: str = ""

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        async for one in super().changed_since(cursor, overlap, not_before, part=part):
            yield one
        if part == self.failing:
            raise Transient(as_told("this connector is away"))


def cursors_of(shop: Shop) -> Cursors:
    return Cursors(shop.store)


class TestParts:
    async def test_each_part_goes_on_from_its_own_cursor_and_one_document_of_two_parts_is_one(self, shop: Shop) -> None:
        source = Parted(pages_of={"debtors": [page("d1", 1)], "addresses": [page("a1", 1, 2)], "contacts": []})
        poller = shop.poller(source)
        assert await poller.poll(FLOW.name) == PollCount(3, 2)
        begun = source.asked[0][0]
        assert [await cursors_of(shop).cursor(FLOW.name, part) for part in PARTS] == ["d1", "a1", begun]
        source.asked.clear()
        await poller.poll(FLOW.name)
        assert [cursor for cursor, _ in source.asked] == ["d1", "a1", begun]
        assert source.asked_parts[3:] == list(PARTS)

    async def test_a_part_that_fails_keeps_its_place_and_does_not_keep_the_others_from_being_read(
        self, shop: Shop
    ) -> None:
        pages = {"debtors": [page("d1", 1)], "addresses": [page("a1", 2)], "contacts": [page("c1", 3)]}
        source = Parted(pages_of=pages, failing="debtors")
        with pytest.raises(Transient, match="this connector is away"):
            await shop.poller(source).poll(FLOW.name)
        assert await shop.accepted() == 3
        assert [await cursors_of(shop).cursor(FLOW.name, part) for part in PARTS] == ["d1", "a1", "c1"]

    async def test_the_one_cursor_of_a_relay_of_before_counts_for_every_part(self, shop: Shop) -> None:
        await shop.store.state.set(shop.store.keys.cursor(FLOW.name), "from-before")
        source = Parted()
        await shop.poller(source).poll(FLOW.name)
        assert [cursor for cursor, _ in source.asked] == ["from-before"] * 3

    async def test_a_part_that_is_new_begins_where_the_flow_began(self, shop: Shop) -> None:
        await shop.poller(Parted(parts=("debtors",), pages=[page("d1", 1)])).poll(FLOW.name)
        start = await shop.store.state.get(shop.store.keys.start(FLOW.name))
        source = Parted(parts=("debtors", "addresses"))
        await shop.poller(source).poll(FLOW.name)
        assert [cursor for cursor, _ in source.asked] == ["d1", start.decode()]

    async def test_a_new_part_of_a_flow_that_began_with_all_there_is_asks_nobody(self, shop: Shop) -> None:
        confirmed = shop.poller(Parted(parts=("debtors",), pages=[page("d1", 1)]), start="all")
        with pytest.raises(Hold):
            await confirmed.poll(FLOW.name)
        await confirmed.poll(FLOW.name, begin_anywhere=True)
        source = Parted(parts=("debtors", "addresses"))
        await shop.poller(source, start="all").poll(FLOW.name)
        assert [cursor for cursor, _ in source.asked] == ["d1", "beginning"]


class TestDatedInTheFuture:
    async def test_is_carried_and_told_with_its_number_and_date_each_time_it_is_read(self, shop: Shop) -> None:
        source = Timed(pages=[Page([{"number": "7", "at": "2099-01-01T00:00:00+00:00"}, {"number": "8"}], "one")])
        poller = shop.poller(source)
        for accepted in (2, 0):
            count = await read(poller)
            assert (count.read, count.accepted) == (2, accepted)
            assert [str(told).split(";")[0] for told in count.noticed] == [
                "7 is dated in the future (2099-01-01 00:00 UTC)"
            ]

    async def test_is_measured_by_the_clock_of_the_source(self, shop: Shop) -> None:
        at = (datetime.now(UTC) + timedelta(minutes=30)).isoformat()
        source = Timed(pages=[Page([{"number": "7", "at": at}], "one")], clock_difference=HOUR)
        assert (await read(shop.poller(source))).noticed == ()
        source.clock_difference = timedelta()
        assert len((await read(shop.poller(source))).noticed) == 2, "and its clock went back"

    async def test_a_document_whose_date_cannot_be_read_is_carried_like_any_other(self, shop: Shop) -> None:
        source = Timed(pages=[Page([{"number": "7", "at": "secret-name@example.com"}], "one")])
        assert await shop.poller(source).poll(FLOW.name) == PollCount(1, 1)

    async def test_what_was_noticed_is_noted_for_people(self, shop: Shop) -> None:
        source = Timed(pages=[Page([{"number": "7", "at": "2099-01-01T00:00:00+00:00"}], "one")])
        note = await shop.poller(source)._poll_and_note(FLOW.name)
        assert note["noticed_count"] == 1
        assert "line.dated_ahead" in str(note["noticed"])


class TestHowLateItIs:
    async def test_a_change_that_a_poll_brings_is_measured_from_its_stamp_by_the_clock_of_the_source(
        self, shop: Shop
    ) -> None:
        source, gaps = Timed(clock_difference=HOUR), Gaps(shop.store)
        poller = shop.poller(source)
        await poller.poll(FLOW.name)
        await shop.store.state.hincrby(shop.store.keys.reading(FLOW.name), "began", -86_400_000)  # type: ignore[misc]  # it is awaited
        at = datetime.now(UTC) + HOUR - timedelta(minutes=4)
        source.pages = [Page([{"number": "7", "at": at.isoformat()}, {"number": "8"}], "one")]
        for _ in range(2):
            await poller.poll(FLOW.name)
        gap = await gaps.read(FLOW.name)
        assert gap is not None
        assert (gap.changes, gap.half) == (1, gap.most), "read again it is not new"
        assert 240 <= gap.half <= 300 + 1

    async def test_what_was_changed_before_the_flow_began_is_not_late(self, shop: Shop) -> None:
        at = datetime.now(UTC) - HOUR
        await shop.poller(Timed(pages=[Page([{"number": "7", "at": at.isoformat()}], "one")])).poll(FLOW.name)
        assert await shop.accepted() == 1
        assert await Gaps(shop.store).read(FLOW.name) is None


def test_the_fake_that_tells_its_time_is_one_that_the_engine_asks() -> None:
    assert isinstance(Timed(), TellsTime)
    assert not isinstance(ReadableSource(), TellsTime)
