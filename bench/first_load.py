"""Measures how long an order takes while 20,000 customers load beside it, and beside an idle relay, in one run.

``python -m bench.first_load`` runs a poller and a worker of one process, with a source of customers and a target of its
own, each call to which takes 100 ms: once with one place for calls, as AccountView has, and once with four. Orders come
one at a time, far more often than in life, so that there are enough to tell 95 in 100.
"""

import argparse
import asyncio
import json
import logging
import secrets
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel

from bench.parts import Own, Run, quick_settings, working
from mapping.problems import Problem
from relay.demo.embedded import EmbeddedRedis
from relay.line.accept import Acceptor
from relay.line.background import end
from relay.line.flow_rotation import Room
from relay.line.once.gate import SharedGate
from relay.line.once.intents import Intents
from relay.line.once.right_of_way import Class
from relay.line.pipeline import BoundPipeline, Pipeline
from relay.line.poll import Poller
from relay.line.polled import PolledFlow
from relay.line.queue import Queue
from relay.line.run_event import EventRunner, OpenFlow
from relay.line.worker import RelayWorker
from relay.model import Flow, Identity, Origin
from relay.processes.logs import configure_logs
from relay.roles import WHOLE, Json, Page, Slice
from relay.settings.connections import ConnectionSettings
from relay.settings.model import RetentionSettings, RetrySettings, WorkerSettings
from relay.settings.polling import PollSettings
from relay.store.counters import Metrics
from relay.store.full_notes import FullNotes
from relay.store.guard import Guard
from relay.store.store import Store, open_store
from relay.store.vault import Vault

CUSTOMERS: Final = 20_000
ORDERS: Final = 60
LATENCY: Final = 0.1
SLICE: Final = 100
LONGEST: Final = 60.0

_ORDER = Flow(name="orders", entity="order", source="shop", target="books", settings=None)
_CUSTOMER = replace(_ORDER, name="customers", entity="customer", source="office", keeps_state=True)


class Office:
    """A source of so many customers, in slices; nothing changes in it."""

    commit_horizon = timedelta(minutes=5)
    parts: Sequence[str] = (WHOLE,)

    def __init__(self, customers: int) -> None:
        self._customers = customers

    def check(self, document: Json) -> Sequence[Problem]:
        return ()

    def identify(self, document: Json) -> Identity:
        return Identity(document["number"], "1")

    def digest_material(self, document: Json) -> bytes:
        return str(document["number"]).encode()

    def cursor_at(self, moment: datetime | None) -> str:
        return ""

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        yield Page((), cursor)

    def changed_before(self, document: Json, cursor: str) -> bool:
        return False

    async def fetch(self, reference: str) -> Json | None:
        return {"number": reference}

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        for first in range(int(position or 0), self._customers, SLICE):
            numbers = range(first, first + SLICE)
            yield Slice([{"number": f"C{number}", "note": "x" * 400} for number in numbers], str(first + SLICE))

    async def count(self, since: str | None) -> int:
        return self._customers


@dataclass
class Line:
    """A worker and a poller with a target whose calls pass one gate; ``written`` counts by flow."""

    store: Store
    vault: Vault
    places: int
    written: dict[str, int] = field(default_factory=lambda: {"orders": 0, "customers": 0})

    def __post_init__(self) -> None:
        self.queue = Queue(self.store, RetentionSettings(), timedelta(seconds=10))
        guard = Guard(self.store, quick_settings(""))
        self.acceptor = Acceptor(self.store, self.vault, self.queue, guard, Own())
        self._gate = SharedGate(self.store, "books", ConnectionSettings(vendor="some", parallel_calls=self.places))

    def worker(self) -> RelayWorker:
        """Carries both flows: an order with two calls, a customer with three."""
        source = Office(0)
        flows = {
            "orders": OpenFlow(_ORDER, source, None, self._pipeline(_ORDER, 2, Class.ORDER)),
            "customers": OpenFlow(_CUSTOMER, source, None, self._pipeline(_CUSTOMER, 3, Class.CUSTOMER)),
        }
        intents = Intents(self.store, self.queue)
        runner = EventRunner(self.store, self.vault, self.queue, flows, RetrySettings(), intents)
        classes = {"orders": Class.ORDER, "customers": Class.CUSTOMER}
        room = Room(dict.fromkeys(flows, "books"), {"books": self.places}, classes)
        return RelayWorker(self.store, self.queue, runner, list(flows), WorkerSettings(), room)

    def poller(self) -> Poller:
        """Reads the customers."""
        polled = PolledFlow(_CUSTOMER, Office(CUSTOMERS), PollSettings(), precedence=Class.CUSTOMER)
        return Poller(self.store, self.acceptor, [polled], Metrics(self.store))

    def _pipeline(self, flow: Flow, calls: int, precedence: Class) -> BoundPipeline[Run]:
        async def write(run: Run) -> Run:
            for number in range(calls):
                async with self._gate.call(f"{flow.name} {number}"):
                    await asyncio.sleep(LATENCY)
            self.written[flow.name] += 1
            return run

        pipeline = Pipeline(flow.entity, Office, Own, BaseModel, Run, [write], precedence=precedence)
        return pipeline.bind({Office: Office(0), Own: Own()})

    async def time_orders(self, count: int) -> list[float]:
        """Seconds from acceptance until written, of orders that come one after another with some time between."""
        times = []
        for _ in range(count):
            before, began = self.written["orders"], time.perf_counter()
            reference = secrets.token_hex(6)
            await self.acceptor.accept(
                _ORDER, b'{"number":"1"}', Identity(reference, "1"), Origin.HOOK, digest_material=b""
            )
            async with asyncio.timeout(LONGEST):
                while self.written["orders"] == before:
                    await asyncio.sleep(0.001)
            times.append(time.perf_counter() - began)
            await asyncio.sleep(
                0.15 * secrets.randbelow(100) / 100
            )  # else each would begin at the same point of a call
        return times


async def measure(places: int, orders: int = ORDERS) -> dict[str, Any]:
    """95 in 100 of the orders beside an idle relay and beside a first load, in milliseconds, and the ratio."""
    async with AsyncExitStack() as stack:
        server = stack.enter_context(EmbeddedRedis(maxmemory_mb=512))
        store = await stack.enter_async_context(open_store(quick_settings(server.url), "bench"))
        line = Line(store, Vault([secrets.token_bytes(32)], secrets.token_bytes(32)), places)
        await stack.enter_async_context(working(line.worker()))
        idle = await line.time_orders(orders)
        await FullNotes(store).begin("customers", "first", None, CUSTOMERS, confirmed=True)
        stopping = asyncio.Event()
        polling = asyncio.create_task(line.poller().run(stopping))
        async with asyncio.timeout(LONGEST):
            while line.written["customers"] < line.places:
                await asyncio.sleep(0.01)
        before, began = line.written["customers"], time.perf_counter()
        beside = await line.time_orders(orders)
        pace = (line.written["customers"] - before) / (time.perf_counter() - began)
        stopping.set()
        await end(polling)
        return {
            "idle_p95_ms": round(_p95(idle) * 1000),
            "beside_a_load_p95_ms": round(_p95(beside) * 1000),
            "ratio": round(_p95(beside) / _p95(idle), 2),
            "customers_a_second": round(pace, 1),
        }


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


async def main() -> None:
    """Measure, and print one JSON object as the last line."""
    asked = argparse.ArgumentParser(prog="python -m bench.first_load", description=__doc__.partition("\n")[0])
    asked.add_argument("--orders", type=int, default=ORDERS, help="how many orders are timed, twice for each")
    words = asked.parse_args()
    configure_logs(level=logging.ERROR)
    found = {}
    for places in (1, 4):
        print(f"{places} at a time ...", file=sys.stderr)
        found[f"{places}_at_a_time"] = await measure(places, words.orders)
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main())
