"""Measures what records that change all the time leave in Redis, with a story for each change and without.

``python -m bench.turnover`` lets so many records change so many times through the queue and a worker whose pipeline
writes nowhere, and tells after the first turn and after the last how many bytes the keys of each role take. What grows
with the turns is kept for each change; the rest for each record.
"""

import argparse
import asyncio
import json
import logging
import secrets
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from pydantic import BaseModel

from bench.first_load import Office
from bench.parts import Own, Run, quick_settings, working
from relay.demo.embedded import EmbeddedRedis
from relay.line.accept import Acceptor
from relay.line.flow_rotation import Room
from relay.line.once.intents import Intents
from relay.line.once.ordinals import Ordinals
from relay.line.pipeline import Pipeline
from relay.line.queue import Queue
from relay.line.run_event import EventRunner, OpenFlow
from relay.line.worker import RelayWorker
from relay.model import Flow, Identity, Origin
from relay.processes.logs import configure_logs
from relay.settings.model import RetentionSettings, RetrySettings, WorkerSettings
from relay.store.guard import Guard
from relay.store.store import Store, open_store, reply
from relay.store.vault import Vault

RECORDS: Final = 200
TURNS: Final = 40
LONGEST: Final = 600.0

FOURTEEN_DAYS: Final = 14 * 24 * 12
"""So many times five minutes."""

_ITEMS = Flow("items", "product", "office", "books", None, keeps_state=True, keeps_stories=False)


@dataclass
class Line:
    """One flow with a worker that carries it to nowhere; ``written`` counts."""

    store: Store
    vault: Vault
    flow: Flow
    written: int = 0

    def __post_init__(self) -> None:
        self.queue = Queue(self.store, RetentionSettings(), timedelta(seconds=10))
        self.acceptor = Acceptor(self.store, self.vault, self.queue, Guard(self.store, quick_settings("")), Own())
        self._ordinals = Ordinals(self.store)

    def worker(self) -> RelayWorker:
        """Carries the flow."""

        async def count(run: Run) -> Run:
            self.written += 1
            return run

        pipeline = Pipeline(self.flow.entity, Office, Own, BaseModel, Run, [count])
        bound = pipeline.bind({Office: Office(0), Own: Own()})
        flows = {self.flow.name: OpenFlow(self.flow, Office(0), None, bound)}
        intents = Intents(self.store, self.queue)
        runner = EventRunner(self.store, self.vault, self.queue, flows, RetrySettings(), intents)
        room = Room({self.flow.name: "books"}, {"books": 4}, {self.flow.name: pipeline.precedence})
        return RelayWorker(self.store, self.queue, runner, list(flows), WorkerSettings(), room)

    async def turn(self, records: int, number: int) -> None:
        """Let each record change once, and be carried."""
        expected = self.written + records
        ordinal = await self._ordinals.draw()

        async def change(record: int) -> None:
            body = json.dumps({"number": f"KFM-{record}", "price": f"{number}.95", "text": "x" * 400}).encode()
            identity = Identity(f"KFM-{record}", f"{number}")
            await self.acceptor.accept(self.flow, body, identity, Origin.POLL, digest_material=b"", ordinal=ordinal)

        await asyncio.gather(*(change(record) for record in range(records)))
        async with asyncio.timeout(LONGEST):
            while self.written < expected or await self._is_under_way():
                await asyncio.sleep(0.01)

    async def _is_under_way(self) -> bool:
        keys = self.store.keys
        async with self.store.state.pipeline(transaction=False) as pipe:
            for state in ("waiting", "running"):
                pipe.zcard(keys.events_of_flow_in_state(self.flow.name, state))
            return any(await pipe.execute()) or await self._has_documents()

    async def _has_documents(self) -> bool:
        """Whether a document is not deleted yet, which its worker does right after it has ended its run."""
        async for _ in self.store.payload.scan_iter(match=self.store.keys.payload("*")):
            return True
        return False

    async def measure(self) -> Counter[str]:
        """The bytes of all keys by role, and how many keys there are."""
        found: Counter[str] = Counter()
        async for key in self.store.state.scan_iter(match="*", count=1000):
            role = "payload" if key.startswith(self.store.keys.payload("").encode()) else "state"
            found[role] += int(await reply(self.store.state.memory_usage(key, samples=0)) or 0)
            found["keys"] += 1
        return found


async def measure(records: int, turns: int, *, keeps_stories: bool) -> dict[str, Any]:
    """Bytes a record after the first turn, and bytes that each change since then has left for good."""
    flow = replace(_ITEMS, keeps_stories=keeps_stories)
    with EmbeddedRedis(maxmemory_mb=512) as server:
        async with open_store(quick_settings(server.url), "bench") as store:
            line = Line(store, Vault([secrets.token_bytes(32)], secrets.token_bytes(32)), flow)
            async with working(line.worker()):
                await line.turn(records, 0)
                first = await line.measure()
                for number in range(1, turns):
                    await line.turn(records, number)
                last = await line.measure()
    changes = records * (turns - 1)
    grown = {role: (last[role] - first[role]) / changes for role in ("state", "payload")}
    after = 50_000 * first["state"] / records + 1000 * FOURTEEN_DAYS * max(grown["state"], 0)
    return {
        "keys_after_one_turn": first["keys"],
        "keys_after_all": last["keys"],
        "state_bytes_a_record": round(first["state"] / records),
        "state_bytes_a_change": round(grown["state"], 1),
        "payload_bytes_a_change": round(grown["payload"], 1),
        "state_mb_of_50000_records_after_14_days": round(after / 2**20),
    }


async def main() -> None:
    """Measure, and print one JSON object as the last line."""
    asked = argparse.ArgumentParser(prog="python -m bench.turnover", description=__doc__.partition("\n")[0])
    asked.add_argument("--records", type=int, default=RECORDS, help="how many records there are")
    asked.add_argument("--turns", type=int, default=TURNS, help="how often each of them changes")
    words = asked.parse_args()
    configure_logs(level=logging.ERROR)
    found = {}
    for name, keeps_stories in (("without_stories", False), ("with_stories", True)):
        print(f"{name} ...", file=sys.stderr)
        found[name] = await measure(words.records, words.turns, keeps_stories=keeps_stories)
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main())
