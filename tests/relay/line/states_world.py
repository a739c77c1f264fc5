"""What is true of records at their source and in their target: the model that the machine of states judges by."""

from dataclasses import dataclass, field
from typing import Final

from hypothesis import strategies as st

from relay.line.queue import Claim
from relay.model import State

RECORDS: Final = ("1", "2")
SAYS: Final = ("a", "b", "c")
WAITS: Final = {State.WAITING, State.RETRYING, State.PARKED}
CARRIED: Final = WAITS | {State.RUNNING, State.UNCONFIRMED}
RESTS: Final = {State.HELD, State.FAILED, State.SKIPPED}
ENDS_OF_RUNS: Final = st.sampled_from(
    [State.WRITTEN, State.WRITTEN, State.RETRYING, State.PARKED, State.UNCONFIRMED, *sorted(RESTS)]
)
SELDOM: Final = st.sampled_from([False, False, False, True])
PICK: Final = st.sampled_from([0, 0, 0, 1, 2, 5])
"""Counted from the latest."""


@dataclass
class Record:
    """A record at the source (``now``) and in the target.

    ``holds`` is what the target has, None while it is not known; ``sent`` the highest ordinal that was sent to it, and
    ``read`` the highest of the reads that were accepted.
    """

    now: str = "a"
    holds: str | None = None
    sent: int = 0
    read: int = 0


@dataclass
class Modelled:
    """An event: what it says, and of which record. ``is_dry``: of those skipped, one that may still be carried."""

    number: str
    says: str
    ordinal: int
    is_dry: bool = False


@dataclass
class World:
    """All that the model knows. ``reads`` were begun and have not come yet: number, ordinal, and what they will say."""

    records: dict[str, Record] = field(default_factory=lambda: {number: Record() for number in RECORDS})
    events: dict[str, Modelled] = field(default_factory=dict)
    reads: list[tuple[str, int, str]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
