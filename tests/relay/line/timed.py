"""A source that tells its clock and when each document was changed, and one poll of it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from relay.line.poll import Poller
from relay.line.polled import PollCount
from relay.roles import WHOLE, Json, Page
from tests.relay.parts import FLOW, ReadableSource


@dataclass
class Timed(ReadableSource):
    """Tells its clock, which ``changes`` set between two pages, and when each document was changed."""

    clock_difference: timedelta | None = timedelta()
    changes: list[Callable[["Timed"], None]] = field(default_factory=list)

    def changed_at(self, document: Json) -> datetime | None:
        return datetime.fromisoformat(document["at"]) if "at" in document else None

    async def changed_since(
        self, cursor: str, overlap: timedelta, not_before: str | None = None, *, part: str = WHOLE
    ) -> AsyncIterator[Page]:
        async for one in super().changed_since(cursor, overlap, not_before, part=part):
            if self.changes:
                self.changes.pop(0)(self)
            yield one


def set_back(length: timedelta) -> Callable[[Timed], None]:
    def change(source: Timed) -> None:
        source.clock_difference = -length

    return change


async def read(poller: Poller) -> PollCount:
    count = await poller.poll(FLOW.name)
    assert count is not None
    return count
