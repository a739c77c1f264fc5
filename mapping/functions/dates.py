"""Functions on dates: reading, writing, shifting and moving between time zones. None of them knows what day it is."""

import calendar
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mapping.functions.arguments import DATE_TOKENS, Argument
from mapping.functions.function import Function, by_name
from mapping.functions.values import WrongValueError, moment_of, text_of
from words.told import Told

_TOKEN = re.compile("|".join(DATE_TOKENS))
_READS = {"YYYY": ("year", 4), "MM": ("month", 2), "M": ("month", 1), "DD": ("day", 2), "D": ("day", 1)}
_READS |= {"hh": ("hour", 2), "mm": ("minute", 2), "ss": ("second", 2)}
_BARE_DAY = 10  # 2026-11-24


def day(value: Any) -> str:
    """Write a date as ISO 8601, dropping the time of day.

    >>> day("2026-11-24T23:30:00+01:00"), day(date(2026, 11, 24))
    ('2026-11-24', '2026-11-24')
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return moment_of(value).date().isoformat()


def moment(value: Any) -> str:
    """Write a date with its time as ISO 8601; the zone stays as the source gives it.

    >>> moment("2026-11-24T09:30:00Z"), moment("2026-11-24")
    ('2026-11-24T09:30:00+00:00', '2026-11-24T00:00:00')
    """
    return _read(value).isoformat()


def parse_date(value: Any, form: str) -> str:
    """Read a date in the form that is declared, and write it as ISO 8601, with its time where the form has one.

    >>> parse_date("24-11-2026", form="DD-MM-YYYY"), parse_date("5/1/2026 09:30", form="D/M/YYYY hh:mm")
    ('2026-11-24', '2026-01-05T09:30:00')
    """
    match = re.fullmatch(_TOKEN.sub(_group, re.escape(form)), text_of(value).strip(), re.ASCII)
    try:
        if match is not None:
            parts = {name: int(digits) for name, digits in match.groupdict().items()}
            clock = (parts.get("hour", 0), parts.get("minute", 0), parts.get("second", 0))
            found = datetime(parts["year"], parts["month"], parts["day"], *clock)  # noqa: DTZ001 - the form has no zone
            return found.isoformat() if "h" in form else found.date().isoformat()
    except ValueError:
        pass
    raise WrongValueError(Told("functions.no_date_of_form", form=form), Told("functions.send_in_form"))


def format_date(value: Any, form: str) -> str:
    """Write a date in a form of your own.

    >>> format_date("2026-01-05T09:30:00+01:00", form="DD-MM-YYYY"), format_date("2026-01-05", form="D.M.YYYY")
    ('05-01-2026', '5.1.2026')
    """
    found = _read(value)
    return _TOKEN.sub(lambda token: str(getattr(found, _READS[token[0]][0])).rjust(_READS[token[0]][1], "0"), form)


def shift(value: Any, days: int = 0, months: int = 0) -> str:
    """Move a date by days or months; the last day of a month stays within the month.

    >>> shift("2026-11-24", days=14), shift("2026-01-31T12:00:00Z", months=1)
    ('2026-12-08', '2026-02-28T12:00:00+00:00')
    """
    found = _read(value)
    month = found.year * 12 + found.month - 1 + months
    try:
        last = calendar.monthrange(month // 12, month % 12 + 1)[1]
        moved = found.replace(year=month // 12, month=month % 12 + 1, day=min(found.day, last)) + timedelta(days=days)
    except (ValueError, OverflowError):
        raise WrongValueError(Told("functions.leaves_years"), Told("functions.shift_by_less")) from None
    return moved.date().isoformat() if _is_bare(value) else moved.isoformat()


def zone(value: Any, zone: str) -> str:
    """Write a date with its time as the clock of a zone shows it; a time without a zone is taken to be of that zone.

    >>> zone("2026-11-24T23:30:00Z", zone="Europe/Amsterdam"), zone("2026-07-01T09:30:00", zone="Europe/Amsterdam")
    ('2026-11-25T00:30:00+01:00', '2026-07-01T09:30:00+02:00')
    """
    found = _read(value)
    try:
        there = ZoneInfo(zone)
        moved = found.replace(tzinfo=there) if found.tzinfo is None else found.astimezone(there)
        return moved.isoformat()
    except (ValueError, OverflowError):
        raise WrongValueError(Told("functions.leaves_years"), Told("functions.choose_other_date")) from None


def _read(value: Any) -> datetime:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a bare day has no zone
    return moment_of(value)


def _is_bare(value: Any) -> bool:
    """Whether the value is a day without a time."""
    return len(value) == _BARE_DAY if isinstance(value, str) else not isinstance(value, datetime)


def _group(token: re.Match[str]) -> str:
    name, digits = _READS[token[0]]
    return rf"(?P<{name}>\d{{1,2}})" if digits == 1 else rf"(?P<{name}>\d{{{digits}}})"


DATES: dict[str, Function] = {
    "date": Function(day),
    "datetime": Function(moment),
    "parse_date": by_name(parse_date, needed={"form": Argument.DATE_FORM}, short="form"),
    "format_date": by_name(format_date, needed={"form": Argument.DATE_FORM}, short="form"),
    "shift": by_name(shift, optional={"days": Argument.SHIFT, "months": Argument.SHIFT}, short="days"),
    "zone": by_name(zone, needed={"zone": Argument.ZONE}, short="zone"),
}
