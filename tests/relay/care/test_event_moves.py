"""Moves of events that no worker holds: each is allowed by the table of states or changes nothing."""

import pytest

from relay.care.event_moves import CANCELLED
from relay.line.queue import GRACE, milliseconds
from relay.model import CHANGES, State
from tests.relay.desk import POSTED, Desk
from tests.relay.parts import FLOW, fields_of

NOTE = {"who": "operator", "what": "replayed"}


async def job_of(desk: Desk, event_id: str) -> bool:
    return bool(await desk.store.state.exists(f"arq:job:{event_id}"))


@pytest.mark.parametrize("state", list(State))
async def test_an_event_goes_again_exactly_where_the_table_allows_it(desk: Desk, state: State) -> None:
    event_id = await desk.stand("1", state)
    move = await desk.operations.moves.release(event_id, NOTE)
    assert move.found is state
    assert move.moved is (State.WAITING in CHANGES[state] and state is not State.SKIPPED)  # no dry run
    assert await desk.state_of(event_id) is (State.WAITING if move.moved else state)


@pytest.mark.parametrize("state", list(State))
async def test_an_event_is_cancelled_exactly_where_the_table_allows_it(desk: Desk, state: State) -> None:
    event_id = await desk.stand("1", state)
    move = await desk.operations.moves.cancel(event_id)
    allowed = State.CANCELLED in CHANGES[state] and state is not State.SKIPPED  # no dry run
    assert (move.found, move.moved) == (state, allowed)
    assert await desk.state_of(event_id) is (State.CANCELLED if move.moved else state)


@pytest.mark.parametrize("state", list(State))
async def test_an_event_expires_exactly_where_the_table_allows_it(desk: Desk, state: State) -> None:
    event_id = await desk.stand("1", state)
    [rest] = await desk.operations.moves.look([event_id])
    move = await desk.operations.moves.expire(rest)
    assert (move.found, move.moved) == (state, State.EXPIRED in CHANGES[state])


async def test_an_event_that_does_not_exist_is_not_moved_and_not_made(desk: Desk) -> None:
    moves = desk.operations.moves
    for move in (await moves.release("0" * 32, NOTE), await moves.cancel("0" * 32)):
        assert (move.moved, move.found) == (False, None)
    await moves.tell("0" * 32, NOTE, warned="1")
    assert await moves.look(["0" * 32]) == []
    assert await fields_of(desk.store, "0" * 32) == {}


async def test_a_released_event_has_all_its_tries_before_it_and_is_carried(desk: Desk) -> None:
    event_id = await desk.stand("1", State.FAILED)
    assert (await desk.event(event_id)).tries == 1
    await desk.operations.moves.release(event_id, NOTE)
    assert (await desk.event(event_id)).tries == 0
    assert await desk.claimed() == event_id


async def test_a_released_event_goes_to_the_end_of_its_lane(desk: Desk) -> None:
    first = await desk.stand("1", State.HELD)
    second = await desk.take("1", version="2")
    await desk.operations.moves.release(first, NOTE)
    assert await desk.claimed() == second
    assert await desk.claimed() is None


async def test_a_cancelled_head_lets_the_next_of_its_lane_go(desk: Desk) -> None:
    first, second = await desk.take("1"), await desk.take("1", version="2")
    await desk.operations.moves.cancel(first)
    assert await desk.claimed() == second


async def test_a_cancelled_event_in_the_middle_of_a_lane_leaves_the_others_in_order(desk: Desk) -> None:
    first, second, third = [await desk.take("1", version=version) for version in "123"]
    await desk.operations.moves.cancel(second)
    assert await desk.claimed() == first
    assert await desk.claimed() is None
    await desk.operations.moves.cancel(third)
    assert await desk.state_of(third) is State.CANCELLED


async def test_a_cancelled_event_leaves_no_document_no_job_and_no_place_in_the_queue(desk: Desk) -> None:
    event_id = await desk.stand("1", State.PARKED)
    assert await job_of(desk, event_id)
    await desk.operations.moves.cancel(event_id)
    assert await desk.body(event_id) is None
    assert not await job_of(desk, event_id)
    assert await desk.store.state.zscore(desk.store.keys.queue(FLOW.name), event_id) is None
    summary = (await desk.story(event_id)).summary
    assert summary.told == CANCELLED
    assert await desk.notes(event_id) == [{"who": "operator", "what": "cancelled"}]


async def test_an_expired_event_is_still_told_with_its_reference_and_why_it_was_held(desk: Desk) -> None:
    event_id = await desk.stand("1001", State.EXPIRED)
    story = await desk.story(event_id)
    assert (story.summary.event.reference, story.summary.reason) == ("1001", "it is held")
    assert await desk.notes(event_id) == [{"who": "relay", "what": "expired", "was": "held"}]
    assert await desk.body(event_id) is None
    left = await desk.store.state.pttl(desk.store.keys.event(event_id))
    assert milliseconds(GRACE) - 60_000 < left <= milliseconds(GRACE)


async def test_an_event_that_was_replayed_since_it_was_looked_at_does_not_expire(desk: Desk) -> None:
    moves = desk.operations.moves
    event_id = await desk.stand("1", State.HELD)
    [rest] = await moves.look([event_id])
    await moves.release(event_id, NOTE)
    assert not (await moves.expire(rest)).moved
    assert await desk.state_of(event_id) is State.WAITING
    assert await desk.body(event_id) is not None


async def test_an_event_that_ran_since_it_was_looked_at_does_not_expire(desk: Desk) -> None:
    moves = desk.operations.moves
    event_id = await desk.stand("1", State.HELD)
    [rest] = await moves.look([event_id])
    await moves.release(event_id, NOTE)
    await desk.bring(event_id, State.HELD)
    assert not (await moves.expire(rest)).moved
    assert await desk.state_of(event_id) is State.HELD


async def test_the_time_of_rest_begins_anew_with_a_replay(desk: Desk) -> None:
    moves = desk.operations.moves
    event_id = await desk.stand("1", State.HELD)
    await desk.store.state.hset(desk.store.keys.event(event_id), mapping={"accepted": 1, "ended": 2})  # type: ignore[misc]  # redis-py's own union
    [old] = await moves.look([event_id])
    assert old.since_ms == 2
    await moves.release(event_id, NOTE)
    [fresh] = await moves.look([event_id])
    assert fresh.since_ms > 1_700_000_000_000


async def test_a_story_keeps_the_newest_hundred_notes(desk: Desk) -> None:
    event_id = await desk.take("1")
    for number in range(103):
        await desk.operations.moves.tell(event_id, {"who": "operator", "what": str(number)})
    assert [note["what"] for note in await desk.notes(event_id)] == [str(number) for number in range(3, 103)]


async def test_events_of_a_flow_that_posts_are_moved_alike(desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD, POSTED)
    assert (await desk.operations.moves.release(event_id, NOTE)).moved
    assert await desk.claimed(POSTED) == event_id
