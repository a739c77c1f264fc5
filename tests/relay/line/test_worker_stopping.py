"""How a worker stops when it should, and goes on when Redis was away."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.conftest import make_queue
from tests.relay.parts import FLOW, SmallRun, answers, arrive, working
from tests.relay.workbench import Bench, Gate, blocked_workers, pass_by
from tests.waiting import eventually


class TestStopping:
    async def test_a_drain_lets_running_events_end_and_takes_no_new_ones(self, bench: Bench) -> None:
        gate = Gate()
        [running] = await bench.arrive()
        worker = bench.worker(gate.step())
        main = asyncio.create_task(worker.main())
        await eventually(lambda: gate.inside == 1)
        worker.stop()
        late = (await arrive(bench.acceptor, "late", body=b'"late"')).event_id
        assert not main.done()
        gate.open.set()
        await main
        assert (await bench.event(running)).state is State.WRITTEN
        assert (await bench.event(late)).state is State.WAITING

    async def test_a_sleeping_worker_stops_at_once(
        self, mortal_store: Store, vault: Vault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("relay.line.worker._LONGEST_SLEEP", 3600.0)
        bench = Bench(mortal_store, vault, make_queue(mortal_store))
        worker = bench.worker(pass_by)
        main = asyncio.create_task(worker.main())
        await eventually(lambda: blocked_workers(mortal_store))
        worker.stop()
        done, _ = await asyncio.wait([main], timeout=60)
        assert done == {main}

    async def test_after_the_grace_a_run_is_cut_off_and_its_event_is_handed_back_at_once(self, hasty: Bench) -> None:
        gate = Gate()
        [one] = await hasty.arrive()
        worker = hasty.worker(gate.step(), drain=timedelta(milliseconds=50))
        main = asyncio.create_task(worker.main())
        await eventually(lambda: gate.inside == 1)
        worker.stop()
        await main
        assert gate.cancelled == 1
        assert (await hasty.event(one)).state is State.RETRYING
        async with working(hasty.worker(pass_by)):
            await hasty.becomes(one, State.WRITTEN)

    async def test_a_run_that_does_not_hear_the_first_cancellation_is_handed_back_all_the_same(
        self, hasty: Bench
    ) -> None:
        gate = Gate()

        async def deaf_once(run: SmallRun) -> SmallRun:
            with suppress(asyncio.CancelledError):  # as asyncio.wait_for does, before Python 3.12
                await gate(run)
            return await gate(run)

        [one] = await hasty.arrive()
        worker = hasty.worker(deaf_once, drain=timedelta(milliseconds=50))
        main = asyncio.create_task(worker.main())
        await eventually(lambda: gate.inside == 1)
        worker.stop()
        await main
        assert gate.cancelled == 2
        assert (await hasty.event(one)).state is State.RETRYING

    async def test_a_flow_that_is_held_back_is_not_claimed_until_it_is_let_go(self, bench: Bench) -> None:
        held_back = {FLOW.name}
        worker = bench.worker(pass_by)
        worker.held_back = lambda: held_back
        [one] = await bench.arrive()
        async with working(worker):
            await eventually(lambda: blocked_workers(bench.store))
            assert (await bench.event(one)).state is State.WAITING
            held_back.clear()
            await bench.becomes(one, State.WRITTEN)


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
            after = (await arrive(durable.acceptor, "after", body=b'"after"')).event_id
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
