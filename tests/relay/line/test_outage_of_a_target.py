"""A hundred orders and a target that is down for a while: how soon they are done, and in what crowd."""

import asyncio
from datetime import timedelta

from relay.errors import Transient
from relay.line.flow_rotation import Room
from relay.line.once.gate import SharedGate
from relay.line.queue import Queue
from relay.model import State
from relay.settings.connections import BreakerSettings, ConnectionSettings
from relay.settings.model import RetentionSettings
from relay.store.store import Store
from relay.store.vault import Vault
from tests.plain import as_told
from tests.relay.parts import FLOW, SmallRun, working
from tests.relay.workbench import Bench, Step

OUTAGE = 1.0
BREAKER = BreakerSettings(
    failures=3, calls=1000, first_pause=timedelta(milliseconds=100), longest_pause=timedelta(milliseconds=400)
)
ROOM = Room(targets={FLOW.name: "books"}, parallel_calls={"books": 2})


class Target:
    """Down at first. Tells when it was called (seconds since it was made), and by how many at once at the most."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._inside = 0
        self.called: list[float] = []
        self.most = 0

    async def answer(self) -> None:
        self._inside += 1
        self.most = max(self.most, self._inside)
        self.called.append(self._loop.time() - self._began)
        try:
            await asyncio.sleep(0.005)  # a call takes a while
        finally:
            self._inside -= 1
        if self.called[-1] < OUTAGE:
            raise Transient(as_told("down"), burns_try=False)

    def through(self, gate: SharedGate) -> Step:
        async def call(run: SmallRun) -> SmallRun:
            async with gate.call():
                await self.answer()
            return run

        return call


async def test_a_hundred_orders_are_done_soon_after_an_outage_and_never_in_a_crowd(store: Store, vault: Vault) -> None:
    bench = Bench(store, vault, Queue(store, RetentionSettings(), timedelta(minutes=5)))
    settings = ConnectionSettings(vendor="some", breaker=BREAKER, parallel_calls=2)
    target, events = Target(), await bench.arrive(100)
    workers = [
        bench.worker(target.through(SharedGate(bench.store, "books", settings)), room=ROOM) for _worker in range(2)
    ]
    async with working(*workers):
        for event in events:
            await bench.becomes(event, State.WRITTEN, within=60)
    assert max(target.called) < 2 * OUTAGE + 30  # a lease is five minutes: waiting for one would show on any machine
    assert target.most <= settings.parallel_calls
    assert sum(moment < OUTAGE for moment in target.called) < 20
