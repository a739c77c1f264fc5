"""A cursor goes as far as was read, never beyond the system's own present, and comes back to that."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.vendors.reach import Reach, cursor_text
from handlers.vendors.source_clock import SourceClock

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def reach(cursor: datetime, difference: timedelta | None = timedelta()) -> Reach:
    clock = SourceClock()
    clock.difference = difference
    return Reach(cursor_text(cursor), NOON, clock, AMSTERDAM)


def wall(moment: datetime) -> datetime:
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None)


def test_a_stamp_that_was_passed_moves_it_and_one_before_it_does_not() -> None:
    passed = reach(NOON - timedelta(hours=2))
    for minutes in (90, 30, 60):
        passed.pass_stamp(wall(NOON - timedelta(minutes=minutes)))
    assert passed.cursor == "2026-11-24T11:30:00+00:00"


def test_a_stamp_in_the_future_moves_it_nowhere_and_the_present_itself_is_not_in_it() -> None:
    passed = reach(NOON - timedelta(hours=2))
    passed.pass_stamp(wall(NOON + timedelta(seconds=1)))
    assert passed.cursor == "2026-11-24T10:00:00+00:00"
    passed.pass_stamp(wall(NOON))
    assert passed.cursor == "2026-11-24T12:00:00+00:00"


def test_it_comes_back_to_the_present_of_a_system_whose_clock_went_back() -> None:
    assert reach(NOON, timedelta(hours=-1)).cursor == "2026-11-24T11:00:00+00:00"


def test_the_passing_of_time_moves_it_only_where_answers_tell_the_time() -> None:
    told, untold = reach(NOON - timedelta(hours=2)), reach(NOON - timedelta(hours=2), None)
    for each in (told, untold):
        each.pass_all_but(timedelta(minutes=15))
    assert (told.cursor, untold.cursor) == ("2026-11-24T11:45:00+00:00", "2026-11-24T10:00:00+00:00")


def test_a_record_without_a_stamp_moves_it_nowhere() -> None:
    passed = reach(NOON - timedelta(hours=2))
    passed.pass_stamp(None)
    assert passed.cursor == "2026-11-24T10:00:00+00:00"
