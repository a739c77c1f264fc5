"""How long a gate pauses: what was asked for, what being barred doubles, and what a lock does not count for."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from relay.errors import Barred, Contended, Transient
from relay.line.once.gate import SharedGate
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.relay.line.once.shut_gates import BREAKER, fail, works
from tests.waiting import eventually


async def test_what_the_other_side_asked_to_wait_for_is_waited_for_though_the_breaker_closes(gate: SharedGate) -> None:
    end = Transient(as_told("busy"), after=timedelta(minutes=2))
    await fail(gate, end)
    assert end.gate == ""


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
                raise Barred(as_told("401"))

    call = asyncio.create_task(late())
    await inside.wait()
    await fail(gate, Barred(as_told("401")))
    leave.set()
    await call
    assert await pause() == 100
    pauses = []
    for _ in range(4):
        before = await reply(store.state.hget(store.keys.gate("books"), "open_until"))

        async def probed(before: str | None = before) -> bool:
            await fail(gate, Barred(as_told("401"))) if await may_probe(store) else None
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
        await fail(gate, Contended(as_told("another event works on the same record")))
    assert await works(gate)


async def test_a_pause_of_hours_that_was_asked_for_is_not_forgotten_with_the_counts_of_calls(
    store: Store, gate: SharedGate
) -> None:
    for _ in range(BREAKER.failures):
        await fail(gate, Transient(as_told("maintenance"), after=timedelta(hours=5)))
    assert await store.state.pttl(store.keys.gate("books")) > timedelta(hours=5).total_seconds() * 1000
