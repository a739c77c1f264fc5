"""Carries a record of several parts, such as a debtor with contacts and addresses: each part once, whatever happens.

Each part has a name, link, note and digest of its own. A run that ends between two of them has forgotten nothing: the
next one finds the first part that is not done. A part is made by the recipe of ``records``. A change is noted before it
is sent too: one whose answer is lost is looked at until the target's horizon is over, and only then sent anew.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any, Generic, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from handlers.contracts.records import AlreadyThere, Fields, NotThere, Shown
from handlers.pipelines.common.field_digests import digest_fields
from handlers.pipelines.common.one_to_one import Pair, claim_one_to_one
from handlers.pipelines.common.records import LookUp, Record, Records, Send
from relay.errors import Hold, RunEnd, Superseded, Unconfirmed
from relay.line.once.intents import Intents, OpenIntent, pause, still_unconfirmed
from relay.line.once.links import Link, Links
from relay.model import Event, Lease, Ticket
from words.told import Told

ShownT = TypeVar("ShownT", bound=Shown)

How = Literal["made", "changed", "same"]


class Ordinals(Protocol):
    """Keeps what was read later from being overwritten by what was read before."""

    async def take(self, lease: Lease, name: str, ordinal: int) -> None:
        """Note that a state is about to be sent. Raises Superseded where a later one was sent."""
        ...

    async def newer_waits(self, event: Event) -> bool:
        """Whether a later state of the event's record waits to be carried."""
        ...


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
    ``confirm`` gets the part as it is read back after a write, before its note is closed.
    """

    role: str
    name: str
    fields: Fields
    horizon: timedelta
    make: Send
    change: Callable[[str, Fields], Awaitable[None]]
    changes: Callable[[ShownT], Fields]
    read_back: Callable[[str], Awaitable[ShownT | None]]
    look_up: LookUp[ShownT] | None = None
    number: str | None = None
    found: ShownT | None = None
    pair: Pair | None = None
    also: Sequence[str] = ()
    belongs_to: str = ""
    settings: str = ""
    confirm: Callable[[ShownT], Awaitable[None]] | None = None

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
    return datetime.fromtimestamp(event.accepted_ms / 1000, timezone.utc).astimezone(zone).date()


def part_name(links: Links, connection: str, pair: Pair, kind: str, part_id: str) -> str:
    """The name of a part that is no pair of its own: the source's record with the part's id there, or its role."""
    return links.name(connection, f"{pair.kind} {kind}", f"{pair.name} {part_id}")


class Parts:
    """Carries parts, one after another, each under its own lock."""

    def __init__(self, links: Links, intents: Intents, records: Records, ordinals: Ordinals) -> None:
        self._links = links
        self._intents = intents
        self._records = records
        self._ordinals = ordinals

    def hold(self, names: Sequence[str]) -> AbstractAsyncContextManager[None]:
        """Hold a lock on the names, for what is more than one part. Raises Contended on entering."""
        return self._records.hold(names)

    async def carry(self, ticket: Ticket, part: Part[ShownT]) -> Carried:
        """Have the target hold the part, and remember it. A part that is as it was last sent needs no call.

        Raises Superseded where a later state was sent, or waits after an unknown outcome; Unconfirmed while an earlier
        write may still come true; Hold where only a person can tell, and what the target raises.
        """
        ...

    async def is_done(self, part: Part[Any]) -> bool:
        """Whether the part stands as it was last sent, with no write of it open; asks nobody but the relay."""
        ...
