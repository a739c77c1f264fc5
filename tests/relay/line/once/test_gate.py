"""The gate before a connection: places and minutes shared by all workers, and a breaker that heals by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from relay.errors import Barred, Hold, LeaseLost, Parked, RunEnd, Transient, Unconfirmed
from relay.line import background
from relay.line.once.gate import SharedGate
from relay.line.once.lease_check import SENDING, Sending
from relay.settings.connections import BreakerSettings, ConnectionSettings
from relay.store.store import Store, reply
from tests.plain import as_told
from tests.waiting import eventually

QUICK = BreakerSettings(
    failures=3, calls=10, first_pause=timedelta(milliseconds=100), longest_pause=timedelta(milliseconds=400)
)


def gate_of(store: Store, **changes: Any) -> SharedGate:
    settings = ConnectionSettings(vendor="some", breaker=QUICK).model_copy(update=changes)
    return SharedGate(store, "books", settings)


async def fail(gate: SharedGate, end: RunEnd) -> None:
    with suppress(type(end)):
        async with gate.call():
            raise end


async def is_open(gate: SharedGate) -> bool:
    try:
        async with gate.call():
            return False
    except Parked:
        return True


class Crowd:
    """Calls that stay inside until they are let go, and how many are inside at the same time."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.leave = asyncio.Event()

    async def call(self, gate: SharedGate) -> None:
        async with gate.call():
            self.inside += 1
            self.most = max(self.most, self.inside)
            await self.leave.wait()
            self.inside -= 1


@pytest.fixture
async def crowd() -> AsyncIterator[Crowd]:
    found = Crowd()
    yield found
    found.leave.set()


class TestPlaces:
    async def test_two_workers_together_make_no_more_calls_at_once_than_the_setting_says(
        self, store: Store, crowd: Crowd
    ) -> None:
        gates = [gate_of(store, parallel_calls=3) for _ in range(2)]
        calls = [asyncio.create_task(crowd.call(gates[n % 2])) for n in range(8)]
        await eventually(lambda: crowd.inside == 3)
        crowd.leave.set()
        await asyncio.gather(*calls)
        assert crowd.most == 3

    async def test_a_place_lives_as_long_as_a_lease(self, store: Store) -> None:
        gate = SharedGate(store, "books", ConnectionSettings(vendor="some"), timedelta(seconds=3))
        async with gate.call():
            [(_, ends)] = await store.state.zrange(f"{store.keys.prefix}gate:books:places", 0, -1, withscores=True)
            seconds, _ = await store.state.time()
        assert 1 <= ends / 1000 - seconds <= 4

    async def test_a_killed_workers_place_comes_free_when_its_life_is_over(self, store: Store) -> None:
        await reply(store.state.zadd(f"{store.keys.prefix}gate:books:places", {"killed": 1}))
        async with asyncio.timeout(5):
            async with gate_of(store, parallel_calls=1).call():
                pass

    async def test_calls_a_minute_are_counted_for_all_workers_together(self, store: Store) -> None:
        gates = [gate_of(store, calls_per_minute=4) for _ in range(2)]
        done = 0

        async def one(gate: SharedGate) -> None:
            nonlocal done
            async with gate.call():
                done += 1

        calls = [asyncio.create_task(one(gates[n % 2])) for n in range(6)]
        await eventually(lambda: done >= 4)
        spent = await asyncio.wait(calls, timeout=0.2)
        seconds, _ = await store.state.time()
        await background.end(*calls)
        assert len(spent[0]) == 4 or seconds % 60 == 0  # the turn of a minute may fall into the test


class TestBreaker:
    @pytest.mark.parametrize("end", [Transient(as_told("away")), Unconfirmed(as_told("no answer"))])
    async def test_failures_in_a_row_open_it_for_all_workers(self, store: Store, end: RunEnd) -> None:
        one, other = gate_of(store), gate_of(store)
        for _ in range(QUICK.failures - 1):
            await fail(one, end)
        await fail(one, end)
        assert await is_open(other)

    async def test_a_success_between_failures_keeps_it_closed(self, store: Store) -> None:
        gate = gate_of(store)
        for _ in range(2):
            await fail(gate, Transient(as_told("away")))
            await fail(gate, Transient(as_told("away")))
            async with gate.call():
                pass
        assert not await is_open(gate)

    async def test_a_share_of_failures_opens_it_too(self, store: Store) -> None:
        gate = gate_of(store)
        for _ in range(5):
            async with gate.call():
                pass
            await fail(gate, Transient(as_told("away")))
        assert await is_open(gate)

    async def test_a_refusal_of_data_says_that_the_system_works(self, store: Store) -> None:
        gate = gate_of(store)
        for _ in range(10):
            await fail(gate, Hold(as_told("wrong data")))
        assert not await is_open(gate)

    async def test_not_being_let_in_opens_it_at_once(self, store: Store) -> None:
        gate = gate_of(store)
        await fail(gate, Barred(as_told("401")))
        assert await is_open(gate)

    async def test_the_first_probe_that_works_closes_it(self, store: Store) -> None:
        gate = gate_of(store)
        await self._open(gate)

        async def works() -> bool:
            return not await is_open(gate)

        await eventually(works)
        assert not await is_open(gate)

    async def test_only_one_call_probes_while_the_others_are_turned_away(self, store: Store, crowd: Crowd) -> None:
        gate, other = gate_of(store), gate_of(store)
        await self._open(gate)

        async def probes() -> bool:
            call = asyncio.create_task(crowd.call(gate))
            await asyncio.wait([call], timeout=0.02)
            return crowd.inside == 1

        await eventually(probes)
        assert await is_open(other)

    async def test_a_probe_that_fails_doubles_the_pause_up_to_the_longest(self, store: Store) -> None:
        gate = gate_of(store)
        await self._open(gate)
        pauses = []
        for _ in range(4):

            async def probed() -> bool:
                try:
                    async with gate.call():
                        raise Transient(as_told("still away"))  # noqa: TRY301 - the call fails, not the test
                except Parked:
                    return False
                except Transient:
                    return True

            await eventually(probed)
            pauses.append(int((await reply(store.state.hget(f"{store.keys.prefix}gate:books", "pause"))) or 0))
        assert pauses == [200, 400, 400, 400]

    async def test_a_killed_prober_frees_the_probe(self, store: Store) -> None:
        gate = gate_of(store)
        await self._open(gate)
        seconds, _ = await store.state.time()
        probe = {"probe": "killed", "probe_until": seconds * 1000 + 300}
        await reply(store.state.hset(f"{store.keys.prefix}gate:books", mapping=dict(probe)))

        async def works() -> bool:
            return not await is_open(gate)

        await eventually(works)

    async def test_the_pause_that_the_other_side_asks_for_is_kept_in_full(self, store: Store) -> None:
        gate = gate_of(store)
        for _ in range(QUICK.failures):
            await fail(gate, Transient(as_told("maintenance"), after=timedelta(hours=2)))
        with pytest.raises(Parked) as parked:
            async with gate.call():
                pass
        assert parked.value.after is not None
        assert parked.value.after > timedelta(minutes=119)

    async def _open(self, gate: SharedGate) -> None:
        for _ in range(QUICK.failures):
            await fail(gate, Transient(as_told("away")))
        assert await is_open(gate)


class TestClearance:
    async def test_a_write_that_waited_long_looks_again_whether_its_event_is_its_own(self, store: Store) -> None:
        async def lost() -> None:
            raise LeaseLost("moved on")

        SENDING.set(Sending(asyncio.get_running_loop().time() - 3, lost))
        with pytest.raises(LeaseLost):
            async with gate_of(store).call():
                pass
        SENDING.set(Sending(asyncio.get_running_loop().time(), lost))
        async with gate_of(store).call():
            pass
        SENDING.set(None)
