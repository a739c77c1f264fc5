"""The words in which relay.yaml says when something runs: cron words, a time zone, quiet hours, lengths of time."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

from relay.settings.types import LENGTH_FORM, parse_duration
from words.mistake import Mistake
from words.told import Told

_LONGEST_CRON: Final = 100
_A_DAY: Final = 24 * 60
_SHORTEST_REFRESH: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of the day, which counts, until another, which does not; over midnight where that is earlier."""

    begin: time
    end: time

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"

    def minutes(self) -> set[int]:
        """The minutes of the day that it covers."""
        begin, end = (moment.hour * 60 + moment.minute for moment in (self.begin, self.end))
        return {minute % _A_DAY for minute in range(begin, end if end > begin else end + _A_DAY)}


def check_zone(name: str) -> str:
    """Accept the name of a time zone. Raises Mistake."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Mistake(Told("settings.time_zone")) from None
    return name


def check_cron(words: str) -> str:
    """Accept five fields of cron that come round again. Raises Mistake."""
    from cronsim import CronSim, CronSimError  # noqa: PLC0415 - only relays with cron words load it

    remedy = Told("settings.cron")
    fields = words.split()
    if len(fields) != 5 or len(words) > _LONGEST_CRON:  # noqa: PLR2004 - the five that the remedy names
        raise Mistake(remedy)
    try:
        next(CronSim(" ".join(fields), datetime(2026, 1, 1)))  # noqa: DTZ001 - any day will do, on any wall
    except StopIteration:
        raise Mistake(Told("settings.cron_of_no_day", told=remedy)) from None
    except (CronSimError, ValueError, AssertionError):
        raise Mistake(remedy) from None
    return " ".join(fields)


def parse_quiet_hours(value: Any) -> QuietHours:
    """Read ``"22:00-06:00"``. Raises Mistake."""
    if isinstance(value, QuietHours):
        return value
    remedy = Told("settings.quiet_hours")
    parts = value.split("-") if isinstance(value, str) else []
    try:
        begin, end = (datetime.strptime(part.strip(), "%H:%M").time() for part in parts)  # noqa: DTZ007 - a time of day
    except ValueError:
        raise Mistake(remedy) from None
    if begin == end:
        raise Mistake(remedy)
    return QuietHours(begin, end)


def several(value: Any) -> Any:
    """Let one stand for a list of one."""
    return (value,) if isinstance(value, str | QuietHours) else value


def leave_a_minute(hours: tuple[QuietHours, ...]) -> tuple[QuietHours, ...]:
    """Refuse quiet hours that leave no minute of the day to run in. Raises Mistake."""
    if len(set().union(*(each.minutes() for each in hours))) == _A_DAY:
        raise Mistake(Told("settings.quiet_all_day"))
    return hours


def parse_refresh(value: Any) -> timedelta | str | None:
    """Read ``off``, a length of time of a minute or more, or five fields of cron. Raises Mistake."""
    if value is None or value is False or value == "off":
        return None
    if isinstance(value, str) and len(value.split()) == 5:  # noqa: PLR2004 - the fields of cron
        return check_cron(value)
    try:
        length = parse_duration(value)
    except ValueError:
        raise Mistake(Told("settings.refresh")) from None
    if length < _SHORTEST_REFRESH:
        raise Mistake(Told("settings.refresh_too_often"))
    return length


def parse_share(value: Any) -> float:
    """Read ``"10 %"``, or ``0.1`` for the same; from 0 to 1. Raises Mistake."""
    remedy = Told("settings.share")
    text = value.strip() if isinstance(value, str) else ""
    try:
        share = float(text.removesuffix("%")) / 100 if text.endswith("%") else float(value)
    except (TypeError, ValueError):
        raise Mistake(remedy) from None
    if isinstance(value, bool) or not 0 <= share <= 1:
        raise Mistake(remedy)
    return share


_FIVE_FIELDS: Final = r"^\s*\S+(?:\s+\S+){4}\s*$"
_LENGTH: Final = LENGTH_FORM["pattern"]
_HoursText = Annotated[str, Field(pattern=r"^\s*\d{1,2}:\d{1,2}\s*-\s*\d{1,2}:\d{1,2}\s*$", examples=["22:00-06:00"])]

Cron = Annotated[str, AfterValidator(check_cron), WithJsonSchema({"type": "string", "pattern": _FIVE_FIELDS})]
"""Five fields of cron."""

ZoneName = Annotated[str, AfterValidator(check_zone)]
"""The name of a time zone."""

QuietTimes = Annotated[
    tuple[Annotated[QuietHours, BeforeValidator(parse_quiet_hours), PlainSerializer(str)], ...],
    BeforeValidator(several, json_schema_input_type=_HoursText | list[_HoursText]),
    AfterValidator(leave_a_minute),
]
"""Times of the day, written ``22:00-06:00``, or a list of them."""

_RefreshText = Annotated[str, Field(pattern=f"{_FIVE_FIELDS}|{_LENGTH}", examples=["24h", "0 2 * * *"])]

Refresh = Annotated[
    timedelta | str | None,
    BeforeValidator(parse_refresh, json_schema_input_type=Literal["off", False] | _RefreshText | None),
]
"""How often all is read: ``off``, a length of time, or fields of cron."""

_ShareForm = Annotated[float, Field(ge=0, le=1)] | Annotated[str, Field(pattern=r"%\s*$", examples=["10 %"])]

Share = Annotated[float, BeforeValidator(parse_share, json_schema_input_type=_ShareForm)]
"""A part of a whole, from 0 to 1, written ``10 %``."""
