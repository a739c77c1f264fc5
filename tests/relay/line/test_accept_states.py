"""Of a record whose newest state counts: what is new, what is unchanged, and what gives way to what."""

import asyncio

import pytest

from relay.line.accept import Acceptor
from relay.line.arrivals import NEWER_CAME
from relay.model import State
from relay.store.counters import read_counters
from tests.relay.state_desk import CARDS, POSTED_CARDS, StateDesk, dry, ends
from tests.stand_ins import AsNamed, OpenGuard

GIVES_WAY = (State.WAITING, State.RETRYING, State.PARKED, State.HELD, State.FAILED, State.SKIPPED)
"""Of those skipped a dry run."""


class TestWhatIsThereToDo:
    async def test_a_value_that_goes_back_to_what_it_was_is_carried_each_time(self, cards: StateDesk) -> None:
        for level in ("5", "3", "5"):
            assert (await cards.read(level)).kind == "new"
            await cards.carry()
        assert await cards.counts() == {State.WRITTEN: 3}

    async def test_a_read_that_says_what_was_carried_last_is_no_event(self, cards: StateDesk) -> None:
        first = await cards.bring("5", State.WRITTEN)
        again = await cards.read("5")
        assert (again.kind, again.event_id) == ("unchanged", first)
        assert await cards.counts() == {State.WRITTEN: 1}
        assert await cards.documents() == {first}

    async def test_a_read_is_unchanged_also_when_the_story_of_what_was_carried_is_gone(self, cards: StateDesk) -> None:
        first = await cards.bring("5", State.WRITTEN)
        await cards.store.state.delete(cards.store.keys.event(first))
        again = await cards.read("5")
        assert (again.kind, again.event_id) == ("unchanged", "")

    async def test_a_post_whose_first_event_cannot_be_looked_up_is_an_event(self, cards: StateDesk) -> None:
        first = await cards.bring("5", State.WRITTEN, POSTED_CARDS)
        assert (await cards.post("5")).kind == "unchanged"
        await cards.store.state.delete(cards.store.keys.event(first))
        assert (await cards.post("5")).kind == "new"

    @pytest.mark.parametrize("state", [State.WAITING, State.RETRYING, State.PARKED, State.RUNNING, State.UNCONFIRMED])
    async def test_what_says_the_same_as_what_waits_or_runs_is_a_duplicate(
        self, cards: StateDesk, state: State
    ) -> None:
        first = await cards.bring("5", state)
        again = await cards.read("5", again=True)
        assert (again.kind, again.event_id) == ("duplicate", first)

    async def test_two_changes_within_one_second_are_both_carried(self, cards: StateDesk) -> None:
        for says in ("phone 1", "phone 2"):
            assert (await cards.read(says, stamp="12:00:00")).kind == "new"
            await cards.carry()
        assert (await cards.read("phone 2", stamp="12:00:00")).kind == "unchanged"

    async def test_a_change_of_the_address_alone_is_a_new_state(self, cards: StateDesk) -> None:
        await cards.read("Dam 1", stamp="debtor 12:00 address 12:00")
        await cards.carry()
        assert (await cards.read("Dam 2", stamp="debtor 12:00 address 12:05")).kind == "new"

    @pytest.mark.parametrize(
        "state",
        [State.SKIPPED, State.HELD, State.FAILED, State.EXPIRED, State.CANCELLED],
    )
    async def test_what_was_never_carried_makes_nothing_a_duplicate(self, cards: StateDesk, state: State) -> None:
        await cards.bring("5", state)
        assert (await cards.read("5")).kind == "new"

    async def test_what_a_filter_left_out_is_carried_once_the_filter_is_wider(self, cards: StateDesk) -> None:
        await cards.read("5")
        await cards.carry(State.SKIPPED)  # not wanted, and no dry run
        assert (await cards.read("5")).kind == "new"  # nothing changed at the source

    async def test_a_record_that_its_flow_does_not_want_has_one_story_however_often_it_is_read(
        self, cards: StateDesk
    ) -> None:
        ids = [await cards.bring_left_out("5") for _ in range(5)]
        assert await cards.counts() == {State.SKIPPED: 1}
        assert await cards.state_of(ids[-1]) is State.SKIPPED
        await cards.bring_left_out("3")  # another state, so that it is told what came of each
        assert await cards.counts() == {State.SKIPPED: 2}

    async def test_what_a_sender_was_answered_with_can_be_looked_up_though_it_was_left_out(
        self, cards: StateDesk
    ) -> None:
        first = await cards.post("5")
        await cards.carry(State.SKIPPED, POSTED_CARDS)
        await cards.post("5")
        assert await cards.state_of(first.event_id) is State.SKIPPED

    async def test_after_a_state_that_was_left_out_the_one_carried_last_is_still_that(self, cards: StateDesk) -> None:
        await cards.bring("5", State.WRITTEN)
        await cards.read("3")
        await cards.carry(State.SKIPPED)
        assert (await cards.read("5")).kind == "unchanged"

    @pytest.mark.parametrize("state", [State.HELD, State.FAILED, State.SKIPPED])
    async def test_back_to_what_was_carried_while_another_rests_is_carried_so_that_that_one_is_over(
        self, cards: StateDesk, state: State
    ) -> None:
        await cards.bring("5", State.WRITTEN)
        rests = await cards.bring("3", state)
        assert (await cards.read("5")).kind == "new"
        assert await cards.state_of(rests) is State.SUPERSEDED

    async def test_a_refresh_carries_what_was_carried_last(self, cards: StateDesk) -> None:
        await cards.bring("5", State.WRITTEN)
        assert (await cards.read("5", again=True)).kind == "new"

    async def test_what_was_sent_in_part_and_ended_otherwise_leaves_nothing_unchanged(self, cards: StateDesk) -> None:
        await cards.bring("5", State.WRITTEN)
        second = await cards.read("3")
        claim = await cards.claim()
        await cards.ordinals.take(claim.lease, "link", (await cards.event(second.event_id)).ordinal)
        await cards.queue.finish(claim.lease, dry())  # whichever end it is but a written one
        await cards.moves.cancel(second.event_id)
        assert (await cards.read("5")).kind == "new"  # a part of 3 may stand in the target

    async def test_pointed_at_another_target_nothing_counts_as_carried(self, cards: StateDesk) -> None:
        await cards.bring("5", State.WRITTEN)

        class Moved(AsNamed):
            def last_id_of(self, connection: str) -> str:
                return f"{connection}~2" if connection == CARDS.target else connection

        cards.acceptor = Acceptor(cards.store, cards.vault, cards.queue, OpenGuard(), Moved())
        assert (await cards.read("5")).kind == "new"

    async def test_records_do_not_know_each_other(self, cards: StateDesk) -> None:
        await cards.bring("5", State.WRITTEN)
        assert (await cards.read("5", number="10024")).kind == "new"

    async def test_what_is_known_of_a_record_never_expires(self, cards: StateDesk) -> None:
        await cards.bring("5", State.WRITTEN)
        [key] = [key async for key in cards.store.state.scan_iter(match=cards.store.keys.newest("*"))]
        assert await cards.store.state.pttl(key) == -1


class TestOneWaits:
    @pytest.mark.parametrize("state", GIVES_WAY)
    async def test_a_newer_state_takes_the_place_of_what_waits_or_rests(self, cards: StateDesk, state: State) -> None:
        old = await cards.bring("5", state)
        newer = await cards.read("3")
        assert newer.kind == "new"
        story = await cards.story(old)
        assert (story.summary.event.state, story.summary.told) == (State.SUPERSEDED, NEWER_CAME)
        assert [(note["what"], note["by"]) for note in story.notes][-1] == ("superseded", newer.event_id)
        assert not await cards.has_document(old)
        assert not await cards.store.state.exists(cards.store.keys.job(old))
        assert await cards.lane() == [newer.event_id]
        assert (await cards.claim()).lease.event_id == newer.event_id
        assert (await read_counters(cards.store))["superseded", CARDS.name] == 1

    @pytest.mark.parametrize("state", [State.HELD, State.FAILED])
    async def test_what_rests_gives_way_also_to_the_same_state_since_settings_may_be_mended(
        self, cards: StateDesk, state: State
    ) -> None:
        held = await cards.bring("5", state)
        again = await cards.read("5")
        assert again.kind == "new"
        assert await cards.state_of(held) is State.SUPERSEDED
        assert await cards.carry() == again.event_id
        assert (await cards.read("5")).kind == "unchanged"

    @pytest.mark.parametrize("state", [State.RUNNING, State.UNCONFIRMED])
    async def test_what_may_be_in_the_target_keeps_its_lane_and_one_waits_behind_it(
        self, cards: StateDesk, state: State
    ) -> None:
        first = await cards.bring("5", state)
        second = (await cards.read("4")).event_id
        third = (await cards.read("3")).event_id
        assert await cards.lane() == [first, third]
        assert [await cards.state_of(each) for each in (first, second)] == [state, State.SUPERSEDED]
        assert (await cards.read("5")).kind == "new"  # 5 is under way, and 3 was to come after it

    async def test_a_weekend_of_800_levels_leaves_one_waiting(self, cards: StateDesk) -> None:
        await cards.bring("friday", State.PARKED)
        for level in range(800):
            assert (await cards.read(str(level))).kind == "new"
        assert await cards.counts() == {State.WAITING: 1, State.SUPERSEDED: 800}
        assert len(await cards.lane()) == 1
        assert len(await cards.documents()) == 1

    async def test_of_states_that_come_at_once_one_waits(self, cards: StateDesk) -> None:
        kinds = [found.kind for found in await asyncio.gather(*(cards.read(str(level)) for level in range(20)))]
        counts = await cards.counts()
        assert counts[State.WAITING] == 1
        assert counts.get(State.SUPERSEDED, 0) == kinds.count("new") - 1

    @pytest.mark.parametrize("state", [State.RETRYING, State.PARKED, State.HELD, State.FAILED, State.SKIPPED])
    async def test_a_run_that_would_come_back_or_rest_gives_way_to_the_newer_that_waits(
        self, cards: StateDesk, state: State
    ) -> None:
        first = await cards.bring("5", State.WAITING)
        claim = await cards.claim()
        newer = (await cards.read("3")).event_id
        outcome = await cards.queue.record(claim.lease, dry() if state is State.SKIPPED else ends(state))
        assert outcome is not None
        assert outcome.state is State.SUPERSEDED
        story = await cards.story(first)
        assert story.summary.event.state is State.SUPERSEDED
        assert story.summary.reason.startswith("a newer state of this record waits and is carried instead")
        assert await cards.lane() == [newer]
        assert (await cards.claim()).lease.event_id == newer

    async def test_what_came_to_rest_after_the_newer_was_cancelled_gives_way_to_the_next(
        self, cards: StateDesk
    ) -> None:
        first = await cards.bring("5", State.WAITING)
        claim = await cards.claim()
        await cards.moves.cancel((await cards.read("4")).event_id)
        assert await cards.queue.finish(claim.lease, ends(State.HELD))
        await cards.read("3")
        assert await cards.state_of(first) is State.SUPERSEDED

    async def test_back_to_what_was_carried_while_another_runs_is_carried_though_the_newer_was_cancelled(
        self, cards: StateDesk
    ) -> None:
        await cards.bring("5", State.WRITTEN)
        await cards.bring("4", State.RUNNING)
        await cards.moves.cancel((await cards.read("3")).event_id)
        assert (await cards.read("5")).kind == "new"

    async def test_a_run_that_is_unconfirmed_comes_back_before_the_newer(self, cards: StateDesk) -> None:
        first = await cards.bring("5", State.WAITING)
        claim = await cards.claim()
        newer = (await cards.read("3")).event_id
        assert await cards.queue.finish(claim.lease, ends(State.UNCONFIRMED))
        assert await cards.lane() == [first, newer]
