"""Moves cursors on while it is quiet in AccountView: its stamps alone would leave them where the last change was.

A cursor made of AccountView's own stamps does not depend on its clock, or on its zone being right. What has passed on
our clock since it was read has passed on theirs too, so that nothing is read ever again.
"""

from datetime import datetime, timedelta

from handlers.vendors.document_source import BEGINNING


class QuietTime:
    """Knows, for each part of one source, the cursor that this process read last, and when."""

    def __init__(self) -> None:
        self._read_to: dict[str, tuple[str, datetime]] = {}

    def note(self, part: str, cursor: str, now: datetime) -> None:
        """A part was read up to this cursor by this moment."""
        self._read_to[part] = (cursor, now)

    def passed(self, part: str, cursor: str, now: datetime) -> datetime:
        """The stamp that AccountView's clock has passed by now at the least, where this process read the cursor."""
        known, at = self._read_to.get(part, ("", BEGINNING))
        return datetime.fromisoformat(cursor) + max(now - at, timedelta()) if known == cursor else BEGINNING
