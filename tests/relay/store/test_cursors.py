"""Where a flow stands: a cursor a part, where it began, and a state that an older relay filled stays readable."""

from datetime import UTC, date, datetime, timedelta

import pytest

from relay.settings.polling import PollSettings
from relay.store.cursors import Cursors
from relay.store.store import Store
from tests.relay.parts import FLOW, ReadableSource

SOURCE = ReadableSource()
NOW = PollSettings(start="now")
EARLIER = "2026-11-20T08:00:00+00:00"
LATER = "2026-11-24T08:00:00+00:00"


@pytest.fixture
def cursors(store: Store) -> Cursors:
    return Cursors(store)


async def test_the_cursor_and_start_that_a_relay_of_before_wrote_are_read(cursors: Cursors, store: Store) -> None:
    """Earlier relays kept one cursor a flow in the key ``cursor:<flow>``, and the start in ``start:<flow>``."""
    await store.state.set(f"{store.keys.prefix}start:{FLOW.name}", EARLIER)
    await store.state.set(f"{store.keys.prefix}cursor:{FLOW.name}", LATER)
    assert await cursors.start(FLOW.name, SOURCE, NOW) == EARLIER
    assert await cursors.is_begun(FLOW.name)
    assert [await cursors.cursor(FLOW.name), await cursors.cursor(FLOW.name, "addresses")] == [LATER, LATER]


async def test_a_part_that_moved_has_a_cursor_of_its_own_from_then_on(cursors: Cursors, store: Store) -> None:
    await store.state.set(store.keys.cursor(FLOW.name), EARLIER)
    await cursors.move(FLOW.name, LATER, "debtors")
    assert await cursors.cursor(FLOW.name, "debtors") == LATER
    assert await cursors.cursor(FLOW.name, "addresses") == EARLIER


async def test_where_each_part_stood_in_another_system_is_found_again_when_the_source_leads_back_there(
    cursors: Cursors, store: Store
) -> None:
    await store.state.set(store.keys.cursor(FLOW.name), EARLIER)
    assert not await cursors.settle(FLOW.name, "afas", "afas")
    await cursors.begin(FLOW.name, LATER, ["debtors", "addresses"])
    await cursors.note_clock(FLOW.name, timedelta(seconds=3))
    assert await cursors.settle(FLOW.name, "afas~2", "afas")
    assert not await cursors.is_begun(FLOW.name)
    assert await cursors.clock(FLOW.name) is None
    await cursors.begin(FLOW.name, EARLIER, ["debtors"])
    assert await cursors.settle(FLOW.name, "afas", "afas")
    assert [await cursors.cursor(FLOW.name, part) for part in ("debtors", "addresses", "whole")] == [
        LATER,
        LATER,
        EARLIER,
    ]
    assert await cursors.start(FLOW.name, SOURCE, NOW) == LATER


async def test_where_the_clock_went_back_the_flow_begins_as_much_earlier(cursors: Cursors) -> None:
    before = datetime.now(UTC)
    await cursors.begin(FLOW.name, SOURCE.cursor_at(before))
    for _ in range(2):
        await cursors.set_start_back(FLOW.name, SOURCE, timedelta(hours=1))
    start = await cursors.start(FLOW.name, SOURCE, NOW)
    assert start is not None
    assert abs(datetime.fromisoformat(start) - (before - timedelta(hours=2))) < timedelta(minutes=1)


async def test_a_beginning_whose_moment_nobody_noted_stays(cursors: Cursors, store: Store) -> None:
    await store.state.set(store.keys.start(FLOW.name), EARLIER)
    await cursors.set_start_back(FLOW.name, SOURCE, timedelta(hours=1))
    assert await cursors.start(FLOW.name, SOURCE, NOW) == EARLIER


async def test_what_begins_now_begins_at_the_moment_that_was_noted_once(cursors: Cursors) -> None:
    await cursors.begin(FLOW.name, "2026-11-20T08:00:00+00:00")
    await cursors.move(FLOW.name, "2026-11-24T08:00:00+00:00")
    assert await cursors.start(FLOW.name, SOURCE, NOW) == "2026-11-20T08:00:00+00:00"


async def test_what_was_never_polled_would_begin_at_this_moment(cursors: Cursors) -> None:
    before = datetime.now(UTC)
    start = await cursors.start(FLOW.name, SOURCE, NOW)
    assert start is not None
    assert before <= datetime.fromisoformat(start) <= datetime.now(UTC)
    assert await cursors.cursor(FLOW.name) is None


async def test_the_file_says_the_day_or_that_all_there_is_counts_whatever_was_noted(cursors: Cursors) -> None:
    await cursors.begin(FLOW.name, "2026-11-20T08:00:00+00:00")
    day = PollSettings(start=date(2026, 10, 1))
    assert await cursors.start(FLOW.name, SOURCE, day) == "2026-10-01T00:00:00+00:00"
    assert await cursors.start(FLOW.name, SOURCE, PollSettings(start="all")) is None


async def test_a_flow_that_was_read_without_a_start_has_none(cursors: Cursors) -> None:
    """It began with all there is, and the file says otherwise since."""
    await cursors.move(FLOW.name, "2026-11-24T08:00:00+00:00")
    assert await cursors.start(FLOW.name, SOURCE, NOW) is None
