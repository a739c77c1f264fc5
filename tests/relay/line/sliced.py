"""A source that is read in slices, the watcher that is told what is gone, and those who read the one for the other."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from relay.line.full_reading import FullReader
from relay.line.poll import Poller
from relay.line.polled import PollCount, PolledFlow
from relay.model import Flow
from relay.roles import Slice
from relay.store.counters import Metrics
from relay.store.flow_notes import FlowNotes
from tests.relay.parts import FLOW, ReadableSource, every
from tests.relay.shops import DAY, Shop, document, poll_settings
from words.told import Told


async def nothing(_: int) -> None:
    """What happens between two slices where nothing does."""


@dataclass
class Sliced(ReadableSource):
    """Its documents are numbers, so many in a slice; ``between`` runs before each with how many were given."""

    numbers: Sequence[int] = ()
    size: int = 2
    between: Callable[[int], Awaitable[None]] = nothing
    slice_failure: Exception | None = None
    gaps: Sequence[Told] = ()
    positions: list[tuple[str | None, str | None]] = field(default_factory=list)
    counted: int = 0
    counted_since: str | None = None

    async def slices(self, part: str, position: str | None, since: str | None) -> AsyncIterator[Slice]:
        assert part in self.parts
        self.positions.append((position, since))
        left = sorted(number for number in self.numbers if number > int(position or 0))
        for given, start in enumerate(range(0, len(left), self.size)):
            await self.between(given)
            some = left[start : start + self.size]
            yield Slice([document(number) for number in some], str(some[-1]), self.gaps)
        if self.slice_failure is not None:
            raise self.slice_failure

    async def count(self, since: str | None) -> int:
        self.counted += 1
        self.counted_since = since
        return len(self.numbers)


@dataclass
class Watcher:
    """Remembers what was said to be gone."""

    gone: list[str] = field(default_factory=list)
    failure: Exception | None = None

    async def __call__(self, flow: Flow, references: Sequence[str]) -> None:
        if self.failure is not None:
            raise self.failure
        assert flow.name
        self.gone += references


async def never() -> bool:
    return False


def poller_of(shop: Shop, source: ReadableSource, watcher: Watcher | None = None, **settings: Any) -> Poller:
    polled = polled_of(source, watcher, **settings)
    return Poller(shop.store, shop.acceptor, [polled], Metrics(shop.store))


def polled_of(source: ReadableSource, watcher: Watcher | None = None, **settings: Any) -> PolledFlow:
    """The source under settings; as nobody carries what is read, any number may be under way, by itself."""
    return PolledFlow(FLOW, source, poll_settings(**{"open_events": 100_000} | settings), absent=watcher)


def reader_of(shop: Shop) -> FullReader:
    return FullReader(shop.store, shop.acceptor, Metrics(shop.store))


async def begin(poller: Poller, shop: Shop) -> PollCount | None:
    """Confirm a first read and make its first poll; the next one is not due for a day."""
    count = await poller.poll(FLOW.name, begin_anywhere=True)
    await FlowNotes(shop.store).leave_poll(FLOW.name, every(DAY), {"error": ""})
    return count


async def refresh(shop: Shop, source: Sliced, watcher: Watcher | None = None, **settings: Any) -> None:
    """Read all there is once."""
    await reader_of(shop).go_on_and_note(polled_of(source, watcher, refresh=DAY, **settings), never)


async def is_read(shop: Shop, count: int) -> bool:
    return await shop.accepted() == count
