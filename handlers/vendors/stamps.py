"""Turns moments into stamps and back: what a clock on a wall in some zone showed, without the zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def earliest_stamp(moment: datetime, zone: ZoneInfo) -> datetime:
    """The lowest stamp that a change at this moment or later can have: whole seconds, no zone.

    When the clock is set back in autumn it shows one hour twice. Changes in the second pass of that hour then have
    lower stamps than changes late in the first: for a moment in the first pass the answer is the start of the hour.

    >>> earliest_stamp(datetime(2026, 10, 25, 0, 50, tzinfo=UTC), ZoneInfo("Europe/Amsterdam")).isoformat()
    '2026-10-25T02:00:00'
    """
    local = moment.astimezone(zone)
    again = local.replace(fold=1).utcoffset()
    if local.fold == 0 and again is not None and again < (local.utcoffset() or timedelta()):
        local = local.replace(minute=0, second=0)
    return local.replace(tzinfo=None, fold=0, microsecond=0)


def instant(stamp: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the zone's clock showed this stamp, in UTC; the first of the two where it did so twice.

    >>> instant(datetime(2026, 7, 1, 9, 14, 22), ZoneInfo("Europe/Amsterdam")).isoformat()
    '2026-07-01T07:14:22+00:00'
    """
    return stamp.replace(tzinfo=zone, fold=0).astimezone(UTC)
