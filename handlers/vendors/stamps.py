"""Turns moments into stamps and back: what a clock on a wall in some zone showed, without the zone."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_HOUR: Final = timedelta(hours=1)


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


def told_at(stamp: datetime, zone: ZoneInfo, present: datetime) -> datetime:
    """The moment of a stamp, in UTC; of the two where the clock showed it twice, the later that is not to come.

    >>> told_at(datetime(2026, 10, 25, 2, 30), ZoneInfo("Europe/Amsterdam"), datetime(2026, 10, 25, 3, tzinfo=UTC)).hour
    1
    """
    later = stamp.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return later if later <= present else instant(stamp, zone)


def near_clock_change(moment: datetime, zone: ZoneInfo) -> timedelta:
    """An hour from one hour before a change of the zone's clock to two after it, else nothing.

    A machine may change its clock late, and what reads by stamps must not rely on the very second.

    >>> near_clock_change(datetime(2026, 3, 29, 2, 59, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))
    datetime.timedelta(seconds=3600)
    >>> near_clock_change(datetime(2026, 3, 29, 3, 1, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))
    datetime.timedelta(0)
    """
    before, after = (moment - 2 * _HOUR).astimezone(zone), (moment + _HOUR).astimezone(zone)
    return timedelta() if before.utcoffset() == after.utcoffset() else _HOUR
