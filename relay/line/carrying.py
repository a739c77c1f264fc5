"""Tells what is being carried in this task, for whoever must name a call after it: an outbound post and its key."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from relay.model import Event, Flow


@dataclass(frozen=True, slots=True)
class Carrying:
    """One event on its way. All of it stays the same for every try of the event.

    ``origin`` is the lasting id of the system that it came from, empty where it was posted. ``ordinal`` tells the newer
    of two states of one record, and is 0 of what is carried once. ``as_of`` is when the relay took it in.
    """

    event: str
    flow: str
    entity: str
    origin: str
    reference: str
    ordinal: int
    as_of: datetime


CARRYING: Final[ContextVar[Carrying | None]] = ContextVar("carrying", default=None)
"""What this task carries; None outside a run."""


def carrying(event: Event, flow: Flow) -> Carrying:
    """What a run of this event carries."""
    as_of = datetime.fromtimestamp(event.accepted_ms / 1000, UTC)
    return Carrying(event.id, flow.name, flow.entity, event.system, event.reference, event.ordinal, as_of)
