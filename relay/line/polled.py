"""A flow that is read, as those who read it share it, and what one reading brought."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from relay.line.actions import ConcludeAbsent, Foresee
from relay.line.once.right_of_way import Class
from relay.line.schedule import Schedule, poll_schedule, refresh_schedule
from relay.model import Flow
from relay.roles import CLOCK_ROOM, Page, PolledSource
from relay.settings.polling import PollSettings
from relay.systems.ends import UNASKED, Ends
from words.told import Told


def least_overlap(source: PolledSource) -> timedelta:
    """How far a poll must read back so that no change becomes visible behind the cursor."""
    return source.commit_horizon + CLOCK_ROOM


@dataclass(frozen=True, slots=True)
class PolledFlow:
    """A flow that is read, with its source open; ``absent`` is told what a complete reading finds gone.

    ``foresee`` tells what carrying a document would change, of a flow whose newest state counts. ``shape`` tells what
    else than its document decides what is sent of it, of a flow that carries it again by itself once that is another.
    """

    flow: Flow
    source: PolledSource
    settings: PollSettings
    ends: Ends = UNASKED
    absent: ConcludeAbsent | None = None
    precedence: Class = Class.ORDER
    foresee: Foresee | None = None
    shape: Callable[[], str] | None = None

    @property
    def schedule(self) -> Schedule:
        """When it is due."""
        return poll_schedule(self.settings)

    @property
    def refresh(self) -> Schedule | None:
        """When all there is is to be read; None where never."""
        return refresh_schedule(self.settings)

    @property
    def since(self) -> str | None:
        """The cursor from which its first read carries what was changed; None where all there is."""
        start = self.settings.start
        return self.source.cursor_at(datetime.combine(start, time(), UTC)) if isinstance(start, date) else None

    @property
    def overlap(self) -> timedelta:
        """How far each poll reads back: never less than a change may take to become visible."""
        return max(self.settings.overlap or timedelta(), least_overlap(self.source))


@dataclass(frozen=True, slots=True)
class PollCount:
    """What one poll brought, with a sentence for each thing told.

    ``left_out`` tells what it passed over, ``noticed`` what it read and a person should look at: documents dated in the
    future, and a clock of the source that went back. ``paused`` tells why it did not read all, where it did not.
    """

    read: int = 0
    accepted: int = 0
    left_out: Sequence[Told] = ()
    noticed: Sequence[Told] = ()
    paused: Told | None = None


async def read_every_part(source: PolledSource, cursor: str) -> AsyncIterator[Page]:
    """The pages of every part of a source from one cursor on, without an overlap; a document may come from several."""
    for part in source.parts:
        async for page in source.changed_since(cursor, timedelta(), part=part):
            yield page
