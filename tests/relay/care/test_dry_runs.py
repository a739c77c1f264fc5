"""What comes while a flow does not write: kept for the retention, and carried when an operator says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from mapping.parsing import dump_json
from relay.care.selection import Result, Selection
from relay.cli import replay
from relay.errors import DryRun, Skip
from relay.line.arrivals import Accepted
from relay.line.queue import milliseconds
from relay.line.run_event import EventRunner
from relay.model import Identity, Origin, State
from relay.settings.model import RetentionSettings
from tests.plain import as_told
from tests.relay.arrivals import claimed
from tests.relay.desk import POSTED, Desk, document
from tests.relay.line.ageing import let_pass
from tests.relay.parts import FLOW, SmallRun, arrive, bound, fields_of, make_runner

RETENTION = RetentionSettings().events
SKIPPED = Selection(states=[State.SKIPPED])


def ending(end: Exception) -> Callable[..., Any]:
    async def step(_: SmallRun) -> SmallRun:
        raise end

    return step


def runner_of(desk: Desk, end: Exception) -> EventRunner:
    return make_runner(desk.store, desk.vault, desk.queue, bound(ending(end)))


async def carry_one(desk: Desk, end: Exception) -> str:
    event_id = (await arrive(desk.acceptor)).event_id
    claim, runner = await claimed(desk.queue), runner_of(desk, end)
    outcome = await runner.run(claim)
    assert await desk.queue.finish(claim.lease, outcome)
    await runner.forget(event_id, outcome)
    return event_id


async def posted(desk: Desk, origin: Origin = Origin.HOOK) -> Accepted:
    """The first posted document once more."""
    body, identity = dump_json(document("1001")), Identity("1001", "1")
    return await desk.acceptor.accept(POSTED, body, identity, origin, digest_material=b"")


class TestKeeping:
    async def test_its_document_is_kept_for_the_retention_and_not_longer(self, desk: Desk) -> None:
        event_id = await carry_one(desk, DryRun(as_told("dry run: would write it")))
        event = await desk.event(event_id)
        assert (event.state, event.dry_run) == (State.SKIPPED, True)
        lives = await desk.store.payload.pttl(desk.store.keys.payload(event_id))
        assert milliseconds(RETENTION) - 60_000 < lives <= milliseconds(RETENTION)

    async def test_the_document_of_what_is_skipped_for_another_reason_is_deleted(self, desk: Desk) -> None:
        event_id = await carry_one(desk, Skip(as_told("already in the target"), number="7"))
        event = await desk.event(event_id)
        assert (event.state, event.dry_run) == (State.SKIPPED, False)
        assert await desk.body(event_id) is None

    async def test_it_can_be_cancelled_and_its_document_is_deleted_at_once(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001")
        assert (await desk.operations.moves.cancel(event_id)).moved
        assert (await desk.state_of(event_id), await desk.body(event_id)) == (State.CANCELLED, None)


class TestRepeats:
    async def test_while_its_document_is_kept_a_repeat_changes_nothing(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001", POSTED)
        assert await posted(desk) == Accepted("duplicate", event_id)
        assert await desk.claimed(POSTED) is None

    async def test_when_its_document_is_kept_no_more_a_repeat_is_a_new_event(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001", POSTED)
        await let_pass(desk.store, RETENTION + timedelta(minutes=1))
        assert await desk.event(event_id) is not None
        again = await posted(desk)
        assert (again.kind, await desk.claimed(POSTED)) == ("new", again.event_id)

    async def test_where_its_document_is_lost_a_repeat_of_its_sender_carries_it(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001", POSTED)
        await desk.lose_document(event_id)
        assert await posted(desk) == Accepted("restored", event_id)
        assert await desk.claimed(POSTED) == event_id
        assert not (await desk.event(event_id)).dry_run

    async def test_a_poll_that_meets_it_again_never_carries_it_by_itself(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001", POSTED)
        await desk.lose_document(event_id)
        assert await posted(desk, Origin.POLL) == Accepted("duplicate", event_id)
        assert await desk.state_of(event_id) is State.SKIPPED


class TestReplays:
    async def test_of_what_is_skipped_a_replay_carries_the_dry_runs_and_nothing_else(self, desk: Desk) -> None:
        other = await desk.stand("1", State.SKIPPED, POSTED)
        dry = [await desk.dry_run(number, POSTED) for number in ("2", "3")]
        replayer = desk.operations.replayer
        assert await replayer.count(SKIPPED) == 2
        tally = await replayer.replay_all(SKIPPED)
        assert tally.results == {Result.RELEASED: 2}
        assert {await desk.state_of(each) for each in dry} == {State.WAITING}
        assert await desk.state_of(other) is State.SKIPPED
        assert await replayer.count(SKIPPED) == 0

    async def test_without_a_state_no_dry_run_goes(self, desk: Desk) -> None:
        await desk.dry_run("1")
        assert await desk.operations.replayer.count(Selection()) == 0

    async def test_one_that_was_posted_goes_with_its_sealed_document(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001", POSTED)
        replayed = await desk.operations.replayer.replay(event_id)
        assert (replayed.result, replayed.event_id) == (Result.RELEASED, event_id)
        assert await desk.body(event_id, POSTED) == b'{"number":"1001","version":"1"}'
        assert await desk.claimed(POSTED) == event_id
        assert not (await desk.event(event_id)).dry_run
        keys = (desk.store.keys.payload(event_id), f"arq:job:{event_id}")
        assert all([await desk.store.state.pttl(key) > desk.queue.keep - 60_000 for key in keys])

    async def test_one_that_was_polled_goes_with_the_document_as_its_source_has_it_now(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001", version="0")
        desk.shows("1001")
        assert (await desk.operations.replayer.replay(event_id)).result is Result.RELEASED
        assert await desk.body(event_id) == b'{"number":"1001","version":"1"}'

    async def test_of_several_versions_the_newest_goes_and_the_others_are_over(self, desk: Desk) -> None:
        old = await desk.dry_run("1001", POSTED, version="1")
        new = await desk.dry_run("1001", POSTED, version="2")
        another = await desk.dry_run("1002", POSTED)
        assert await desk.operations.replayer.count(SKIPPED) == 2
        tally = await desk.operations.replayer.replay_all(SKIPPED)
        assert tally.results == {Result.RELEASED: 2}
        assert {await desk.state_of(each) for each in (new, another)} == {State.WAITING}
        assert (await desk.state_of(old), (await desk.event(old)).dry_run) == (State.SKIPPED, False)
        assert await desk.body(old, POSTED) is None
        assert (await desk.notes(old))[-1] == {
            "who": "operator", "what": "a newer version is carried instead", "as": new,
        }  # fmt: skip
        assert await desk.operations.replayer.count(SKIPPED) == 0

    async def test_while_the_flow_does_not_write_the_answer_says_that_it_is_a_dry_run_again(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001", POSTED)
        flows = desk.operations.replayer._flows
        desk.operations.replayer._flows = {
            name: replace(opened, flow=replace(opened.flow, write=False)) for name, opened in flows.items()
        }  # as relay.yaml says it still
        replayed = await desk.operations.replayer.replay(event_id)
        assert replayed.result is Result.RELEASED
        assert replayed.reason.endswith("; the flow still has write: false, so it is a dry run once more")

    async def test_the_command_counts_them_first_and_carries_them_with_yes(self, desk: Desk) -> None:
        ids = [await desk.dry_run(number, POSTED) for number in "12"]
        said, chosen = list[str](), replay.Chosen(flow=POSTED.name, state=State.SKIPPED)
        assert await replay.replay(desk.operations, chosen, said.append, yes=False)
        assert await replay.replay(desk.operations, chosen, said.append, yes=True)
        assert said == ["2 events would be carried again. Run it again with --yes to carry them.", "2 released"]
        assert {await desk.state_of(event_id) for event_id in ids} == {State.WAITING}

    async def test_reconciling_lets_the_event_itself_go(self, desk: Desk) -> None:
        event_id = await desk.dry_run("1001")
        desk.shows("1001")
        found = await desk.operations.reconciler.reconcile(FLOW.name, timedelta(days=7), carry=True)
        assert found is not None
        assert (found.carried, await desk.state_of(event_id)) == (1, State.WAITING)
        assert await desk.ids() == {event_id}


async def test_a_document_that_is_written_in_the_end_is_no_dry_run_any_more(desk: Desk) -> None:
    event_id = await desk.dry_run("1001", POSTED)
    await desk.operations.replayer.replay(event_id)
    await desk.bring(event_id, State.WRITTEN, POSTED)
    told = await fields_of(desk.store, event_id)
    assert (told["state"], "dry_until" in told) == ("written", False)
    assert (await posted(desk)).kind == "duplicate"
