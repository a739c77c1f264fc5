"""How long a polled change was there before it was accepted, kept as counts by length and hour for the last day.

Lengths are counted in steps of a quarter, so that a day costs a few hundred small numbers however much is carried, and
a length that is told is at most a quarter too long.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from relay.store.store import Store, reply

_STEP: Final = 1.25
_HOURS: Final = 24
_KEPT: Final = timedelta(hours=_HOURS + 1)
_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Gap:
    """Of the changes of the last day: how many, and how old half of them and 95 in 100 were at the most, in seconds."""

    changes: int
    half: float
    most: float


class Gaps:
    """Reads and writes the counts in the state role. Every method raises the failures of Redis."""

    def __init__(self, store: Store) -> None:
        self._state = store.state
        self._keys = store.keys

    async def note(self, flow: str, lengths: Sequence[timedelta]) -> None:
        """Count changes that have just been accepted, by how long they were there before."""
        if not lengths:
            return
        key = self._keys.gaps(flow, str(await self._hour()))
        async with self._state.pipeline(transaction=False) as pipe:
            for step, count in Counter(map(_step_of, lengths)).items():
                pipe.hincrby(key, str(step), count)
            pipe.expire(key, _KEPT)
            await pipe.execute()

    async def read(self, flow: str) -> Gap | None:
        """What was counted within the last day; None where nothing was."""
        now = await self._hour()
        async with self._state.pipeline(transaction=False) as pipe:
            for hour in range(now - _HOURS + 1, now + 1):
                pipe.hgetall(self._keys.gaps(flow, str(hour)))
            found = await pipe.execute()
        counts: Counter[int] = Counter()
        for one in found:
            counts.update({int(step): int(count) for step, count in one.items()})
        changes = counts.total()
        return Gap(changes, _find(counts, 0.5), _find(counts, 0.95)) if changes else None

    async def _hour(self) -> int:
        seconds, _ = await reply(self._state.time())
        return int(seconds) // _HOUR


def _step_of(length: timedelta) -> int:
    """Which step a length belongs to: 0 up to a second, each one a quarter longer than the one before."""
    return max(0, math.ceil(math.log(max(length.total_seconds(), 1), _STEP) - 1e-9))


def _find(counts: Counter[int], share: float) -> float:
    """The length that this share of the changes does not exceed, in seconds."""
    wanted, seen = math.ceil(counts.total() * share), 0
    for step in sorted(counts):
        seen += counts[step]
        if seen >= wanted:
            return round(_STEP**step, 1)
    return 0.0
