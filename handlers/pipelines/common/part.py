"""Says what a part of a record is, such as a debtor or one of its contacts, and what became of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from handlers.contracts.records import Fields, Repeat, Shown
from handlers.pipelines.common.one_to_one import Pair
from handlers.pipelines.common.records import LookUp, Send
from relay.line.once.links import Links
from relay.model import Event

ShownT = TypeVar("ShownT", bound=Shown)

How = Literal["made", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Part(Generic[ShownT]):
    """One part of a record, as a target is to have it.

    ``role`` is what a person calls it, such as ``contact 17``; ``name`` is that of its link: the source's record with
    the part's own id there. ``fields`` is all that it would be made of, by the target's names.

    ``number`` is its number in the target where the caller knows one, and ``found`` what stands there, where the caller
    has looked; a link of its own comes before both. ``changes`` gives what the write policy lets be sent to the one who
    is there. ``look_up`` finds it where no number is known; without it an unanswered making is held and never repeated.
    ``pair`` is given with the part that is the record itself: its number is claimed, one to one, before anything is
    written on it, and where the target has it no longer it is not made anew. ``also`` are more names under which a
    record that is made is locked, noted and linked, such as a customer's marks. ``belongs_to`` is the name of the
    record's own link. ``settings`` is a digest of the settings that shape the fields.
    ``confirm`` gets the part as it is read back after a write, before its note is closed. ``always_judged``: whether it
    is as it was last sent is told by ``changes`` alone, as where two flows write one record.
    ``repeat`` is what may be done about a write whose outcome is not known. Where the target shows no part,
    ``read_back`` is None: then all its fields are sent where any changed.
    """

    role: str
    name: str
    fields: Fields
    horizon: timedelta
    make: Send
    change: Callable[[str, Fields], Awaitable[None]]
    changes: Callable[[ShownT], Fields]
    read_back: Callable[[str], Awaitable[ShownT | None]] | None
    look_up: LookUp[ShownT] | None = None
    number: str | None = None
    found: ShownT | None = None
    pair: Pair | None = None
    also: Sequence[str] = ()
    belongs_to: str = ""
    settings: str = ""
    confirm: Callable[[ShownT], Awaitable[None]] | None = None
    always_judged: bool = False
    repeat: Repeat = Repeat.LOOK_UP

    @property
    def names(self) -> list[str]:
        """All names under which it is locked."""
        return [self.name, *self.also]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a part: its number in the target, and which of the target's fields were sent."""

    number: str
    how: How
    fields: tuple[str, ...] = ()


def day_of(event: Event, zone: ZoneInfo) -> date:
    """The day that becomes a key, such as a begin date: that of acceptance, which retries and replays keep."""
    return datetime.fromtimestamp(event.accepted_ms / 1000, UTC).astimezone(zone).date()


def part_name(links: Links, connection: str, pair: Pair, kind: str, part_id: str) -> str:
    """The name of a part that is no pair of its own: the source's record with the part's id there, or its role."""
    return links.name(connection, f"{pair.kind} {kind}", f"{pair.name} {part_id}")
