"""Of a flow that keeps no stories, what ended well leaves its record's line only; all else is as with stories."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from handlers.pipelines import PIPELINES
from mapping.problems import Problem
from relay.demo.embedded import EmbeddedRedis
from relay.model import Flow, Outcome, State
from relay.store.store import Store
from tests.plain import as_told
from tests.relay.line.states_machine import StatesMachine
from tests.relay.parts import bound, make_runner
from tests.relay.state_desk import CARDS, ITEMS, POSTED_ITEMS, RECORD, StateDesk, dry, ends
from tests.stand_ins import other_vault

WELL = (State.WRITTEN, State.SKIPPED, State.SUPERSEDED)
KEPT = (State.HELD, State.FAILED, State.RETRYING, State.PARKED, State.UNCONFIRMED)
DAY = timedelta(days=1)


@pytest.fixture
def items(cards: StateDesk) -> StateDesk:
    return cards


async def keys_of(store: Store) -> list[str]:
    """All keys but those that count or that are of arq's own bookkeeping."""
    found = [key.decode() async for key in store.state.scan_iter(match=f"{store.keys.prefix}*")]
    return sorted(key.removeprefix(store.keys.prefix).partition(":")[0] for key in found)


async def carry(items: StateDesk, outcome: State | Outcome = State.WRITTEN, flow: Flow = ITEMS) -> str:
    """Carry the next event to an end and see to its document, as a worker does; its id."""
    event_id = await items.carry(outcome, flow)
    runner = make_runner(items.store, items.vault, items.queue, bound(), flows=())
    await runner.forget(event_id, ends(outcome) if isinstance(outcome, State) else outcome)
    return event_id


async def record(items: StateDesk, flow: Flow = ITEMS) -> dict[str, str]:
    return await items.newest(flow)


class TestWhatIsLeft:
    @pytest.mark.parametrize("state", WELL)
    async def test_what_ended_well_leaves_no_story_no_job_and_no_place_in_any_list(
        self, items: StateDesk, state: State
    ) -> None:
        await items.read("5", flow=ITEMS)
        event_id = await carry(items, state)
        assert await items.queue.event(event_id) is None
        assert not [key async for key in items.store.state.scan_iter(match=f"*{event_id}*")]
        assert await items.counts(ITEMS) == {}
        assert await items.activity.count() == 0
        assert (await record(items))[f"times_{state}"] == "1"

    @pytest.mark.parametrize("state", KEPT)
    async def test_what_a_person_may_have_to_see_to_keeps_its_story(self, items: StateDesk, state: State) -> None:
        await items.read("5", flow=ITEMS)
        event_id = await carry(items, state)
        assert (await items.story(event_id)).summary.event.state is state
        assert await items.counts(ITEMS) == {state: 1}

    async def test_a_dry_run_keeps_its_story_and_its_document_since_it_may_be_carried(self, items: StateDesk) -> None:
        await items.read("5", flow=ITEMS)
        event_id = await carry(items, dry())
        assert await items.state_of(event_id) is State.SKIPPED
        assert event_id in await items.documents()

    async def test_its_document_goes_with_it(self, items: StateDesk) -> None:
        await items.read("5", flow=ITEMS)
        await carry(items, State.WRITTEN)
        assert await items.documents() == set()

    async def test_a_thousand_changes_of_one_record_leave_as_much_as_one(self, items: StateDesk) -> None:
        await items.read("0", flow=ITEMS)
        await carry(items, State.WRITTEN)
        after_one = await keys_of(items.store)
        for says in range(1, 200):
            assert (await items.read(str(says), flow=ITEMS)).kind == "new"
            await carry(items, State.WRITTEN)
        assert await keys_of(items.store) == after_one
        assert (await record(items))["times_written"] == "200"

    async def test_what_a_newer_state_takes_the_place_of_leaves_a_count(self, items: StateDesk) -> None:
        first = await items.read("5", flow=ITEMS)
        await carry(items, State.HELD)
        second = await items.read("6", flow=ITEMS)
        assert second.supersedes == [first.event_id]
        assert await items.queue.event(first.event_id) is None
        assert await items.counts(ITEMS) == {State.WAITING: 1}
        assert (await record(items))["times_superseded"] == "1"

    async def test_a_held_event_that_is_released_after_a_newer_state_was_written_ends(self, items: StateDesk) -> None:
        first = await items.read("5", flow=ITEMS)
        claim = await items.claim(ITEMS)
        await items.read("6", flow=ITEMS)
        await items.store.state.delete(items.store.keys.lease(claim.lease.event_id))
        assert (await items.moves.release(first.event_id, {"who": "operator", "what": "replayed"})).moved is False


class TestWhatTheRecordTells:
    async def test_how_it_last_ended_with_its_number_and_its_warnings(self, items: StateDesk) -> None:
        await items.read("5", flow=ITEMS)
        warning = Problem("images[0]", as_told("is no picture"), as_told("see to it"))
        outcome = Outcome(State.WRITTEN, as_told("written"), "KFM-100", problems=(warning,) * 9)
        await carry(items, outcome)
        kept = await record(items)
        assert (kept["outcome"], kept["number"], kept["reference"]) == ("written", "KFM-100", RECORD)
        assert kept["tells"].count("is no picture") == 5

    async def test_what_was_written_without_more_has_nothing_more_to_tell(self, items: StateDesk) -> None:
        for says, state in (("5", State.SKIPPED), ("6", State.WRITTEN)):
            await items.read(says, flow=ITEMS)
            await carry(items, state)
        assert "tells" not in await record(items)

    @pytest.mark.parametrize("state", [State.HELD, State.FAILED, State.RETRYING, State.UNCONFIRMED])
    async def test_the_last_trouble_stays_after_it_is_over(self, items: StateDesk, state: State) -> None:
        await items.read("5", flow=ITEMS)
        await carry(items, state)
        assert f"it is {state}" in (await record(items))["trouble"]
        await items.read("6", flow=ITEMS)
        assert f"it is {state}" in (await record(items))["trouble"]

    async def test_of_a_flow_with_stories_no_record_is_listed(self, items: StateDesk) -> None:
        await items.read("5")
        await items.carry(State.WRITTEN)
        assert await items.store.state.exists(items.store.keys.records(CARDS.name)) == 0
        assert "outcome" not in await record(items, CARDS)


class TestWhatIsKnownOfIt:
    async def test_a_read_that_says_what_was_carried_last_is_unchanged_without_a_story(self, items: StateDesk) -> None:
        await items.read("5", flow=ITEMS)
        await carry(items, State.WRITTEN)
        assert (await items.read("5", flow=ITEMS)).kind == "unchanged"
        assert (await items.read("5", flow=ITEMS, again=True)).kind == "new"

    async def test_a_value_that_goes_back_is_carried_each_time(self, items: StateDesk) -> None:
        for level in ("5", "3", "5"):
            assert (await items.read(level, flow=ITEMS)).kind == "new"
            await carry(items, State.WRITTEN)

    async def test_what_was_left_out_is_carried_once_its_flow_wants_it(self, items: StateDesk) -> None:
        await items.read("5", flow=ITEMS)
        await carry(items, State.SKIPPED)
        assert (await items.read("5", flow=ITEMS)).kind == "new"

    async def test_a_post_that_says_what_was_carried_is_answered_without_a_second_event(
        self, items: StateDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tests.relay.state_desk.POSTED_CARDS", POSTED_ITEMS)
        first = await items.post("5", delivery="one")
        await carry(items, State.WRITTEN, POSTED_ITEMS)
        again = await items.post("5", delivery="two")
        assert (again.kind, again.event_id) == ("unchanged", first.event_id)

    async def test_a_delivery_that_is_repeated_after_a_newer_one_changes_nothing_and_keeps_no_document(
        self, items: StateDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tests.relay.state_desk.POSTED_CARDS", POSTED_ITEMS)
        first = await items.post("5", delivery="one")
        await carry(items, State.WRITTEN, POSTED_ITEMS)
        await items.post("6", delivery="two")
        newer = await carry(items, State.WRITTEN, POSTED_ITEMS)
        again = await items.post("5", delivery="one")
        assert (again.kind, again.event_id) == ("replayed", first.event_id)
        assert await items.counts(POSTED_ITEMS) == {}
        assert await items.documents() <= {first.event_id, newer}

    async def test_a_post_that_comes_late_leaves_a_count(
        self, items: StateDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tests.relay.state_desk.POSTED_CARDS", POSTED_ITEMS)
        now = datetime.now(UTC)
        newest = await items.post("6", now)
        await carry(items, State.WRITTEN, POSTED_ITEMS)
        late = await items.post("5", now - DAY)
        assert (late.kind, late.event_id) == ("superseded", newest.event_id)
        assert await items.counts(POSTED_ITEMS) == {}
        assert (await record(items, POSTED_ITEMS))["times_superseded"] == "1"


class MachineWithoutStories(StatesMachine):
    """The same, of a flow that keeps no stories."""

    flow = replace(CARDS, keeps_stories=False)

    without_story = State.WRITTEN

    @invariant()
    def what_ended_well_has_no_story(self) -> None:
        counts = self.wait(self.desk.counts(self.flow))
        assert not counts.keys() & {State.WRITTEN, State.SUPERSEDED}

    @invariant()
    def what_has_no_story_is_on_no_list(self) -> None:
        for number in self.world.records:
            lane = self.wait(self.desk.lane(self.flow, number))
            assert all(self.wait(self.desk.queue.event(event_id)) is not None for event_id in lane)


@pytest.mark.timeout(400)  # a failure is made small first, which takes its time
def test_whatever_is_done_to_records_without_stories_the_target_comes_to_hold_their_newest_state(
    redis_server: EmbeddedRedis,
) -> None:
    class MachineOnThisServer(MachineWithoutStories):
        server = redis_server
        vault = other_vault()

    run_state_machine_as_test(
        MachineOnThisServer, settings=settings(max_examples=25, stateful_step_count=50, deadline=None)
    )


@pytest.mark.parametrize("entity", sorted(PIPELINES))
def test_only_an_entity_that_keeps_state_may_do_without_stories(entity: str) -> None:
    """What is known of a document that is carried once stands in its story alone."""
    pipeline = PIPELINES[entity]
    assert pipeline.keeps_stories or pipeline.keeps_state
