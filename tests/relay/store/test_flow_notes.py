"""The notes of a flow: what one part writes the others read, and a state that an older relay filled stays readable."""

from datetime import timedelta

import pytest

from relay.store.flow_notes import FlowNotes
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.parts import FLOW, every
from words.told import pack


@pytest.fixture
def notes(store: Store) -> FlowNotes:
    return FlowNotes(store)


async def test_the_notes_that_a_relay_of_before_wrote_are_read(notes: FlowNotes, store: Store) -> None:
    """Earlier relays kept the last poll and comparison in ``poll:<flow>``, and nothing of what was noticed."""
    earlier = {"last": "1767225600000", "next": "1767225900000", "error": "", "read": "2", "accepted": "1"}
    compared = {"reconciled": "1767225600000", "missing": "1", "missing_references": '["7"]', "reconcile_error": ""}
    await reply(store.state.hset(f"{store.keys.prefix}poll:{FLOW.name}", mapping={**earlier, **compared}))
    read = await notes.read(FLOW.name)
    assert read.poll is not None
    assert (read.poll.noticed_count, read.poll.noticed) == (0, [])
    assert (read.poll.last_ms, read.poll.next_ms, read.poll.error) == (1767225600000, 1767225900000, None)
    assert read.comparison is not None
    assert (read.comparison.missing, read.comparison.references, read.comparison.before_start) == (1, ["7"], 0)


async def test_a_failed_comparison_keeps_what_the_one_before_found(notes: FlowNotes) -> None:
    await notes.leave_comparison(FLOW.name, timedelta(hours=1), missing=2, references=["1", "2"], before_start=3)
    await notes.leave_failed_comparison(FLOW.name, timedelta(hours=1), as_told("the books are closed"))
    note = (await notes.read(FLOW.name)).comparison
    assert note is not None
    assert (note.missing, note.references, note.before_start, note.error) == (2, ["1", "2"], 3, "the books are closed")


async def test_a_poll_that_failed_under_former_settings_is_due_at_once_with_the_newest(store: Store) -> None:
    former, newest = FlowNotes(store, "0a"), FlowNotes(store, "0b")
    await former.leave_poll(FLOW.name, every(timedelta(hours=1)), {"error": pack(as_told("no column Nmae"))})
    assert (await former.due([FLOW.name]))[FLOW.name] > timedelta(minutes=59)
    assert (await newest.due([FLOW.name]))[FLOW.name] == timedelta()
    await reply(store.state.hset(store.keys.settings, "version", "0a"))
    assert (await newest.due([FLOW.name]))[FLOW.name] > timedelta(minutes=59)
    await reply(store.state.hset(store.keys.settings, "version", "0b"))
    assert (await newest.due([FLOW.name]))[FLOW.name] == timedelta()
    await newest.leave_poll(FLOW.name, every(timedelta(hours=1)), {"error": pack(as_told("no column Nmae"))})
    assert (await newest.due([FLOW.name]))[FLOW.name] > timedelta(minutes=59)


async def test_a_poll_that_went_well_is_due_at_its_moment_whatever_the_settings(store: Store) -> None:
    await FlowNotes(store, "0a").leave_poll(FLOW.name, every(timedelta(hours=1)), {"error": ""})
    assert (await FlowNotes(store, "0b").due([FLOW.name]))[FLOW.name] > timedelta(minutes=59)
