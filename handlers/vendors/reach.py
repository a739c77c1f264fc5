"""How far one poll has read, as a cursor that may be stored; both vendors' sources keep it here.

A cursor is a moment in UTC, such as ``2026-11-24T08:30:00+00:00``, made of the system's own stamps. It never lies
beyond the system's present: what the system stamps a moment later would lie behind it. A record that is dated later
moves it nowhere, and a cursor that lies beyond, since the clock went back or ours was wrong, comes back to it.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.vendors.source_clock import SourceClock
from handlers.vendors.stamps import instant


def cursor_text(moment: datetime) -> str:
    """The cursor that starts at an aware moment."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


class Reach:
    """Begins at a cursor; ``began`` is when the poll began, by our clock, and ``zone`` that of the stamps."""

    def __init__(self, cursor: str, began: datetime, clock: SourceClock, zone: ZoneInfo) -> None:
        self._reached = datetime.fromisoformat(cursor)
        self._began = began
        self._clock = clock
        self._zone = zone

    @property
    def present(self) -> datetime:
        """The system's present when the poll began, as far as its answers have told by now."""
        return self._clock.present(self._began)

    @property
    def cursor(self) -> str:
        """The cursor by now."""
        return cursor_text(min(self._reached, self.present))

    def pass_stamp(self, stamp: datetime | None) -> None:
        """All up to this stamp (the system's zone, none said) is read, unless it is dated in the future."""
        if stamp is not None:
            self.pass_moment(instant(stamp, self._zone))

    def pass_moment(self, moment: datetime) -> None:
        """All up to this aware moment is read, unless it lies in the future."""
        if moment <= self.present:
            self._reached = max(self._reached, moment)

    def pass_all_but(self, late: timedelta) -> None:
        """All is read but what may become visible only now: the present less that, where answers tell the time."""
        if self._clock.difference is not None:
            self.pass_moment(self.present - late)
