"""What goes into the queue and what becomes of it there: an event about to be accepted, and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, cast

from relay.model import Origin, State
from relay.roles import CLOCK_ROOM
from words.told import Told

NEWER_CAME: Final = Told("line.newer_came")
"""Why an event ends of whose record a newer state came."""

CAME_LATE: Final = Told("line.came_late")
"""Why a post ends at once that its source stamped earlier than one before."""

ANSWER_PARTS: Final = 5
"""How many values the script that accepts answers for each arrival."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event about to be accepted; keys and digests are keyed hashes, ``sealed`` is its document under seal.

    ``system`` is the lasting id of the system that was read, empty for a sender.

    Of a flow that keeps state ``document_key`` stands for the version, and ``ordinal`` tells how new it is: None of
    other flows, 0 where it is drawn at acceptance. ``stamp_us`` is the source's own (microseconds since the epoch),
    where a post tells one; ``again`` lets it be carried though the same was carried last, and ``by_person`` says that a
    person wants that; ``lasting`` says that nothing newer takes its place, ``in_record`` that its flow keeps a record
    of each document and no stories. ``reserves`` is what it sells, of an order, as the script that accepts reads it.
    """

    event_id: str
    flow: str
    reference: str
    origin: Origin
    lane: str
    document_key: str
    delivery_key: str | None = None
    body_digest: str = ""
    sealed: bytes = b""
    system: str = ""
    ordinal: int | None = None
    stamp_us: int | None = None
    again: bool = False
    by_person: bool = False
    lasting: bool = False
    in_record: bool = False
    reserves: str = ""


Kind = Literal["new", "duplicate", "replayed", "conflict", "cancelled", "restored", "unchanged", "superseded"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of an arrival; ``event_id`` is the first event's where this one repeats it.

    ``new`` is stored; ``duplicate`` has the document key of an earlier event; ``replayed`` repeats a delivery;
    ``conflict`` repeats a delivery key with another body (``event_id`` is empty when the story of its event is gone);
    ``cancelled`` repeats an event that an operator has cancelled; ``restored`` one that had lost its document.
    Of a flow that keeps state ``unchanged`` says what was carried last, and ``superseded`` is older than what is known:
    of a post that is an event which has ended. ``supersedes`` are the ids of events that a new one takes the place of.
    ``state`` is the first event's, or None when its story is gone; ``lacks_document`` says that it is held because its
    document was lost or could not be read, ``dry_run`` that it was skipped only because its flow had ``write: false``.
    """

    kind: Kind
    event_id: str
    state: State | None = field(default=None, compare=False)
    lacks_document: bool = field(default=False, compare=False)
    dry_run: bool = field(default=False, compare=False)
    supersedes: Sequence[str] = field(default=(), compare=False)


def read_answer(kind: bytes, event_id: bytes, state: bytes, mark: bytes, superseded: bytes) -> Accepted:
    """What the script that accepts answers for one arrival."""
    return Accepted(
        cast("Kind", kind.decode()),
        event_id.decode(),
        State(state.decode()) if state else None,
        lacks_document=mark == b"lacks document",
        dry_run=mark == b"dry run",
        supersedes=superseded.decode().split(),
    )


def count_microseconds(stamp: datetime | None) -> int | None:
    """A stamp since the epoch. One from the future is none: every later post would count as older."""
    if stamp is None or stamp > datetime.now(UTC) + CLOCK_ROOM:
        return None
    return round((stamp - _EPOCH) / timedelta(microseconds=1))
