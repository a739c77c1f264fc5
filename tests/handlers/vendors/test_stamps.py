"""Stamps of a clock on a wall, with the night a year on which it shows an hour twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.stamps import earliest_stamp, instant, near_clock_change, told_at

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOMENTS = st.datetimes(
    datetime.fromisoformat("1990-01-01T00:00:00"), datetime.fromisoformat("2090-01-01T00:00:00"), timezones=st.just(UTC)
)
AUTUMN_NIGHT = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
NEAR_THE_AUTUMN_CHANGE = st.integers(-7200, 10_800).map(lambda seconds: AUTUMN_NIGHT + timedelta(seconds=seconds))


def shown(moment: datetime) -> datetime:
    """What the clock in Amsterdam shows."""
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None, fold=0)


@given(NEAR_THE_AUTUMN_CHANGE, st.integers(0, 10_800))
def test_no_change_after_a_moment_bears_a_stamp_below_the_earliest(moment: datetime, later: int) -> None:
    assert earliest_stamp(moment, AMSTERDAM) <= shown(moment + timedelta(seconds=later))


@given(MOMENTS)
def test_the_earliest_stamp_lies_at_most_an_hour_back(moment: datetime) -> None:
    assert timedelta() <= shown(moment) - earliest_stamp(moment, AMSTERDAM) < timedelta(hours=1)


@given(MOMENTS | NEAR_THE_AUTUMN_CHANGE)
def test_a_cursor_made_of_a_stamp_never_lies_after_the_change_itself(moment: datetime) -> None:
    assert instant(shown(moment), AMSTERDAM) <= moment


@given(MOMENTS)
def test_what_a_record_tells_is_the_moment_itself_whichever_pass_of_the_hour_it_was(moment: datetime) -> None:
    assert told_at(shown(moment), AMSTERDAM, moment) == moment


def test_of_an_hour_that_comes_twice_the_second_pass_does_not_count_before_it_came() -> None:
    first = AUTUMN_NIGHT + timedelta(minutes=30)
    assert told_at(shown(first), AMSTERDAM, first + timedelta(minutes=59)) == first
    assert told_at(shown(first), AMSTERDAM, first + timedelta(hours=1)) == first + timedelta(hours=1)


def test_an_hour_more_is_read_from_an_hour_before_to_two_hours_after_either_change_of_the_clock() -> None:
    for change in (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)):
        more = {
            minutes
            for minutes in range(-300, 300, 5)
            if near_clock_change(change + timedelta(minutes=minutes), AMSTERDAM) == timedelta(hours=1)
        }
        assert more == set(range(-60, 120, 5))
