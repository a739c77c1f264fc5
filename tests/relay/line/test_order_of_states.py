"""Which of two states of a record is the newer: by when it was asked for, and of posts by their source's stamp too."""

from datetime import UTC, datetime, timedelta

from relay.line.arrivals import CAME_LATE
from relay.model import State
from tests.relay.state_desk import POSTED_CARDS, StateDesk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_a_page_that_was_asked_for_before_another_read_is_older_than_that(cards: StateDesk) -> None:
    slow = await cards.ordinals.draw()
    newer = await cards.read("3")
    late = await cards.read("5", ordinal=slow)
    assert (late.kind, late.event_id) == ("superseded", newer.event_id)
    assert await cards.counts() == {State.WAITING: 1}


async def test_a_read_counts_also_where_it_told_nothing_new(cards: StateDesk) -> None:
    await cards.bring("3", State.WRITTEN)
    slow = await cards.ordinals.draw()
    assert (await cards.read("3")).kind == "unchanged"
    assert (await cards.read("5", ordinal=slow)).kind == "superseded"


async def test_two_parts_of_one_page_are_as_new_as_each_other_and_the_last_counts(cards: StateDesk) -> None:
    ordinal = await cards.ordinals.draw()
    await cards.read("5", ordinal=ordinal)
    assert (await cards.read("3", ordinal=ordinal)).kind == "new"


async def test_a_post_that_comes_late_ends_superseded_at_once(cards: StateDesk) -> None:
    newer = await cards.post("3", NOON)
    late = await cards.post("5", NOON - MINUTE, delivery="late")
    assert late.kind == "superseded"
    story = await cards.story(late.event_id)
    assert (story.summary.event.state, story.summary.told) == (State.SUPERSEDED, CAME_LATE)
    assert story.summary.event.ordinal > 0
    assert not await cards.has_document(late.event_id)
    assert await cards.lane(POSTED_CARDS) == [newer.event_id]
    again = await cards.post("5", NOON - MINUTE, delivery="late")
    assert (again.kind, again.event_id) == ("replayed", late.event_id)


async def test_of_posts_with_one_stamp_the_last_counts(cards: StateDesk) -> None:
    await cards.post("3", NOON)
    assert (await cards.post("5", NOON)).kind == "new"


async def test_a_post_without_a_stamp_is_as_new_as_its_coming(cards: StateDesk) -> None:
    await cards.post("3", NOON)
    assert (await cards.post("5")).kind == "new"


async def test_a_stamp_from_the_future_makes_no_later_post_an_older_one(cards: StateDesk) -> None:
    await cards.post("3", datetime.now(UTC) + timedelta(days=400))
    assert (await cards.post("5", datetime.now(UTC))).kind == "new"


async def test_a_repeated_delivery_is_no_new_state_however_much_came_since(cards: StateDesk) -> None:
    first = await cards.post("5", delivery="one")
    await cards.carry(flow=POSTED_CARDS)
    await cards.post("3", delivery="two")
    await cards.carry(flow=POSTED_CARDS)
    again = await cards.post("5", delivery="one")
    assert (again.kind, again.event_id) == ("replayed", first.event_id)


async def test_what_was_cancelled_is_taken_in_when_it_is_sent_again(cards: StateDesk) -> None:
    first = await cards.post("5", delivery="one")
    await cards.moves.cancel(first.event_id)
    again = await cards.post("5", delivery="one")
    assert (again.kind, again.event_id != first.event_id) == ("new", True)


async def test_what_stands_whatever_comes_after_it_is_carried_before_the_newer_and_makes_no_later_post_newer(
    cards: StateDesk,
) -> None:
    await cards.post("3", NOON)
    gone = await cards.post("gone", NOON - MINUTE, lasting=True)  # it comes late, and stands all the same
    assert gone.kind == "new"
    newer = await cards.post("5", NOON)
    assert await cards.lane(POSTED_CARDS) == [gone.event_id, newer.event_id]
    assert (await cards.post("4", NOON - MINUTE)).kind == "superseded"
