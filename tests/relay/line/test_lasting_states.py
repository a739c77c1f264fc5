"""A state that stands whatever comes after it, such as that a customer is to be forgotten, is carried in every case."""

from datetime import UTC, datetime, timedelta

import pytest

from relay.model import State
from tests.relay.state_desk import POSTED_CARDS, StateDesk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_nothing_newer_takes_its_place_while_it_waits_and_the_newer_is_carried_after_it(cards: StateDesk) -> None:
    forget = await cards.post("forget", lasting=True)
    first = await cards.post("emptied")
    second = await cards.post("emptied again")
    assert (await cards.state_of(first.event_id), second.kind) == (State.SUPERSEDED, "new")
    assert await cards.lane(POSTED_CARDS) == [forget.event_id, second.event_id]
    assert [await cards.carry(flow=POSTED_CARDS) for _ in range(2)] == [forget.event_id, second.event_id]


async def test_it_takes_the_place_of_what_waits_and_of_what_is_held(cards: StateDesk) -> None:
    held = await cards.bring("without a name", State.HELD, POSTED_CARDS)
    forget = await cards.post("forget", lasting=True)
    assert await cards.state_of(held) is State.SUPERSEDED
    assert not await cards.has_document(held)
    assert await cards.lane(POSTED_CARDS) == [forget.event_id]


async def test_one_that_is_held_for_a_person_stays_so_when_something_newer_comes(cards: StateDesk) -> None:
    forget = await cards.post("forget", lasting=True)
    await cards.carry(State.HELD, POSTED_CARDS)
    newer = await cards.post("emptied")
    assert await cards.state_of(forget.event_id) is State.HELD
    assert await cards.lane(POSTED_CARDS) == [newer.event_id]
    move = await cards.moves.release(forget.event_id, {"who": "operator", "what": "replayed"})
    assert (move.moved, move.found) == (True, State.HELD)


@pytest.mark.parametrize("state", [State.RETRYING, State.PARKED])
async def test_a_run_that_comes_back_later_does_not_give_way(cards: StateDesk, state: State) -> None:
    forget = await cards.post("forget", lasting=True)
    claim = await cards.claim(POSTED_CARDS)
    await cards.post("emptied")
    assert not await cards.ordinals.newer_waits(await cards.event(claim.lease.event_id))
    assert await cards.finish(claim, state)
    assert await cards.state_of(forget.event_id) is state


async def test_it_counts_also_where_it_is_stamped_earlier_than_what_came_before(cards: StateDesk) -> None:
    await cards.post("3", NOON)
    forget = await cards.post("forget", NOON - timedelta(minutes=1), lasting=True)
    assert forget.kind == "new"
    assert await cards.lane(POSTED_CARDS) == [forget.event_id]


async def test_the_same_one_sent_again_is_one_event(cards: StateDesk) -> None:
    first = await cards.post("forget", lasting=True)
    again = await cards.post("forget", lasting=True)
    assert (again.kind, again.event_id) == ("duplicate", first.event_id)
    await cards.carry(flow=POSTED_CARDS)
    assert (await cards.post("forget", lasting=True)).kind == "unchanged"
