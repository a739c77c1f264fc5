"""How a run ends: once, by its holder, in a state that may follow, and told in the story."""

from datetime import timedelta

import pytest

from mapping.problems import Problem
from relay.line.queue import Queue
from relay.model import Lease, Outcome, State, StepRecord, may_become, new_token
from relay.store.counters import read_counters
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.arrivals import FLOWS, arrival, claim_or_none, claimed, ended
from tests.waiting import eventually


class TestFinishing:
    async def test_the_finish_of_a_stranger_is_refused_and_changes_nothing(self, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        before = await queue.event(claim.lease.event_id)
        assert not await queue.finish(Lease(claim.lease.event_id, "another token"), ended(State.WRITTEN))
        assert await queue.event(claim.lease.event_id) == before
        assert await queue.finish(claim.lease, ended(State.WRITTEN))

    async def test_a_run_with_an_outcome_ends_the_row_of_lost_runs(self, queue: Queue, store: Store) -> None:
        await queue.accept(arrival())
        first = await claimed(queue)
        await store.state.delete(f"arq:in-progress:{first.lease.event_id}")
        second = await claimed(queue)
        assert second.lost == 1
        assert await queue.finish(second.lease, ended(State.RETRYING, burns_try=True))
        third = await claimed(queue)
        assert (third.run, third.lost) == (3, 0)

    async def test_a_lease_can_be_finished_once(self, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        assert await queue.finish(claim.lease, ended(State.WRITTEN))
        assert not await queue.finish(claim.lease, ended(State.FAILED))
        event = await queue.event(claim.lease.event_id)
        assert event is not None
        assert event.state is State.WRITTEN

    @pytest.mark.parametrize("state", [state for state in State if State.RUNNING in may_become(state)])
    async def test_a_run_may_end_in_every_state_that_follows_running(self, state: State, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        assert await queue.finish(claim.lease, ended(state))
        event = await queue.event(claim.lease.event_id)
        assert event is not None
        assert event.state is state

    @pytest.mark.parametrize("state", [state for state in State if State.RUNNING not in may_become(state)])
    async def test_a_run_may_not_end_in_a_state_that_does_not_follow_running(self, state: State, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        assert not await queue.finish(claim.lease, ended(state))
        event = await queue.event(claim.lease.event_id)
        assert event is not None
        assert event.state is State.RUNNING

    async def test_a_retry_comes_back_when_it_is_due_and_not_before(self, queue: Queue) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        await queue.finish(claim.lease, ended(State.RETRYING, after=timedelta(milliseconds=80), burns_try=True))
        early = await queue.claim(FLOWS, new_token())
        assert isinstance(early, float)
        assert 0 < early <= 0.08
        again = await eventually(lambda: claim_or_none(queue))
        assert (again.lease.event_id, again.run, again.lost) == (claim.lease.event_id, 2, 0)

    async def test_only_a_run_that_says_so_burns_a_try(self, queue: Queue) -> None:
        accepted = await queue.accept(arrival())
        for burns in (True, False, True):
            claim = await eventually(lambda: claim_or_none(queue))
            await queue.finish(claim.lease, ended(State.RETRYING, burns_try=burns))
        event = await queue.event(accepted.event_id)
        assert event is not None
        assert (event.runs, event.tries) == (3, 2)

    async def test_a_written_event_frees_its_job_and_a_held_one_keeps_it(self, queue: Queue, store: Store) -> None:
        for state, kept in ((State.WRITTEN, 0), (State.SKIPPED, 0), (State.HELD, 1), (State.FAILED, 1)):
            await queue.accept(arrival())
            claim = await claimed(queue)
            await queue.finish(claim.lease, ended(state))
            assert await store.state.exists(f"arq:job:{claim.lease.event_id}") == kept
            assert not await store.state.exists(f"arq:in-progress:{claim.lease.event_id}")

    async def test_the_story_tells_each_run_with_its_steps(self, queue: Queue, store: Store) -> None:
        await queue.accept(arrival())
        claim = await claimed(queue)
        steps = (StepRecord("write", 12.345, "done", (as_told("order 7 written"),)),)
        problems = (Problem("a", as_told("b"), as_told("c")),)
        await queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("written"), "7", problems=problems, steps=steps))
        story = await reply(store.state.hgetall(store.keys.event(claim.lease.event_id)))
        assert (story[b"reason"], story[b"number"]) == (b"written", b"7")
        assert b'"steps":[{"step":"write","ms":12.3,"result":"done","notes":["order 7 written"]}]' in story[b"run:1"]
        assert b'"problems":[{"path":"a","rule":"b","remedy":"c","value":null}]' in story[b"run:1"]

    async def test_of_an_event_that_runs_for_ever_the_newest_hundred_runs_are_told(
        self, queue: Queue, store: Store
    ) -> None:
        accepted = await queue.accept(arrival())
        await reply(store.state.hset(store.keys.event(accepted.event_id), "runs", "500"))
        older = {f"run:{number}": "{}" for number in range(401, 501)}
        await reply(store.state.hset(store.keys.event(accepted.event_id), mapping=older))
        await queue.finish((await claimed(queue)).lease, ended(State.HELD))
        told = await reply(store.state.hkeys(store.keys.event(accepted.event_id)))
        assert {b"run:402", b"run:500", b"run:501"} <= set(told)
        assert b"run:401" not in told


async def test_an_outcome_is_counted_in_the_call_that_records_it_and_only_then(queue: Queue, store: Store) -> None:
    for state in (State.WRITTEN, State.HELD, State.WRITTEN):
        await queue.accept(arrival())
        claim = await claimed(queue)
        await queue.finish(Lease(claim.lease.event_id, "another token"), ended(State.FAILED))
        await queue.finish(claim.lease, ended(state))
    assert await read_counters(store) == {("outcomes", *FLOWS, "written"): 2, ("outcomes", *FLOWS, "held"): 1}
