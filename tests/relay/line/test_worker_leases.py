"""A worker's short claim on an event: kept while it lives, moved when it does not, and never held by two."""

import asyncio
from itertools import pairwise

from relay.line.queue import Claim
from relay.line.run_event import EventRunner
from relay.model import Outcome, State
from relay.settings.model import RetrySettings
from relay.store.store import Store
from tests.plain import as_told
from tests.relay.parts import fields_of, make_worker, working
from tests.relay.workbench import Bench, Gate, killed, pass_by
from tests.waiting import eventually


class TestLeases:
    async def test_a_long_run_keeps_its_lease(self, hasty: Bench, store: Store) -> None:
        gate = Gate()
        [one] = await hasty.arrive()
        lives: list[int] = []

        async def was_renewed_five_times() -> bool:
            lives.append(await store.state.pttl(f"arq:in-progress:{one}"))
            return sum(later > earlier for earlier, later in pairwise(lives)) >= 5

        async with working(hasty.worker(gate.step()), hasty.worker(gate.step())):
            await eventually(was_renewed_five_times)
            assert gate.inside == 1
            gate.open.set()
            event = await hasty.becomes(one, State.WRITTEN)
        assert event.runs == 1

    async def test_the_events_of_a_killed_worker_start_elsewhere_when_its_lease_has_ended(self, hasty: Bench) -> None:
        gate = Gate()
        ids = await hasty.arrive(3)
        async with killed(hasty.worker(gate.step())):
            await eventually(lambda: gate.inside == 3)
        assert {(await hasty.event(one)).state for one in ids} == {State.RUNNING}
        async with working(hasty.worker(pass_by)):
            events = [await hasty.becomes(one, State.WRITTEN) for one in ids]
        assert [(event.runs, event.tries) for event in events] == [(2, 0)] * 3

    async def test_a_run_whose_lease_passed_to_another_worker_is_cancelled_and_tells_no_outcome(
        self, hasty: Bench, store: Store
    ) -> None:
        gate = Gate()
        [one] = await hasty.arrive()
        async with working(hasty.worker(gate.step())):
            await eventually(lambda: gate.inside == 1)
            await store.state.set(f"arq:in-progress:{one}", "another token", px=60_000)
            await eventually(lambda: gate.cancelled == 1)
        assert (await hasty.event(one)).state is State.RUNNING
        assert await store.state.get(f"arq:in-progress:{one}") == b"another token"

    async def test_only_the_lost_claim_is_cut_and_not_a_newer_one_of_the_same_event(self, bench: Bench) -> None:
        gate = Gate()
        [one] = await bench.arrive()
        worker = bench.worker(gate.step())
        async with working(worker):
            await eventually(lambda: gate.inside == 1)
            current = worker._claims[one]
            earlier = Claim(current.lease, current.flow, current.run, current.lost)
            worker._cut([earlier])
            gate.open.set()
            await bench.becomes(one, State.WRITTEN)
        assert gate.cancelled == 0

    async def test_a_retry_that_is_due_at_once_waits_until_the_run_before_it_has_tidied_up(self, bench: Bench) -> None:
        first_tidies, may_end = asyncio.Event(), asyncio.Event()
        states: list[State] = []

        class SlowToForget(EventRunner):
            async def run(self, claim: Claim) -> Outcome:
                again = claim.run == 1
                assert again or may_end.is_set()
                return (
                    Outcome(State.RETRYING, as_told("again"), burns_try=True)
                    if again
                    else Outcome(State.WRITTEN, as_told("written"))
                )

            async def forget(self, event_id: str, outcome: Outcome) -> None:
                assert event_id == one
                states.append(outcome.state)
                if outcome.state is State.RETRYING:
                    first_tidies.set()
                    await may_end.wait()

        runner = SlowToForget(bench.store, bench.vault, bench.queue, {}, RetrySettings(), bench.intents())
        [one] = await bench.arrive()
        async with working(make_worker(bench.store, bench.queue, runner)):
            await first_tidies.wait()

            async def is_claimed_again() -> bool:
                return (await bench.event(one)).runs == 2

            await eventually(is_claimed_again)
            may_end.set()
            await bench.becomes(one, State.WRITTEN)
        assert states == [State.RETRYING, State.WRITTEN]
        assert (await fields_of(bench.store, one))["lost"] == "0"

    async def test_a_worker_shows_that_it_lives_and_is_gone_when_it_has_stopped(self, bench: Bench) -> None:
        async def living() -> list[bytes]:
            found: list[bytes] = await bench.store.state.zrange(bench.store.keys.workers, 0, -1)
            return found

        worker = bench.worker(pass_by)
        async with working(worker):
            assert await eventually(living) == [worker.name.encode()]
        assert await living() == []
