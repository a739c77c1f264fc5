"""A source that is read in slices, and the watcher that is told what is gone."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from relay.model import Flow
from relay.roles import Slice
from tests.relay.parts import ReadableSource
from tests.relay.shops import document
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

    async def conclude(self, flow: Flow, references: Sequence[str]) -> None:
        if self.failure is not None:
            raise self.failure
        assert flow.name
        self.gone += references
