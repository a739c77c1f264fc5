"""Events that kill their workers, flows whose target is down, and runs that a stopping worker hands back."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from relay.errors import Transient
from relay.line.flow_rotation import Room
from relay.line.once.gate import SharedGate
from relay.line.once.intents import Intents
from relay.line.worker import ALONE_AFTER_LOST, FAILED_AFTER_LOST, RelayWorker
from relay.model import Lease, State
from relay.settings.connections import BreakerSettings, ConnectionSettings
from relay.settings.model import WorkerSettings
from relay.store.store import Store, reply
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.parts import FLOW, SmallRun, working
from tests.relay.workbench import Bench, Gate, pass_by
from tests.stand_ins import make_links
from tests.waiting import eventually


async def lose(bench: Bench, event_id: str, runs: int) -> None:
    """Let it look as if so many runs of the event had died."""
    await reply(bench.store.state.hset(bench.store.keys.event(event_id), "lost", str(runs)))


async def test_an_event_whose_runs_keep_dying_is_failed_as_a_fault_of_the_system(bench: Bench) -> None:
    [one] = await bench.arrive()
    await lose(bench, one, FAILED_AFTER_LOST)
    async with working(bench.worker(pass_by)):
        event = await bench.becomes(one, State.FAILED)
    assert event.tries == 0


async def test_an_event_whose_runs_died_thrice_is_carried_with_nothing_beside_it(bench: Bench) -> None:
    gate = Gate()
    suspect, *others = await bench.arrive(4)
    await lose(bench, suspect, ALONE_AFTER_LOST)
    beside: list[int] = []

    async def step(run: SmallRun) -> SmallRun:
        if run.ticket.event.id == suspect:
            beside.append(gate.inside)
        return run

    gate.open.set()
    async with working(bench.worker(step)):
        for event_id in (suspect, *others):
            await bench.becomes(event_id, State.WRITTEN)
    assert beside == [0]


async def test_an_event_that_waits_to_be_carried_alone_keeps_its_lease(hasty: Bench, store: Store) -> None:
    gate = Gate()
    busy, suspect = await hasty.arrive(2)
    await lose(hasty, suspect, ALONE_AFTER_LOST)
    await store.state.zincrby(store.keys.queue(FLOW.name), 300, suspect)  # due after the other has started
    lives: list[int] = []

    async def step(run: SmallRun) -> SmallRun:
        return await gate(run) if run.ticket.event.id == busy else run

    async def was_renewed_five_times() -> bool:
        lives.append(await store.state.pttl(f"arq:in-progress:{suspect}"))
        return sum(later > earlier for earlier, later in pairwise(lives)) >= 5

    async with working(hasty.worker(step)):
        await eventually(lambda: gate.inside == 1)
        await hasty.becomes(suspect, State.RUNNING)
        await eventually(was_renewed_five_times)
        gate.open.set()
        event = await hasty.becomes(suspect, State.WRITTEN)
    assert event.runs == 1


async def test_a_flow_whose_target_is_down_is_not_visited_and_burns_no_try(bench: Bench) -> None:
    breaker = BreakerSettings(failures=1, first_pause=timedelta(milliseconds=400))
    gate = SharedGate(bench.store, FLOW.target, ConnectionSettings(vendor="some", breaker=breaker))
    with pytest.raises(Transient):
        async with gate.call():
            raise Transient(as_told("away"))
    [one] = await bench.arrive()
    room = Room(targets={FLOW.name: FLOW.target}, parallel_calls={FLOW.target: 4})
    worker = RelayWorker(bench.store, bench.queue, bench.runner(pass_by), [FLOW.name], WorkerSettings(), room)
    async with working(worker):
        seen = await bench.event(one)
        assert (seen.state, seen.runs) == (State.WAITING, 0)
        event = await bench.becomes(one, State.WRITTEN)
    assert (event.runs, event.tries) == (1, 0)


async def test_a_run_cut_off_while_the_target_works_is_handed_back_as_unconfirmed(
    hasty: Bench, store: Store, vault: Vault
) -> None:
    links = make_links(store, vault)
    intents = Intents(store, hasty.queue)
    gate = Gate()

    async def step(run: SmallRun) -> SmallRun:
        lease: Lease = run.ticket.lease
        await intents.begin(lease, links.name("books", "order", "1"), None)
        await gate.open.wait()
        return run

    [one] = await hasty.arrive()
    runner = hasty.runner(step)
    runner._intents = intents
    worker = RelayWorker(
        store,
        hasty.queue,
        runner,
        [FLOW.name],
        WorkerSettings(lease=timedelta(seconds=1), drain=timedelta(milliseconds=50)),
    )
    main = asyncio.create_task(worker.main())
    await eventually(lambda: intents.is_sending(one))
    worker.stop()
    await main
    assert (await hasty.event(one)).state is State.UNCONFIRMED
