"""Events that wait for a connection: one at a time finds out whether it works again, and then all go on at once."""

import asyncio
from datetime import timedelta

from relay.errors import Transient
from relay.line.background import end
from relay.line.once.gate import SharedGate
from relay.line.queue import Claim, Queue
from relay.model import Outcome, State, new_token
from relay.settings.connections import ConnectionSettings
from relay.store.store import Store
from tests.plain import as_told
from tests.relay.arrivals import FLOWS, arrival, ended
from tests.relay.line.once.shut_gates import BREAKER, fail, works
from tests.relay.parts import FLOW, fields_of
from tests.waiting import eventually

GATES = {FLOW.name: "books"}


async def open_it(gate: SharedGate) -> None:
    for _ in range(BREAKER.failures):
        await fail(gate, Transient(as_told("the books do not answer")))


async def claim(queue: Queue) -> Claim | None:
    found = await queue.claim(FLOWS, new_token(), GATES)
    return found if isinstance(found, Claim) else None


async def claim_all(queue: Queue) -> list[Claim]:
    claims = []
    while (one := await claim(queue)) is not None:
        claims.append(one)
    return claims


async def turned_away(queue: Queue, claimed: Claim, seconds: float = 60) -> None:
    outcome = Outcome(
        State.PARKED,
        as_told("books is not called now"),
        after=timedelta(seconds=seconds),
        gate="books",
        turned_away=True,
    )
    assert await queue.finish(claimed.lease, outcome)


async def the_prober(queue: Queue) -> Claim:
    return await eventually(lambda: claim(queue))


async def test_one_event_probes_and_what_waits_behind_it_is_due_the_moment_it_works(
    queue: Queue, gate: SharedGate
) -> None:
    ids = [(await queue.accept(arrival())).event_id for _ in range(12)]
    early = [await the_prober(queue) for _ in range(4)]
    await open_it(gate)
    for one in early:
        await turned_away(queue, one)
    prober = await the_prober(queue)
    assert await claim_all(queue) == []
    async with gate.call():
        assert await claim_all(queue) == []
    claims = await claim_all(queue)
    assert {one.lease.event_id for one in [prober, *claims]} == set(ids)


async def test_events_that_were_turned_away_go_on_in_the_order_in_which_they_were_accepted(
    queue: Queue, gate: SharedGate
) -> None:
    for _ in range(6):
        await queue.accept(arrival())
    claims = await claim_all(queue)
    await open_it(gate)
    for one in reversed(claims):
        await turned_away(queue, one)
    await eventually(lambda: works(gate))
    order = [one.lease.event_id for one in await claim_all(queue)]
    assert order == sorted(order)
    assert len(order) == 6


async def test_an_event_that_is_turned_away_while_the_breaker_closes_waits_for_nothing(
    queue: Queue, gate: SharedGate
) -> None:
    await queue.accept(arrival())
    claimed = await the_prober(queue)
    await turned_away(queue, claimed)  # its turn at the gate was before, the breaker has closed since
    assert await claim(queue) is not None


async def test_a_probing_event_that_ends_without_a_call_frees_the_probe_at_once(queue: Queue, gate: SharedGate) -> None:
    for _ in range(3):
        await queue.accept(arrival())
    await open_it(gate)
    prober = await the_prober(queue)
    assert await claim(queue) is None
    await queue.finish(prober.lease, ended(State.HELD))
    assert await claim(queue) is not None


async def test_a_probing_event_whose_worker_dies_frees_the_probe_with_its_lease(
    store: Store, queue: Queue, gate: SharedGate
) -> None:
    for _ in range(3):
        await queue.accept(arrival())
    await open_it(gate)
    prober = await the_prober(queue)
    assert await claim(queue) is None
    await store.state.delete(f"arq:in-progress:{prober.lease.event_id}")
    assert await claim(queue) is not None


async def test_a_probing_call_that_is_cut_off_frees_the_probe_at_once(store: Store, queue: Queue) -> None:
    settings = ConnectionSettings(vendor="some", breaker=BREAKER)
    gate = SharedGate(store, "books", settings, timedelta(hours=1))  # so long would it hold the probe by itself
    await queue.accept(arrival())
    claimed = await the_prober(queue)
    await open_it(gate)
    inside = asyncio.Event()

    async def probe() -> None:
        async with gate.call():
            inside.set()
            await asyncio.Event().wait()

    async def enters() -> asyncio.Task[None] | None:
        task = asyncio.create_task(probe())
        await asyncio.wait([task, asyncio.create_task(inside.wait())], return_when=asyncio.FIRST_COMPLETED)
        return None if task.done() and task.exception() else task

    probing = await eventually(enters)
    await turned_away(queue, claimed, seconds=3600)
    assert await claim(queue) is None
    await end(probing)
    assert await claim(queue) is not None


async def test_after_a_failed_probe_one_event_probes_again_when_the_pause_is_over(
    queue: Queue, gate: SharedGate
) -> None:
    for _ in range(5):
        await queue.accept(arrival())
    await open_it(gate)
    for _ in range(2):
        prober = await the_prober(queue)
        assert await claim(queue) is None
        await fail(gate)
        await queue.finish(
            prober.lease, Outcome(State.RETRYING, as_told("down"), after=timedelta(hours=1), gate="books")
        )
        assert await claim(queue) is None
    assert await the_prober(queue) is not None


async def test_what_failed_by_the_outage_is_tried_when_the_breaker_closes_and_not_at_its_own_later_moment(
    queue: Queue, gate: SharedGate
) -> None:
    accepted = await queue.accept(arrival())
    failed = await the_prober(queue)
    await open_it(gate)
    await queue.finish(failed.lease, Outcome(State.RETRYING, as_told("down"), after=timedelta(hours=1), gate="books"))
    await eventually(lambda: works(gate))
    again = await claim(queue)
    assert again is not None
    assert again.lease.event_id == accepted.event_id


async def test_an_event_whose_source_is_shut_is_not_carried_only_to_be_turned_away(
    store: Store, queue: Queue, gate: SharedGate
) -> None:
    """The queue is asked without the target's gate: the shut connection is another than the target."""
    await queue.accept(arrival())
    found = await queue.claim(FLOWS, new_token())
    assert isinstance(found, Claim)
    await open_it(gate)
    await turned_away(queue, found, seconds=0)
    assert isinstance(await queue.claim(FLOWS, new_token()), float | None)
    assert (await fields_of(store, found.lease.event_id))["runs"] == "1"

    async def goes() -> bool:
        return isinstance(await queue.claim(FLOWS, new_token()), Claim)

    await eventually(goes)
