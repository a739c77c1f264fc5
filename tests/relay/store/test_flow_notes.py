"""The notes of a flow: what one part writes the others read, and a state that an older relay filled stays readable."""

from datetime import UTC, date, datetime, timedelta

import pytest

from relay.settings.polling import PollSettings
from relay.store.flow_notes import FlowNotes
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.parts import FLOW, ReadableSource

SOURCE = ReadableSource()
NOW = PollSettings(start="now")


@pytest.fixture
def notes(store: Store) -> FlowNotes:
    return FlowNotes(store)


async def test_the_start_that_a_relay_before_these_notes_wrote_is_read(notes: FlowNotes, store: Store) -> None:
    """Earlier relays kept it in the key ``start:<flow>``, and the last poll and comparison in ``poll:<flow>``."""
    earlier = {"last": "1767225600000", "next": "1767225900000", "error": "", "read": "2", "accepted": "1"}
    compared = {"reconciled": "1767225600000", "missing": "1", "missing_references": '["7"]', "reconcile_error": ""}
    await store.state.set(f"{store.keys.prefix}start:{FLOW.name}", "2026-11-20T08:00:00+00:00")
    await store.state.set(f"{store.keys.prefix}cursor:{FLOW.name}", "2026-11-24T08:00:00+00:00")
    await reply(store.state.hset(f"{store.keys.prefix}poll:{FLOW.name}", mapping={**earlier, **compared}))
    assert await notes.start(FLOW.name, SOURCE, NOW) == "2026-11-20T08:00:00+00:00"
    assert await notes.cursor(FLOW.name) == "2026-11-24T08:00:00+00:00"
    read = await notes.read(FLOW.name)
    assert read.poll is not None
    assert (read.poll.last_ms, read.poll.next_ms, read.poll.error) == (1767225600000, 1767225900000, None)
    assert read.comparison is not None
    assert (read.comparison.missing, read.comparison.references, read.comparison.before_start) == (1, ["7"], 0)


async def test_what_begins_now_begins_at_the_moment_that_was_noted_once(notes: FlowNotes) -> None:
    await notes.begin(FLOW.name, "2026-11-20T08:00:00+00:00")
    await notes.move(FLOW.name, "2026-11-24T08:00:00+00:00")
    assert await notes.start(FLOW.name, SOURCE, NOW) == "2026-11-20T08:00:00+00:00"


async def test_what_was_never_polled_would_begin_at_this_moment(notes: FlowNotes) -> None:
    before = datetime.now(UTC)
    start = await notes.start(FLOW.name, SOURCE, NOW)
    assert start is not None
    assert before <= datetime.fromisoformat(start) <= datetime.now(UTC)
    assert await notes.cursor(FLOW.name) is None


async def test_the_file_says_the_day_or_that_all_there_is_counts_whatever_was_noted(notes: FlowNotes) -> None:
    await notes.begin(FLOW.name, "2026-11-20T08:00:00+00:00")
    day = PollSettings(start=date(2026, 10, 1))
    assert await notes.start(FLOW.name, SOURCE, day) == "2026-10-01T00:00:00+00:00"
    assert await notes.start(FLOW.name, SOURCE, PollSettings(start="all")) is None


async def test_a_flow_that_was_read_without_a_start_has_none(notes: FlowNotes) -> None:
    """It began with all there is, and the file says otherwise since."""
    await notes.move(FLOW.name, "2026-11-24T08:00:00+00:00")
    assert await notes.start(FLOW.name, SOURCE, NOW) is None


async def test_a_failed_comparison_keeps_what_the_one_before_found(notes: FlowNotes) -> None:
    await notes.leave_comparison(FLOW.name, timedelta(hours=1), missing=2, references=["1", "2"], before_start=3)
    await notes.leave_failed_comparison(FLOW.name, timedelta(hours=1), as_told("the books are closed"))
    note = (await notes.read(FLOW.name)).comparison
    assert note is not None
    assert (note.missing, note.references, note.before_start, note.error) == (2, ["1", "2"], 3, "the books are closed")
