"""Rules about lengths of time and days that contradict each other, or mean what nobody wants."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.types import format_duration
from words.told import Told

_LONG_AGO: Final = 400
"""Days: more than a year, of which somebody may want the whole."""

_PAIRS: Final[tuple[tuple[Path, str, str], ...]] = (
    (("retry",), "first", "most"),
    (("retention",), "events", "documents"),
)
"""Settings of which the first must not be longer than the second."""

_PAIRS_OF_CONNECTIONS: Final[tuple[tuple[Path, str, str], ...]] = (
    (("breaker",), "first_pause", "longest_pause"),
    (("breaker",), "longest_pause", "longest_barred_pause"),
)


def today_in(time_zone: str) -> date:
    """The day that it is in a zone."""
    return datetime.now(ZoneInfo(time_zone)).date()


def starts_in_the_future(checked: Checked) -> Iterator[Finding]:
    """Nothing is carried before the day that a flow starts on, and nobody would be told why."""
    for name, flow in checked.settings.flows.items():
        start = None if flow.poll is None else flow.poll.start
        if flow.poll is not None and isinstance(start, date) and start > today_in(flow.poll.time_zone):
            told = Told("settings.start_in_the_future", day=start.isoformat())
            yield Finding("warning", ("flows", name, "poll", "start"), told)


def starts_long_ago(checked: Checked) -> Iterator[Finding]:
    """All that changed since is carried at once: of more than a year that is hardly meant, and books may be closed."""
    for name, flow in checked.settings.flows.items():
        start = None if flow.poll is None else flow.poll.start
        if flow.poll is not None and isinstance(start, date):
            days = (today_in(flow.poll.time_zone) - start).days
            if days > _LONG_AGO:
                told = Told("books.start_long_ago", day=start.isoformat(), days=days)
                yield Finding("warning", ("flows", name, "poll", "start"), told)


def longer_than_the_longest(checked: Checked) -> Iterator[Finding]:
    """Of two lengths of time of which one bounds the other, the bound is the longer one."""
    yield from _judge_pairs(checked, (), checked.settings, _PAIRS)
    for name, connection in checked.settings.connections.items():
        yield from _judge_pairs(checked, ("connections", name), connection, _PAIRS_OF_CONNECTIONS)


def horizons_that_are_short(checked: Checked) -> Iterator[Finding]:
    """A system may carry out a write later than its vendor's horizon says it does at the latest."""
    for name, connection in checked.settings.connections.items():
        usual = type(connection).model_fields["commit_horizon"].default
        if connection.commit_horizon < usual and any(checked.flows_to(name)):
            told = Told("settings.short_horizon", usual=format_duration(usual))
            yield Finding("warning", ("connections", name, "commit_horizon"), told)


def _judge_pairs(
    checked: Checked, at: Path, settings: object, pairs: tuple[tuple[Path, str, str], ...]
) -> Iterator[Finding]:
    for inside, shorter, longer in pairs:
        owner = settings
        for part in inside:
            owner = getattr(owner, str(part))
        if getattr(owner, shorter) > getattr(owner, longer):
            ends: tuple[Path, Path] = ((*at, *inside, shorter), (*at, *inside, longer))
            path, other = ends if checked.is_written(ends[0]) else (ends[1], ends[0])
            bound = format_duration(getattr(owner, longer))
            told = Told("settings.longer_than", shorter=shorter, longer=longer, bound=bound)
            yield Finding("error", path, told, rests_on=(other,))
