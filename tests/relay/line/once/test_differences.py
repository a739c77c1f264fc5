"""Notes of differences: one open at a place, frozen, ended only by who knows it, and never by time."""

import pytest

from relay.errors import Hold, LeaseLost, Transient, Unconfirmed
from relay.line.once.differences import Differences
from relay.line.queue import Queue
from relay.model import Lease
from relay.store.store import Store
from tests.plain import as_told


@pytest.fixture
def differences(store: Store, queue: Queue) -> Differences:
    return Differences(store, queue)


async def booked() -> None:
    """A call that went well."""


async def lost() -> None:
    raise Unconfirmed(as_told("no answer"))


async def test_one_that_is_answered_counts_a_turn_and_is_remembered_by_its_event(
    differences: Differences, lease: Lease
) -> None:
    await differences.send(lease, await differences.look("place"), "frozen", booked)
    place = await differences.look("place")
    assert (place.turn, place.done, place.open) == (1, lease.event_id, None)


async def test_one_without_an_answer_stays_open_as_it_was_frozen_and_never_expires(
    differences: Differences, lease: Lease, store: Store
) -> None:
    with pytest.raises(Unconfirmed):
        await differences.send(lease, await differences.look("place"), "frozen", lost)
    place = await differences.look("place")
    assert place.open is not None
    assert (place.open.event, place.open.frozen, place.done) == (lease.event_id, "frozen", "")
    assert await store.state.pttl(store.keys.difference("place")) == -1
    assert [one.place for one in await differences.all_open()] == ["place"]


async def test_a_refused_one_is_open_no_more_and_was_not_booked(differences: Differences, lease: Lease) -> None:
    async def refused() -> None:
        raise Hold(as_told("no"))

    with pytest.raises(Hold):
        await differences.send(lease, await differences.look("place"), "frozen", refused)
    place = await differences.look("place")
    assert (place.turn, place.done, place.open) == (1, "", None)
    assert await differences.all_open() == []


async def test_at_a_place_where_one_is_open_no_other_begins(differences: Differences, lease: Lease) -> None:
    seen = await differences.look("place")
    with pytest.raises(Unconfirmed):
        await differences.send(lease, seen, "frozen", lost)
    with pytest.raises(Transient, match="another run has just changed the same stock") as moved:
        await differences.send(lease, seen, "another", booked)
    assert not moved.value.burns_try


async def test_none_begins_where_one_was_ended_since_the_place_was_looked_at(
    differences: Differences, lease: Lease
) -> None:
    seen = await differences.look("place")
    await differences.send(lease, seen, "frozen", booked)
    with pytest.raises(Transient):
        await differences.send(lease, seen, "another", booked)


async def test_its_own_event_sends_the_open_one_again_with_what_was_frozen(
    differences: Differences, lease: Lease
) -> None:
    with pytest.raises(Unconfirmed):
        await differences.send(lease, await differences.look("place"), "frozen", lost)
    first = await differences.look("place")
    with pytest.raises(Unconfirmed):
        await differences.send(lease, first, "something else", lost)
    again = await differences.look("place")
    assert first.open is not None
    assert again.open is not None
    assert again.open.frozen == "frozen"
    assert again.open.note.again
    assert again.open.note.since_ms > first.open.note.since_ms
    with pytest.raises(Transient):
        await differences.send(lease, first, "frozen", booked)


async def test_an_end_that_knows_an_older_note_ends_nothing(differences: Differences, lease: Lease) -> None:
    with pytest.raises(Unconfirmed):
        await differences.send(lease, await differences.look("place"), "frozen", lost)
    first = (await differences.look("place")).open
    with pytest.raises(Unconfirmed):
        await differences.send(lease, await differences.look("place"), "frozen", lost)
    assert first is not None
    assert not await differences.end(first, booked=False)
    assert (await differences.look("place")).open is not None


async def test_without_the_lease_nothing_is_noted(differences: Differences, lease: Lease) -> None:
    with pytest.raises(LeaseLost):
        await differences.send(Lease(lease.event_id, "another"), await differences.look("place"), "frozen", booked)
    assert await differences.all_open() == []
