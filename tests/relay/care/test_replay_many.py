"""Replays by number, by flow, state and date: which events they choose, and that one does not stop the others."""

from datetime import timedelta

import pytest

from relay.care.selection import RELEASABLE, Result, Selection
from relay.errors import Transient
from relay.line.queue import Claim
from relay.model import Outcome, State, new_token
from relay.settings.names import UnknownName
from tests.plain import as_told
from tests.relay.desk import POSTED, Desk
from tests.relay.line.ageing import let_pass
from tests.relay.parts import FLOW, fields_of

ENDED = (State.WRITTEN, State.SKIPPED)


class TestOneNumber:
    async def test_the_event_that_rests_goes_again(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.HELD)
        await desk.stand("1002", State.HELD)
        replayed = await desk.operations.replayer.replay_reference(FLOW.name, "1001")
        assert (replayed.result, replayed.event_id) == (Result.RELEASED, event_id)

    async def test_of_several_that_rest_the_newest_goes(self, desk: Desk) -> None:
        older = await desk.stand("1001", State.FAILED)
        await let_pass(desk.store, timedelta(hours=1))
        newer = await desk.take("1001", version="2")
        await desk.bring(newer, State.HELD)
        replayed = await desk.operations.replayer.replay_reference(FLOW.name, "1001")
        assert replayed.event_id == newer
        assert await desk.state_of(older) is State.FAILED

    async def test_while_one_is_on_its_way_nothing_changes(self, desk: Desk) -> None:
        await desk.stand("1001", State.HELD)
        waiting = await desk.take("1001", version="2")
        replayed = await desk.operations.replayer.replay_reference(FLOW.name, "1001")
        assert (replayed.result, replayed.event_id) == (Result.UNCHANGED, waiting)

    async def test_a_number_without_an_event_is_read_from_the_source(self, desk: Desk) -> None:
        desk.shows("1001")
        replayed = await desk.operations.replayer.replay_reference(FLOW.name, "1001")
        assert replayed.result is Result.ACCEPTED
        assert await desk.claimed() == replayed.event_id

    async def test_a_number_that_was_written_long_ago_is_carried_again(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.WRITTEN)
        await let_pass(desk.store, timedelta(days=30))
        assert await desk.queue.event(event_id) is None
        desk.shows("1001")
        replayed = await desk.operations.replayer.replay_reference(FLOW.name, "1001")
        assert replayed.result is Result.ACCEPTED
        assert await desk.claimed() == replayed.event_id

    async def test_a_number_that_is_hidden_in_the_story_is_found_too(self, desk: Desk) -> None:
        personal = "noor@example.com"
        event_id = await desk.stand(personal, State.HELD, POSTED)
        replayed = await desk.operations.replayer.replay_reference(POSTED.name, personal)
        assert replayed.event_id == event_id
        assert personal not in str(await fields_of(desk.store, event_id))

    async def test_of_a_number_that_exists_nowhere_the_truth_is_told_and_nothing_changes(self, desk: Desk) -> None:
        replayer = desk.operations.replayer
        begin = f"no event of {FLOW.name} with this reference is kept, and its source"
        asked = await replayer.replay_reference(FLOW.name, "9999")
        assert (asked.result, asked.reason) == (
            Result.NOT_FOUND,
            f"{begin} was asked and does not have it; nothing is changed",
        )
        desk.source.failure = Transient(as_told("it is down"))
        away = await replayer.replay_reference(FLOW.name, "9999")
        assert (away.result, away.reason) == (
            Result.NOT_FOUND,
            f"{begin} does not give it now (it is down); nothing is changed",
        )
        posted = await replayer.replay_reference(POSTED.name, "9999")
        assert posted.reason.endswith("is kept, and its source cannot be read; nothing is changed")

    async def test_of_a_number_whose_event_has_ended_its_state_is_told(self, desk: Desk) -> None:
        event_id = await desk.stand("1001", State.WRITTEN, POSTED)
        replayed = await desk.operations.replayer.replay_reference(POSTED.name, "#1001")
        told = "it is written, its document is not kept any more, and its source cannot be read; nothing is changed"
        assert (replayed.result, replayed.reason, replayed.event_id) == (Result.NO_DOCUMENT, told, event_id)

    async def test_a_dry_run_goes_again_by_its_number(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001", POSTED)
        replayed = await desk.operations.replayer.replay_reference(POSTED.name, "1001")
        assert (replayed.result, replayed.event_id) == (Result.RELEASED, event_id)

    async def test_a_flow_that_does_not_exist_is_named_with_those_that_do(self, desk: Desk) -> None:
        replayer = desk.operations.replayer
        misspelt = FLOW.name[:-1]
        with pytest.raises(UnknownName, match=f"there is no flow {misspelt!r}; did you mean {FLOW.name!r}"):
            await replayer.replay_reference(misspelt, "1001")
        for many in (replayer.count, replayer.replay_all):
            with pytest.raises(UnknownName, match=f"did you mean {FLOW.name!r}"):
                await many(Selection(flow=misspelt))

    async def test_a_record_that_cannot_be_named_becomes_an_event_of_its_own(self, desk: Desk) -> None:
        desk.source.documents = {"1001": {"no": "number"}}
        replayed = await desk.operations.replayer.replay_reference(FLOW.name, "1001")
        assert replayed.result is Result.ACCEPTED
        assert (await desk.event(str(replayed.event_id))).reference.startswith("hidden-")


class TestManyEvents:
    async def test_without_a_state_all_that_can_go_again_themselves_go(self, desk: Desk) -> None:
        ids = {state: await desk.stand(str(number), state) for number, state in enumerate((*RELEASABLE, *ENDED))}
        selection = Selection()
        assert await desk.operations.replayer.count(selection) == len(RELEASABLE)
        desk.shows(*(str(number) for number in range(len(ids))))
        tally = await desk.operations.replayer.replay_all(selection)
        assert tally.results == {Result.RELEASED: len(RELEASABLE)}
        for state, event_id in ids.items():
            assert await desk.state_of(event_id) is (State.WAITING if state in RELEASABLE else state)

    async def test_flow_state_and_dates_narrow_the_choice(self, desk: Desk) -> None:
        old = await desk.stand("1", State.HELD)
        await let_pass(desk.store, timedelta(days=2))
        held, failed = await desk.stand("2", State.HELD), await desk.stand("3", State.FAILED)
        posted = await desk.stand("4", State.HELD, POSTED)
        yesterday = await desk.activity.now() - timedelta(days=1)
        replayer = desk.operations.replayer
        for selection, chosen in [
            (Selection(states=[State.HELD]), {old, held, posted}),
            (Selection(flow=FLOW.name, states=[State.HELD]), {old, held}),
            (Selection(since=yesterday), {held, failed, posted}),
            (Selection(until=yesterday), {old}),
            (Selection(flow=POSTED.name, states=[State.FAILED]), set()),
        ]:
            assert await replayer.count(selection) == len(chosen)
            assert {event_id async for event_id, _ in replayer._select(selection)} == chosen

    async def test_all_pages_are_carried_while_events_leave_the_state(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("relay.care.activity._AT_ONCE", 2)
        ids = {await desk.stand(str(number), State.HELD) for number in range(9)}
        tally = await desk.operations.replayer.replay_all(Selection(states=[State.HELD]))
        assert tally.results == {Result.RELEASED: 9}
        assert {await desk.state_of(event_id) for event_id in ids} == {State.WAITING}

    async def test_events_that_the_replay_itself_makes_are_not_replayed(self, desk: Desk) -> None:
        """Each new event is written at once by a quick worker, and so comes to stand in the state that is replayed."""
        for number in range(3):
            await desk.stand(str(number), State.WRITTEN)
        desk.shows("0", "1", "2")
        accept = desk.acceptor.accept

        async def accept_and_carry(*args: object, **others: object) -> object:
            accepted = await accept(*args, **others)  # type: ignore[arg-type]  # passed on as they are
            claim = await desk.queue.claim([FLOW.name], new_token())
            assert isinstance(claim, Claim)
            await desk.queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("written")))
            return accepted

        desk.acceptor.accept = accept_and_carry  # type: ignore[method-assign,assignment]  # for this test
        tally = await desk.operations.replayer.replay_all(Selection(states=[State.WRITTEN]))
        assert tally.results == {Result.ACCEPTED: 3}

    async def test_one_that_cannot_go_does_not_stop_the_others_and_is_named(self, desk: Desk) -> None:
        lost = await desk.stand("1", State.HELD, POSTED)
        await desk.lose_document(lost)
        others = [await desk.stand(str(number), State.HELD, POSTED) for number in (2, 3)]
        tally = await desk.operations.replayer.replay_all(Selection())
        assert tally.results == {Result.NO_DOCUMENT: 1, Result.RELEASED: 2}
        assert [each.event_id for each in tally.unable] == [lost]
        assert {await desk.state_of(event_id) for event_id in others} == {State.WAITING}

    async def test_no_more_than_the_most_that_is_asked_for_go(self, desk: Desk) -> None:
        for number in range(4):
            await desk.stand(str(number), State.HELD)
        tally = await desk.operations.replayer.replay_all(Selection(), most=3)
        assert tally.results == {Result.RELEASED: 3}
