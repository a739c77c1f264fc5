"""The worker process's loop over real Redis: parallel, prompt, quiet when idle, and hard to stop by accident."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from relay.accept import Acceptor
from relay.carry import Carrier
from relay.embedded import EmbeddedRedis
from relay.errors import Transient
from relay.model import Event, Flow, Outcome, State, new_token
from relay.queue import Claim, Queue
from relay.settings.model import RetentionSettings, RetrySettings
from relay.store import Store
from relay.vault import Vault
from relay.worker import RelayWorker, stop_on_signals
from tests.conftest import make_queue
from tests.relay.parts import FLOW, SmallRun, answers, arrive, bound, fields_of, make_carrier, make_worker, working
from tests.waiting import eventually

Step = Callable[[SmallRun], Awaitable[SmallRun]]
MORE = Flow(name="more-orders", entity="order", source="shop", target="books", settings=None)


@dataclass
class Bench:
    """One Redis with a queue, and workers on it whose pipeline is the step given."""

    store: Store
    vault: Vault
    queue: Queue
    acceptor: Acceptor = field(init=False)

    def __post_init__(self) -> None:
        self.acceptor = Acceptor(self.store, self.vault, self.queue)

    def carrier(self, step: Step, **others: Any) -> Carrier:
        return make_carrier(self.store, self.vault, self.queue, bound(step), **others)

    def worker(self, step: Step, **others: Any) -> RelayWorker:
        return make_worker(self.store, self.queue, self.carrier(step), **others)

    async def arrive(self, count: int = 1, flow: Flow = FLOW) -> list[str]:
        accepted = await asyncio.gather(
            *(arrive(self.acceptor, f"{flow.name}-{n}", body=b"%d" % n, flow=flow) for n in range(count))
        )
        return [one.event_id for one in accepted]

    async def event(self, event_id: str) -> Event:
        found = await self.queue.event(event_id)
        assert found is not None
        return found

    async def becomes(self, event_id: str, state: State, *, within: float = 5.0) -> Event:
        async def stands() -> Event | None:
            event = await self.queue.event(event_id)
            return event if event is not None and event.state is state else None

        return await eventually(stands, within=within)


@pytest.fixture
def bench(store: Store, vault: Vault, queue: Queue) -> Bench:
    return Bench(store, vault, queue)


@pytest.fixture
def hasty(store: Store, vault: Vault) -> Bench:
    """With leases of 150 milliseconds."""
    return Bench(store, vault, Queue(store, RetentionSettings(), timedelta(milliseconds=150)))


async def pass_by(run: SmallRun) -> SmallRun:
    return run


class Gate:
    """A step that stops inside until it is opened, and tells how many are inside."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.inside = 0
        self.most = 0
        self.cancelled = 0

    async def __call__(self, run: SmallRun) -> SmallRun:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.inside -= 1
        return run

    def step(self) -> Step:
        """The gate as a plain function, as pipelines want their steps."""

        async def wait(run: SmallRun) -> SmallRun:
            return await self(run)

        return wait


async def blocked_workers(store: Store) -> int:
    """How many clients of the server sleep on a list."""
    return sum(client["cmd"] == "blpop" for client in await store.state.client_list())


class TestCarrying:
    async def test_twenty_events_run_at_the_same_time(self, bench: Bench) -> None:
        gate = Gate()
        ids = await bench.arrive(25)
        async with working(bench.worker(gate.step(), parallel_events=20)):
            await eventually(lambda: gate.inside == 20)
            gate.open.set()
            for one in ids:
                await bench.becomes(one, State.WRITTEN)
        assert gate.most == 20

    async def test_each_event_is_carried_once_by_two_workers(self, bench: Bench, second_store: Store) -> None:
        carried: list[str] = []

        async def note(run: SmallRun) -> SmallRun:
            carried.append(run.ticket.event.id)
            return run

        other = Bench(second_store, bench.vault, make_queue(second_store))
        async with working(bench.worker(note), other.worker(note)):
            ids = await bench.arrive(100)
            for one in ids:
                await bench.becomes(one, State.WRITTEN)
        assert sorted(carried) == sorted(ids)

    async def test_an_event_that_arrives_starts_at_once_though_the_worker_sleeps(
        self, mortal_store: Store, vault: Vault
    ) -> None:
        bench = Bench(mortal_store, vault, make_queue(mortal_store))
        started: dict[str, float] = {}
        loop = asyncio.get_running_loop()

        async def note(run: SmallRun) -> SmallRun:
            started[run.ticket.event.id] = loop.time()
            return run

        delays = []
        async with working(bench.worker(note)):
            for number in range(15):
                await eventually(lambda: blocked_workers(mortal_store))
                sent = loop.time()
                one = (await arrive(bench.acceptor, str(number), body=b"%d" % number)).event_id
                await bench.becomes(one, State.WRITTEN)
                delays.append(started[one] - sent)
        assert sorted(delays)[len(delays) // 2] < 0.05

    async def test_an_idle_worker_sends_at_most_five_commands_a_second(self, mortal_store: Store, vault: Vault) -> None:
        bench = Bench(mortal_store, vault, make_queue(mortal_store))

        async def calls() -> dict[str, int]:
            found = await mortal_store.state.info("commandstats")
            return {name.removeprefix("cmdstat_"): stats["calls"] for name, stats in found.items()}

        async def now() -> float:
            seconds, microseconds = await mortal_store.state.time()
            return float(seconds + microseconds / 1_000_000)

        async with working(bench.worker(pass_by)):
            await eventually(lambda: blocked_workers(mortal_store))
            before, start = await calls(), await now()

            async def has_slept_three_times() -> bool:
                return (await calls()).get("blpop", 0) >= before.get("blpop", 0) + 3

            await eventually(has_slept_three_times)
            after, end = await calls(), await now()
        # What the worker sends: each round a script and a wait, three times a lease two commands of the heartbeat.
        sent = sum(after.get(name, 0) - before.get(name, 0) for name in ("evalsha", "blpop"))
        sent += 2 * (after.get("zadd", 0) - before.get("zadd", 0))
        assert sent / (end - start) <= 5

    async def test_a_busy_flow_does_not_starve_another(self, bench: Bench) -> None:
        order: list[str] = []

        async def note(run: SmallRun) -> SmallRun:
            order.append(run.ticket.flow.name)
            return run

        await bench.arrive(30)
        [one] = await bench.arrive(1, MORE)
        carrier = bench.carrier(note, flows=(FLOW, MORE))
        worker = make_worker(bench.store, bench.queue, carrier, flows=(FLOW, MORE), parallel_events=1)
        async with working(worker):
            await bench.becomes(one, State.WRITTEN)
        assert order.index(MORE.name) <= 2

    async def test_events_of_one_lane_are_carried_in_order_of_arrival(self, bench: Bench) -> None:
        order: list[str] = []

        async def note(run: SmallRun) -> SmallRun:
            order.append(run.ticket.document)
            return run

        ids = [(await arrive(bench.acceptor, version=one, body=one.encode())).event_id for one in "abcde"]
        async with working(bench.worker(note)):
            await bench.becomes(ids[-1], State.WRITTEN)
        assert order == list("abcde")

    async def test_a_retry_comes_back_by_itself(self, bench: Bench) -> None:
        runs = 0

        async def fail_twice(run: SmallRun) -> SmallRun:
            nonlocal runs
            runs += 1
            if runs <= 2:
                raise Transient("away")
            return run

        retry = RetrySettings(first=timedelta(milliseconds=5), most=timedelta(milliseconds=20))
        worker = make_worker(bench.store, bench.queue, bench.carrier(fail_twice, retry=retry))
        async with working(worker):
            [one] = await bench.arrive()
            event = await bench.becomes(one, State.WRITTEN)
        assert (event.runs, event.tries) == (3, 2)

    async def test_an_event_whose_job_is_gone_is_held_and_not_dropped(self, bench: Bench) -> None:
        [one] = await bench.arrive()
        await bench.store.state.delete(f"arq:job:{one}")
        async with working(bench.worker(pass_by)):
            await bench.becomes(one, State.HELD)
        fields = await fields_of(bench.store, one)
        assert fields["reason"] == "the queue lost this event's job; replay it to carry it again"

    async def test_an_event_whose_job_cannot_be_read_is_held(self, bench: Bench) -> None:
        [one] = await bench.arrive()
        await bench.store.state.set(f"arq:job:{one}", b"no JSON")
        async with working(bench.worker(pass_by)):
            await bench.becomes(one, State.HELD)

    async def test_the_document_of_a_written_event_is_deleted(self, bench: Bench) -> None:
        [one] = await bench.arrive()
        async with working(bench.worker(pass_by)):
            await bench.becomes(one, State.WRITTEN)
        assert not await bench.store.payload.exists(bench.store.keys.payload(one))


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

        class SlowToForget(Carrier):
            async def carry(self, claim: Claim) -> Outcome:
                again = claim.run == 1
                assert again or may_end.is_set()
                return Outcome(State.RETRYING, "again") if again else Outcome(State.WRITTEN, "written")

            async def forget(self, event_id: str, state: State) -> None:
                assert event_id == one
                states.append(state)
                if state is State.RETRYING:
                    first_tidies.set()
                    await may_end.wait()

        carrier = SlowToForget(bench.store, bench.vault, bench.queue, {}, RetrySettings(), bytes.decode)
        [one] = await bench.arrive()
        async with working(make_worker(bench.store, bench.queue, carrier)):
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


@asynccontextmanager
async def killed(worker: RelayWorker) -> AsyncIterator[None]:
    """A worker that is ended after the block as a kill would: nothing is handed back."""
    running = asyncio.create_task(worker.main())
    try:
        yield
    finally:
        ended = [running, *worker.tasks.values(), *worker.job_tasks.values()]
        worker._outcomes.clear()
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)


class TestStopping:
    async def test_a_drain_lets_running_events_end_and_takes_no_new_ones(self, bench: Bench) -> None:
        gate = Gate()
        [running] = await bench.arrive()
        worker = bench.worker(gate.step())
        main = asyncio.create_task(worker.main())
        await eventually(lambda: gate.inside == 1)
        worker.stop()
        late = (await arrive(bench.acceptor, "late", body=b"late")).event_id
        assert not main.done()
        gate.open.set()
        await main
        assert (await bench.event(running)).state is State.WRITTEN
        assert (await bench.event(late)).state is State.WAITING

    async def test_a_sleeping_worker_stops_at_once(self, mortal_store: Store, vault: Vault) -> None:
        bench = Bench(mortal_store, vault, make_queue(mortal_store))
        worker = bench.worker(pass_by)
        main = asyncio.create_task(worker.main())
        await eventually(lambda: blocked_workers(mortal_store))
        worker.stop()
        await asyncio.wait_for(main, 0.5)

    async def test_after_the_grace_a_run_is_cut_off_and_its_event_moves_on_with_the_lease(self, hasty: Bench) -> None:
        gate = Gate()
        [one] = await hasty.arrive()
        worker = hasty.worker(gate.step(), drain=timedelta(milliseconds=50))
        main = asyncio.create_task(worker.main())
        await eventually(lambda: gate.inside == 1)
        worker.stop()
        await main
        assert gate.cancelled == 1
        assert (await hasty.event(one)).state is State.RUNNING
        async with working(hasty.worker(pass_by)):
            await hasty.becomes(one, State.WRITTEN)

    @pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
    async def test_a_signal_drains_the_worker(self, signum: signal.Signals, bench: Bench) -> None:
        worker = bench.worker(pass_by)
        stop_on_signals(worker)
        main = asyncio.create_task(worker.main())
        [one] = await bench.arrive()
        await bench.becomes(one, State.WRITTEN)
        try:
            os.kill(os.getpid(), signum)
            await asyncio.wait_for(main, 5)
        finally:
            for each in (signal.SIGTERM, signal.SIGINT):
                worker.loop.remove_signal_handler(each)


@pytest.fixture
def durable(durable_store: Store, vault: Vault) -> Bench:
    return Bench(durable_store, vault, make_queue(durable_store))


class TestOutages:
    async def test_a_redis_that_was_away_for_a_while_stops_nothing(
        self, durable: Bench, durable_redis: EmbeddedRedis, capsys: pytest.CaptureFixture[str]
    ) -> None:
        gate = Gate()
        waiting = await durable.arrive(3)
        worker = durable.worker(gate.step(), parallel_events=1)
        async with working(worker):
            await eventually(lambda: gate.inside == 1)
            durable_redis.kill()
            gate.open.set()  # the run ends while nobody can take its outcome
            await eventually(lambda: "leases_not_renewed" in capsys.readouterr().out, within=6)
            durable_redis.restart()
            for one in waiting:
                await durable.becomes(one, State.WRITTEN, within=10)
            after = (await arrive(durable.acceptor, "after", body=b"after")).event_id
            await durable.becomes(after, State.WRITTEN)
        assert [(await durable.event(one)).runs for one in waiting] == [1, 1, 1]

    async def test_an_idle_worker_outlives_an_outage(self, durable: Bench, durable_redis: EmbeddedRedis) -> None:
        async with working(durable.worker(pass_by)):
            await eventually(lambda: blocked_workers(durable.store))
            durable_redis.restart()
            await eventually(lambda: answers(durable.store))
            [one] = await durable.arrive()
            await durable.becomes(one, State.WRITTEN)

    async def test_with_only_the_documents_away_a_written_event_is_still_recorded_as_written(
        self, durable: Bench, mortal_redis: EmbeddedRedis, capsys: pytest.CaptureFixture[str]
    ) -> None:
        gate = Gate()
        [one] = await durable.arrive()
        async with working(durable.worker(gate.step())):
            await eventually(lambda: gate.inside == 1)
            mortal_redis.kill()
            gate.open.set()
            await durable.becomes(one, State.WRITTEN)
        assert (await durable.event(one)).runs == 1
        logged = capsys.readouterr().out
        assert "document_not_forgotten" in logged
        assert "event_carried" in logged

    async def test_lost_scripts_are_loaded_again(self, mortal_store: Store, vault: Vault) -> None:
        bench = Bench(mortal_store, vault, make_queue(mortal_store))
        async with working(bench.worker(pass_by)):
            await eventually(lambda: blocked_workers(mortal_store))
            await mortal_store.state.script_flush()
            [one] = await bench.arrive()
            await bench.becomes(one, State.WRITTEN)


async def test_a_defect_of_the_carrier_ends_neither_worker_nor_event_and_its_text_is_not_logged(
    hasty: Bench, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Carrier):
        async def carry(self, claim: Claim) -> Outcome:
            if claim.run == 1:
                raise KeyError("secret-name")
            return await super().carry(claim)

    carrier = hasty.carrier(pass_by)
    broken = Broken(hasty.store, hasty.vault, hasty.queue, carrier._flows, RetrySettings(), bytes.decode)
    [one] = await hasty.arrive()
    async with working(make_worker(hasty.store, hasty.queue, broken)):
        event = await hasty.becomes(one, State.WRITTEN)
    assert event.runs == 2
    logged = capsys.readouterr().out + caplog.text
    assert "carrier_failed" in logged
    assert "secret-name" not in logged


async def test_a_token_names_each_worker(bench: Bench) -> None:
    names = {bench.worker(pass_by).name for _ in range(3)} | {new_token()}
    assert len(names) == 4
