"""What goes into the queue and what becomes of it there: an event about to be accepted, and the answer."""

from dataclasses import dataclass, field
from typing import Literal

from relay.model import Origin, State


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event about to be accepted; keys and digests are keyed hashes, ``sealed`` is its document under seal.

    ``system`` is the lasting id of the system that was read, empty for a sender.
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


Kind = Literal["new", "duplicate", "replayed", "conflict", "cancelled", "restored"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of an arrival; ``event_id`` is the first event's where this one repeats it.

    ``new`` is stored; ``duplicate`` has the document key of an earlier event; ``replayed`` repeats a delivery;
    ``conflict`` repeats a delivery key with another body (``event_id`` is empty when the story of its event is gone);
    ``cancelled`` repeats an event that an operator has cancelled; ``restored`` one that had lost its document.
    ``state`` is the first event's, or None when its story is gone; ``lacks_document`` says that it is held because its
    document was lost or could not be read, ``dry_run`` that it was skipped only because its flow had ``write: false``.
    """

    kind: Kind
    event_id: str
    state: State | None = field(default=None, compare=False)
    lacks_document: bool = field(default=False, compare=False)
    dry_run: bool = field(default=False, compare=False)
