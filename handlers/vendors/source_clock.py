"""Knows how far a system's clock is from ours, as the Date header of its answers tells, and so what its present is.

A cursor is made of the system's stamps, so it may not pass the system's own present: a change that it stamps a moment
later would lie behind the cursor. The header shows whole seconds, and an answer is some time on its way; so two clocks
differ only as far as neither explains it.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from relay.care.clocks import least_difference
from relay.roles import CLOCK_ROOM

_SHOWN_SECOND: Final = timedelta(seconds=1)


class SourceClock:
    """What was last heard of one system's clock. ``difference`` is its time less ours; None before it told any."""

    def __init__(self) -> None:
        self.difference: timedelta | None = None

    def hear(self, date: str, sent: datetime) -> None:
        """Take the Date header of an answer to a request that was sent at this moment (aware, our clock)."""
        try:
            told = parsedate_to_datetime(date).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            return
        lowest, highest = told - datetime.now(UTC), told + _SHOWN_SECOND - sent
        self.difference = least_difference(lowest.total_seconds(), highest.total_seconds())

    def present(self, ours: datetime) -> datetime:
        """The system's time at a moment of our clock (both aware); somewhat earlier where it never told the time."""
        return ours + (-CLOCK_ROOM if self.difference is None else self.difference)
