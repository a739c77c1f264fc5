"""Events that wait for a connection: one at a time finds out whether it works again, and then all go on at once."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from relay.errors import Barred, Contended, Transient
from relay.line.background import end
from relay.line.once.gate import SharedGate
from relay.line.queue import Claim, Queue
from relay.model import Outcome, State, new_token
from relay.settings.connections import BreakerSettings, ConnectionSettings
from relay.store.store import Store, reply
from tests.relay.arrivals import FLOWS, arrival, ended
from tests.relay.parts import FLOW, fields_of
from tests.waiting import eventually

BREAKER = BreakerSettings(
    failures=3,
    calls=1000,
    first_pause=timedelta(milliseconds=100),
    longest_pause=timedelta(milliseconds=400),
    longest_barred_pause=timedelta(milliseconds=800),
)
GATES = {FLOW.name: "books"}
DOWN = Transient("the books do not answer")


@pytest.fixture
def gate(store: Store) -> SharedGate:
    return SharedGate(store, "books", ConnectionSettings(vendor="some", breaker=BREAKER, parallel_calls=2))


async def fail(gate: SharedGate, end: Exception = DOWN) -> None:
    with suppress(type(end)):
        async with gate.call():
            raise end


async def open_it(gate: SharedGate) -> None:
    for _ in range(BREAKER.failures):
        await fail(gate, Transient("the books do not answer"))


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
        State.PARKED, "books is not called now", after=timedelta(seconds=seconds), connection="books", turned_away=True
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


async def works(gate: SharedGate) -> bool:
    with suppress(Exception):
        async with gate.call():
            return True
    return False


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
        await queue.finish(prober.lease, Outcome(State.RETRYING, "down", after=timedelta(hours=1), connection="books"))
        assert await claim(queue) is None
    assert await the_prober(queue) is not None


async def test_what_failed_by_the_outage_is_tried_when_the_breaker_closes_and_not_at_its_own_later_moment(
    queue: Queue, gate: SharedGate
) -> None:
    accepted = await queue.accept(arrival())
    failed = await the_prober(queue)
    await open_it(gate)
    await queue.finish(failed.lease, Outcome(State.RETRYING, "down", after=timedelta(hours=1), connection="books"))
    await eventually(lambda: works(gate))
    again = await claim(queue)
    assert again is not None
    assert again.lease.event_id == accepted.event_id


async def test_what_the_other_side_asked_to_wait_for_is_waited_for_though_the_breaker_closes(gate: SharedGate) -> None:
    end = Transient("busy", after=timedelta(minutes=2))
    await fail(gate, end)
    assert end.connection == ""


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


async def test_being_barred_pauses_briefly_at_first_and_answers_of_before_the_opening_do_not_lengthen_it(
    store: Store, gate: SharedGate
) -> None:
    async def pause() -> int:
        return int(await reply(store.state.hget(store.keys.gate("books"), "pause")) or 0)

    inside, leave = asyncio.Event(), asyncio.Event()

    async def late() -> None:
        with suppress(Barred):
            async with gate.call():
                inside.set()
                await leave.wait()
                raise Barred("401")

    call = asyncio.create_task(late())
    await inside.wait()
    await fail(gate, Barred("401"))
    leave.set()
    await call
    assert await pause() == 100
    pauses = []
    for _ in range(4):
        before = await reply(store.state.hget(store.keys.gate("books"), "open_until"))

        async def probed(before: str | None = before) -> bool:
            await fail(gate, Barred("401")) if await may_probe(store) else None
            return await reply(store.state.hget(store.keys.gate("books"), "open_until")) != before

        await eventually(probed)
        pauses.append(await pause())
    assert pauses == [200, 400, 800, 800]


async def may_probe(store: Store) -> bool:
    seconds, microseconds = await store.state.time()
    until = await reply(store.state.hget(store.keys.gate("books"), "open_until"))
    return bool(int(until or 0) <= seconds * 1000 + microseconds // 1000)


async def test_a_lock_that_a_neighbour_holds_says_nothing_of_the_other_system(gate: SharedGate) -> None:
    for _ in range(BREAKER.failures * 2):
        await fail(gate, Contended("another event works on the same record"))
    assert await works(gate)


async def test_a_pause_of_hours_that_was_asked_for_is_not_forgotten_with_the_counts_of_calls(
    store: Store, gate: SharedGate
) -> None:
    for _ in range(BREAKER.failures):
        await fail(gate, Transient("maintenance", after=timedelta(hours=5)))
    assert await store.state.pttl(store.keys.gate("books")) > timedelta(hours=5).total_seconds() * 1000
