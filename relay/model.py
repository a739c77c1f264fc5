"""The vocabulary of the engine: event, lease, step record and outcome, and the table of allowed state changes."""

import hashlib
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from mapping.problems import Problem
from words.told import Told

if TYPE_CHECKING:
    from mapping.filters import Filter


class State(StrEnum):
    """Where an event stands; the last six are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    RETRYING = "retrying"
    PARKED = "parked"
    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    WRITTEN = "written"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


ENDS = frozenset({State.WRITTEN, State.SKIPPED, State.FAILED, State.CANCELLED, State.EXPIRED, State.SUPERSEDED})
"""States nothing follows by itself; a person may still replay an event that is failed, expired or cancelled."""

LEAVES_LANE = ENDS | {State.HELD}
"""States in which an event no longer keeps the next event of the same document waiting."""

_PUT_AWAY: Final = frozenset({State.CANCELLED, State.EXPIRED, State.SUPERSEDED})

CHANGES: Mapping[State, frozenset[State]] = {
    State.WAITING: _PUT_AWAY | {State.RUNNING, State.PARKED},
    State.RUNNING: frozenset(State) - {State.WAITING, State.CANCELLED, State.EXPIRED},  # again: by another worker
    State.RETRYING: _PUT_AWAY | {State.RUNNING, State.PARKED},
    State.PARKED: _PUT_AWAY | {State.RUNNING},
    State.UNCONFIRMED: frozenset({State.RUNNING}),
    State.HELD: _PUT_AWAY | {State.WAITING},
    State.FAILED: _PUT_AWAY | {State.WAITING},
    State.EXPIRED: frozenset({State.WAITING, State.SUPERSEDED}),
    State.WRITTEN: frozenset(),
    State.SKIPPED: frozenset({State.WAITING, State.CANCELLED, State.SUPERSEDED}),  # a dry run only: it has its document
    State.CANCELLED: frozenset({State.WAITING, State.HELD, State.SUPERSEDED}),  # held where its document is awaited
    State.SUPERSEDED: frozenset(),  # a newer state of the same record is carried instead
}
"""Every allowed change. Redis enforces it: each change is a compare-and-set against :func:`may_become`."""


def may_become(state: State) -> tuple[State, ...]:
    """The states from which ``state`` may be reached, in the order of the enumeration."""
    return tuple(before for before in State if state in CHANGES[before])


class Origin(StrEnum):
    """Who brought an event: a sender's webhook, our own poll, or our own reading of all there is or of pictures."""

    HOOK = "hook"
    POLL = "poll"
    FULL_READ = "full_read"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document calls itself: its number at the source, and which version of it this is (None: not stated).

    ``stamp`` is the aware moment of that version by the source itself, None where it tells none that can be believed.
    By it a post that comes late is known, of a record whose newest state counts. ``lasting`` says that it stands
    whatever comes after it, such as that a customer is gone or to be forgotten: nothing newer takes its place.
    """

    reference: str
    version: str | None = None
    stamp: datetime | None = None
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """One configured way of one entity from one connection to another; direction is data.

    ``filter`` is the flow's ``poll.filter``: only documents whose field has one of the values are polled. ``wanted`` is
    its own ``filter``, asked of each document; with ``pushes_down`` the source may leave out what does not fit.
    The prefixes are those of its ends where they are sources, ``keeps_state`` and ``keeps_stories`` its pipeline's.
    """

    name: str
    entity: str
    source: str
    target: str
    settings: Any
    mapping: tuple[Mapping[str, Any], ...] = ()
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    write: bool = True
    reference_prefix: str = ""
    target_prefix: str = ""
    keeps_state: bool = False
    keeps_stories: bool = True
    wanted: "Filter | None" = None
    pushes_down: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One accepted thing to carry, as the state Redis holds it: ids, counts and times, never a document.

    Times are milliseconds since the epoch by the clock of Redis, 0 for never. ``dry_run``: skipped because its flow had
    ``write: false``, and can still be carried. ``sealed_for`` names flows that handed it on: its document may be sealed
    for one of them. ``system`` is the lasting id of where it came from; empty where it was posted. ``ordinal``: of two
    states the newer has the higher. ``released_ms``, ``not_there_ms``: when a person last let it go on, or found none.
    """

    id: str
    flow: str
    reference: str
    origin: Origin
    state: State
    accepted_ms: int
    runs: int = 0
    tries: int = 0
    dry_run: bool = False
    sealed_for: tuple[str, ...] = ()
    system: str = ""
    ordinal: int = 0
    released_ms: int = 0
    not_there_ms: int = 0


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's short claim on an event; the token tells two claims apart."""

    event_id: str
    token: str


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What one step of one run did: no personal data, by contract of the steps and by masking in the pipeline."""

    step: str
    milliseconds: float
    result: str
    told: tuple[Told, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What it told, in English."""
        return tuple(map(str, self.told))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``after`` counts from now and is set where the event comes back by itself.

    ``lacks_document`` says that the event is held only because its document is lost or cannot be read, ``dry_run`` that
    it is skipped only because its flow has ``write: false``. ``gate`` names the one that lets it come back sooner: it
    ``turned_away`` the run without a call, or judged the call that ended it. ``said`` names the answer of the other
    side where it explains nothing and this document alone got it. ``systems`` are the lasting ids of source and target
    that it ran between, once both were proven.
    """

    state: State
    told: Told
    number: str | None = None
    after: timedelta | None = None
    problems: tuple[Problem, ...] = ()
    steps: tuple[StepRecord, ...] = field(default=())
    burns_try: bool = False
    lacks_document: bool = False
    dry_run: bool = False
    said: str = ""
    gate: str = ""
    turned_away: bool = False
    systems: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why it ended so, in English."""
        return str(self.told)


_QUOTES: Final = "['\"`\u2018\u2019\u201c\u201d]"
_VALUES: Final = re.compile(rf"{_QUOTES}.*?{_QUOTES}|\S+@\S+|\w*\d[\w.,:/-]*")


@dataclass(frozen=True, slots=True)
class Said:
    """What the other side answered, by its ``shape``: without values, so that two records may get the same one.

    ``works``: it was the system itself that spoke, so that it is up, whatever is wrong with this call.
    """

    shape: str
    works: bool = True

    def __repr__(self) -> str:
        return f"Said({self.digest}, works={self.works})"

    @property
    def digest(self) -> str:
        """A short name for it that tells nothing of its words."""
        return hashlib.blake2b(self.shape.encode(), digest_size=8).hexdigest()


def said(*words: object, works: bool = True) -> Said:
    """An answer by its words; quoted texts, numbers and addresses in them make no other answer.

    >>> said("Boekjaar 2024 bestaat niet in 'DEMO'") == said("boekjaar 2025  bestaat niet in 'TEST'")
    True
    """
    text = " ".join(str(word) for word in words)
    return Said(" ".join(_VALUES.sub("?", text.casefold()).split()), works)


def new_event_id() -> str:
    """A 32-digit hexadecimal id that sorts by time of making.

    12 digits of milliseconds, 4 of the moment within the millisecond (so that two made by one process keep their
    order) and 16 of randomness.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    return f"{milliseconds:012x}{(rest << 16) // 1_000_000:04x}{secrets.token_hex(8)}"


def new_token() -> str:
    """A token that tells one holder of a lease or lock from the next."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a run is about, before any step has looked at the document."""

    event: Event
    flow: Flow
    lease: Lease
    document: Any
