"""The worker process's loop over real Redis: parallel, prompt, quiet when idle, and hard to stop by accident."""

import asyncio
from datetime import timedelta

import pytest

from relay.errors import Transient
from relay.line.queue import Claim
from relay.line.run_event import EventRunner
from relay.model import Outcome, State, new_token
from relay.settings.model import RetrySettings
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.plain import as_told
from tests.relay.parts import FLOW, SmallRun, arrive, fields_of, make_worker, working
from tests.relay.shops import MORE
from tests.relay.workbench import Bench, Gate, blocked_workers, pass_by
from tests.waiting import eventually
from words.told import unpack


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
        runner = bench.runner(note, flows=(FLOW, MORE))
        worker = make_worker(bench.store, bench.queue, runner, flows=(FLOW, MORE), parallel_events=1)
        async with working(worker):
            await bench.becomes(one, State.WRITTEN)
        assert order.index(MORE.name) <= 2

    async def test_events_of_one_lane_are_carried_in_order_of_arrival(self, bench: Bench) -> None:
        order: list[str] = []

        async def note(run: SmallRun) -> SmallRun:
            order.append(run.ticket.document)
            return run

        ids = [(await arrive(bench.acceptor, version=one, body=f'"{one}"'.encode())).event_id for one in "abcde"]
        async with working(bench.worker(note)):
            await bench.becomes(ids[-1], State.WRITTEN)
        assert order == list("abcde")

    async def test_a_retry_comes_back_by_itself(self, bench: Bench) -> None:
        runs = 0

        async def fail_twice(run: SmallRun) -> SmallRun:
            nonlocal runs
            runs += 1
            if runs <= 2:
                raise Transient(as_told("away"))
            return run

        retry = RetrySettings(first=timedelta(milliseconds=5), most=timedelta(milliseconds=20))
        worker = make_worker(bench.store, bench.queue, bench.runner(fail_twice, retry=retry))
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
        assert str(unpack(fields["reason"])) == "the queue lost this event's job; replay it to carry it again"

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


async def test_a_defect_of_the_carrier_ends_neither_worker_nor_event_and_its_text_is_not_logged(
    hasty: Bench, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(EventRunner):
        async def run(self, claim: Claim) -> Outcome:
            if claim.run == 1:
                raise KeyError("secret-name")
            return await super().run(claim)

    runner = hasty.runner(pass_by)
    broken = Broken(hasty.store, hasty.vault, hasty.queue, runner._flows, RetrySettings(), hasty.intents())
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
