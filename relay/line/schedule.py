"""Says when a flow is read next: by an interval or by cron words, on a wall clock, and not in quiet hours.

Pure: nobody is asked what time it is. A wall clock shows one hour twice a year and leaves one out. What names an hour
runs once in the one that comes twice, in its first pass, and at the end of the one that is left out; what names none
(``*`` in the field of hours) and intervals go by the time that passes. A run that was missed is made up for once, since
the next one is always looked for after the last.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from relay.settings.polling import PollSettings
from relay.settings.schedule_words import QuietHours

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something runs: after an interval, or by cron words where there are any; in ``quiet`` hours at their end."""

    interval: timedelta
    cron: str | None
    zone: ZoneInfo
    quiet: tuple[QuietHours, ...] = ()

    @property
    def words(self) -> str:
        """What tells it from another schedule."""
        when = self.cron or f"{self.interval.total_seconds()}s"
        return " ".join([when, self.zone.key, *map(str, self.quiet)])

    def next_due(self, after: datetime) -> datetime:
        """The first moment later than ``after`` at which it runs; both aware."""
        due = after + self.interval if self.cron is None else _next_by_cron(self.cron, self.zone, after)
        return self.end_of_quiet(due)

    def next_ms(self, after_ms: int) -> int:
        """The same in milliseconds since the epoch."""
        due = self.next_due(datetime.fromtimestamp(after_ms / 1000, UTC))
        return round(due.timestamp() * 1000)

    def end_of_quiet(self, moment: datetime) -> datetime:
        """When the quiet hours end in which this aware moment lies; the moment itself where it lies in none."""
        while end := next((end for begin, end in self._quiet_around(moment) if begin <= moment < end), None):
            moment = end
        return moment

    def _quiet_around(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The quiet hours that began on the day before, on this day or on the next, as moments."""
        today = moment.astimezone(self.zone).date()
        for day in (today - _DAY, today, today + _DAY):
            for hours in self.quiet:
                last = day if hours.end > hours.begin else day + _DAY
                yield self._at(day, hours.begin), self._at(last, hours.end)

    def _at(self, day: date, clock: time) -> datetime:
        return instant(datetime.combine(day, clock), self.zone)


def poll_schedule(settings: PollSettings) -> Schedule:
    """When a flow is polled."""
    return Schedule(settings.every, settings.cron, ZoneInfo(settings.time_zone), settings.quiet_hours)


def refresh_schedule(settings: PollSettings) -> Schedule | None:
    """When all there is is read; None where never. Cron words name their own hours, so that quiet ones do not count."""
    zone, refresh = ZoneInfo(settings.time_zone), settings.refresh
    if refresh is None or isinstance(refresh, timedelta):
        return None if refresh is None else Schedule(refresh, None, zone, settings.quiet_hours)
    return Schedule(_DAY, refresh, zone)


def _next_by_cron(words: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The first moment later than ``after`` that the words name. ``words`` have passed the settings' check."""
    from cronsim import CronSim  # noqa: PLC0415 - only relays with cron words load it

    if words.split()[1] == "*":
        return next(CronSim(words, after.astimezone(zone))).astimezone(UTC)
    walls = CronSim(words, after.astimezone(zone).replace(tzinfo=None, fold=0))
    return next(moment for wall in walls if (moment := instant(wall, zone)) > after)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """When a wall clock shows this, in UTC: the first time where it does so twice, the end of the gap where never.

    >>> instant(datetime(2026, 3, 29, 2, 30), ZoneInfo("Europe/Amsterdam")).isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    while True:
        moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
            return moment
        wall = wall.replace(second=0, microsecond=0) + _MINUTE
