"""What is counted: each process keeps its own numbers and hands their growth to one hash in Redis, not to files."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from relay.store.store import STORAGE_FAILURES, Store, reply

HAND_OVER_SECONDS: Final = 5.0

Label = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a counter counts, in words, and what its labels are called."""

    meaning: str
    labels: tuple[str, ...]


COUNTERS: Final[Mapping[str, Counted]] = {
    "documents": Counted("Documents that were posted and taken, by what became of each.", ("flow", "kind")),
    "hints": Counted("Hints that something changed, each of which asks for a poll.", ("flow",)),
    "refusals": Counted("Requests that the public listener refused, by the kind of answer.", ("kind", "cause")),
    "documents_refused": Counted(
        "Documents of proved senders that were refused, by the kind of answer and each wrong field.",
        ("flow", "cause", "field"),
    ),
    "refused_mended": Counted("Refused documents of which another post was taken later.", ("flow",)),
    "unproved": Counted("Requests whose sender did not prove who it is.", ("connection", "cause")),
    "polled": Counted("Documents that polls have read.", ("flow",)),
    "filtered": Counted("Documents that do not fit their flow's filter and never did: no events.", ("flow",)),
    "poll_accepted": Counted("Documents of polls that became new events.", ("flow",)),
    "poll_failures": Counted("Polls that failed.", ("flow",)),
    "poll_left_out": Counted("Rows and fiscal years that polls could not read and passed over.", ("flow",)),
    "dues": Counted("Documents that were due and read again, by how that ended.", ("flow", "result")),
    "poll_absent": Counted("Documents that no complete reading found, nor their source by number.", ("flow",)),
    "poll_elsewhere": Counted("Rows of another administration, which polls passed over.", ("flow",)),
    "ends_announced": Counted("Events that rest, announced as near their end.", ("flow", "state")),
    "expired": Counted("Events whose time was over, by the state in which they rested.", ("flow", "state")),
    "superseded": Counted("Events that ended since a newer state of their record came.", ("flow",)),
    "reconciles": Counted("Comparisons of a source with its target, by how they ended.", ("flow", "result")),
    "missing": Counted("Records of a source that a comparison found nowhere.", ("flow",)),
    "renewals": Counted("Renewals of the processes of a role, at SIGHUP or after one.", ("role", "result")),
    "settings_differences": Counted("Processes that ran other settings than the newest for over 10 s.", ("role",)),
    "clock_differences": Counted("Times a process found a clock over 5 s off.", ("of",)),
    "outcomes": Counted("Runs that ended, by the state in which each left its event.", ("flow", "state")),
}
"""Every counter of the relay. ``outcomes`` is counted by the script that records an outcome, so that a worker which is
killed right after it takes none along, and ``superseded`` by those that end an event for another.
"""


class Metrics:
    """Counters with labels, each described in :data:`COUNTERS`.

    Labels are names from relay.yaml and words of ours, such as states and kinds: never an address, a number or a text
    from outside.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._grown: Counter[str] = Counter()

    def count(self, name: str, *labels: str, by: int = 1) -> None:
        """Add to a counter: ``count("documents", flow, kind)``. Costs no call."""
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
