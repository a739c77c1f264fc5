"""The rounds in which a picture is looked at again: each record once a round, spread, and in the hours that are set."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.products.image_rechecks import Rechecks
from relay.settings.schedule_words import QuietHours

ZONE = ZoneInfo("Europe/Amsterdam")
NIGHT = (QuietHours(time(1), time(5)),)
WEEK = Rechecks(timedelta(days=7), NIGHT, ZONE)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - aware by `timezones`


def name(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


@given(st.integers(0, 10_000), MOMENTS, st.integers(1, 40))
def test_the_next_round_begins_within_its_length_in_the_hours_and_is_the_next_one(
    number: int, now: datetime, days: int
) -> None:
    rechecks = Rechecks(timedelta(days=days), NIGHT, ZONE)
    here, begins = rechecks.round_of(name(number), now)
    assert now < begins <= now + timedelta(days=days, hours=1)
    assert 1 <= begins.astimezone(ZONE).hour < 5
    assert rechecks.round_of(name(number), begins - timedelta(microseconds=1))[0] == here
    assert rechecks.round_of(name(number), begins)[0] == here + 1


@given(st.integers(0, 10_000), MOMENTS, st.timedeltas(timedelta(), timedelta(days=30)))
def test_rounds_never_go_back(number: int, now: datetime, later: timedelta) -> None:
    assert WEEK.round_of(name(number), now)[0] <= WEEK.round_of(name(number), now + later)[0]


def test_records_are_spread_over_all_days_of_a_round() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    days = Counter(WEEK.round_of(name(number), now)[1].date() for number in range(7000))
    assert len(days) == 7
    assert max(days.values()) < 1150


@pytest.mark.parametrize("every", [timedelta(minutes=1), timedelta(hours=30), timedelta(days=2)])
def test_a_round_counts_in_whole_days(every: timedelta) -> None:
    rechecks = Rechecks(every, (QuietHours(time(22), time(2)), QuietHours(time(12), time(13))), ZONE)
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    found = [rechecks.round_of(name(number), now)[1] for number in range(200)]
    assert max(found) - now <= max(timedelta(days=2), every)
    assert {moment.astimezone(ZONE).hour for moment in found} <= {22, 23, 0, 1, 12}


@pytest.mark.parametrize("day", [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)])
def test_in_the_nights_in_which_the_clock_is_set_each_record_has_one_round(day: datetime) -> None:
    daily = Rechecks(timedelta(days=1), (QuietHours(time(2), time(3)),), ZONE)
    for number in range(60):
        here, begins = daily.round_of(name(number), day)
        there, after = daily.round_of(name(number), begins)
        assert (there, timedelta(hours=22) < after - begins < timedelta(hours=26)) == (here + 1, True)
