"""What is counted: each process keeps its own numbers and hands their growth to one hash in Redis, not to files."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from relay.store import STORAGE_FAILURES, Store, reply

HAND_OVER_SECONDS: Final = 5.0

Label = tuple[str, ...]


class Metrics:
    """Counters with labels. Labels are names of flows, states and kinds: never an address, a number or a text."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._grown: Counter[str] = Counter()

    def count(self, name: str, *labels: str, by: int = 1) -> None:
        """Add to a counter: ``count("events", flow, state)``. Costs no call."""
        self._grown["\x1f".join((name, *labels))] += by

    async def hand_over(self) -> None:
        """Add what has grown since the last time to the sums of all processes. What fails is handed over later."""
        grown, self._grown = self._grown, Counter()
        if not grown:
            return
        try:
            async with self._store.state.pipeline(transaction=True) as pipe:
                for name, amount in grown.items():
                    pipe.hincrby(self._store.keys.counters, name, amount)
                await pipe.execute()
        except STORAGE_FAILURES:
            self._grown.update(grown)

    async def run(self, stopping: asyncio.Event) -> None:
        """Hand over every few seconds until told to stop, and once more then."""
        while not stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), HAND_OVER_SECONDS)
            await self.hand_over()
        await self.hand_over()


async def read_counters(store: Store) -> Mapping[Label, int]:
    """The sums of all processes by name and labels. Raises the failures of Redis."""
    found = await reply(store.state.hgetall(store.keys.counters))
    return {tuple(name.decode().split("\x1f")): int(value) for name, value in found.items()}
