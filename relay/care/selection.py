"""Which events an operator means, and what a replay of them came to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from relay.care.activity import Activity
from relay.model import ENDS, Event, State, may_become
from words.told import Told

GO_AGAIN: Final = may_become(State.WAITING)
"""States in which an event goes again itself; out of the others a new event carries its document."""

RELEASABLE: Final = tuple(state for state in GO_AGAIN if state not in {State.CANCELLED, State.SKIPPED})
"""Those of them that nobody has decided on: they are replayed where no state is named."""


def goes_again(event: Event) -> bool:
    """Whether a replay lets the event itself go: of what was skipped, a dry run only."""
    return event.state in GO_AGAIN and (event.state is not State.SKIPPED or event.dry_run)


CARRIED: Final = frozenset(State) - ENDS - {State.HELD}
"""States in which an event is being carried, or will be without anybody's help."""

MOST_TOLD: Final = 100
"""How many events that could not go again a tally names."""


class Result(StrEnum):
    """What a replay came to."""

    RELEASED = "released"
    ACCEPTED = "accepted"
    UNCHANGED = "unchanged"
    AWAITS_DOCUMENT = "awaits_document"
    NO_DOCUMENT = "no_document"
    NOT_FOUND = "not_found"


DONE: Final = frozenset({Result.RELEASED, Result.ACCEPTED})
"""Results after which an event is on its way that was not before."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay came to, and why in a sentence; ``event_id`` is the event that goes, or the one looked at."""

    result: Result
    told: Told
    event_id: str | None = None

    @property
    def reason(self) -> str:
        """Why, in English."""
        return str(self.told)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events: of a flow, in these states, accepted from ``since`` to ``until`` (aware, both included).

    Of those that are skipped it means dry runs only, and of one document the newest of them.
    """

    flow: str | None = None
    states: Sequence[State] = RELEASABLE
    since: datetime | None = None
    until: datetime | None = None


@dataclass
class Tally:
    """What a replay of many came to: how many of each result, and the first of those that could not go again."""

    results: Counter[Result] = field(default_factory=Counter)
    unable: list[Replayed] = field(default_factory=list)

    def add(self, replayed: Replayed) -> None:
        """Count one more."""
        self.results[replayed.result] += 1
        if replayed.result not in DONE and len(self.unable) < MOST_TOLD:
            self.unable.append(replayed)


async def find_open_event(activity: Activity, flow: str, shown: str) -> Event | None:
    """The event with this reference that is carried or could go again: the first carried one, else the newest.

    One that was cancelled only where there is no other. Raises the failures of Redis.
    """
    for states in (CARRIED, RELEASABLE, (State.CANCELLED,)):
        if (found := await find_event(activity, states, flow, shown)) is not None:
            return found
    found = await find_event(activity, (State.SKIPPED,), flow, shown)
    return found if found is not None and goes_again(found) else None


async def find_event(activity: Activity, states: Iterable[State], flow: str, shown: str) -> Event | None:
    """The newest event with this reference that stands in one of the states. Raises the failures of Redis."""
    now = await activity.now()
    newest: Event | None = None
    for state in states:
        async for page in activity.ids(flow=flow, state=state, until=now):
            for summary in await activity.summaries(page):
                event = summary.event
                if event.reference == shown and (newest is None or event.accepted_ms >= newest.accepted_ms):
                    newest = event
    return newest
