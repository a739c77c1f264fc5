"""When a flow is read next, over both changes of the clock, in and out of quiet hours."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.line.schedule import Schedule, poll_schedule
from relay.settings.polling import PollSettings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
moments = st.integers(1_767_225_600, 1_830_297_600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def made(**written: Any) -> Schedule:
    return poll_schedule(PollSettings(**written))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def runs(schedule: Schedule, after: str, count: int) -> list[str]:
    """The next runs, as the wall clock shows them, with the offset."""
    found, moment = [], at(after)
    for _ in range(count):
        moment = schedule.next_due(moment)
        found.append(f"{moment.astimezone(schedule.zone):%d %H:%M %z}")
    return found


class TestAnInterval:
    def test_is_as_long_as_it_says_over_both_changes_of_the_clock(self) -> None:
        for day in ("2026-03-28T23:10", "2026-10-24T22:10"):
            moment = at(day)
            for _ in range(100):
                due = made(every="15m").next_due(moment)
                assert due - moment == timedelta(minutes=15)
                moment = due

    def test_a_run_that_was_missed_is_not_made_up_for_twice(self) -> None:
        assert made(every="5m").next_due(at("2026-06-01T12:00")) == at("2026-06-01T12:05")


class TestCronWords:
    def test_mean_the_clock_on_the_wall_of_their_zone(self) -> None:
        assert runs(made(cron="30 3 * * *"), "2026-06-30T12:00", 2) == ["01 03:30 +0200", "02 03:30 +0200"]
        assert runs(made(cron="30 3 * * *", time_zone="UTC"), "2026-06-30T12:00", 1) == ["01 03:30 +0000"]

    def test_an_hour_that_comes_twice_runs_once_in_its_first_pass(self) -> None:
        schedule = made(cron="*/30 1-3 * * *")
        assert runs(schedule, "2026-10-24T22:59", 7) == [
            "25 01:00 +0200",
            "25 01:30 +0200",
            "25 02:00 +0200",
            "25 02:30 +0200",
            "25 03:00 +0100",
            "25 03:30 +0100",
            "26 01:00 +0100",
        ]
        assert runs(schedule, "2026-10-25T01:10", 1) == ["25 03:00 +0100"], "from within the second pass"

    def test_an_hour_that_is_left_out_runs_once_at_its_end(self) -> None:
        assert runs(made(cron="*/20 2 * * *"), "2026-03-28T12:00", 2) == ["29 03:00 +0200", "30 02:00 +0200"]
        assert runs(made(cron="30 2,3 * * *"), "2026-03-28T12:00", 2) == ["29 03:00 +0200", "29 03:30 +0200"]

    def test_words_that_name_no_hour_go_by_the_time_that_passes(self) -> None:
        for day in ("2026-03-28T12:07", "2026-10-24T12:07"):
            moment, schedule = at(day), made(cron="*/15 * * * *")
            due = [moment := schedule.next_due(moment) for _ in range(96 * 2)]
            assert {later - earlier for earlier, later in pairwise(due)} == {timedelta(minutes=15)}

    def test_a_gap_of_half_an_hour_and_a_day_that_is_left_out_are_gaps_too(self) -> None:
        assert runs(made(cron="15 2 * * *", time_zone="Australia/Lord_Howe"), "2026-10-03T12:00", 1) == [
            "04 02:30 +1100"
        ]
        assert runs(made(cron="0 12 30 12 *", time_zone="Pacific/Apia"), "2011-12-29T00:00", 1) == ["31 00:00 +1400"]

    @given(
        st.sampled_from(["*/15 * * * *", "30 2 * * *", "0 */2 * * *", "5 1-4 * * SUN", "59 23 28-31 * *"]),
        moments,
    )
    def test_the_next_run_is_always_later_and_none_lies_between(self, words: str, moment: datetime) -> None:
        schedule = made(cron=words)
        due = schedule.next_due(moment)
        assert due > moment
        assert schedule.next_due(due - timedelta(seconds=1)) <= due
        assert schedule.next_due(moment + (due - moment) / 2) == due


class TestQuietHours:
    def test_what_is_due_in_them_waits_for_their_end_and_then_runs_once(self) -> None:
        schedule = made(every="1h", quiet_hours="22:00-06:00")
        assert runs(schedule, "2026-06-01T18:30", 3) == ["01 21:30 +0200", "02 06:00 +0200", "02 07:00 +0200"]

    def test_their_first_minute_is_quiet_and_their_last_is_not(self) -> None:
        schedule = made(every="5m", quiet_hours="22:00-06:00")
        assert schedule.end_of_quiet(at("2026-06-01T20:00")) == at("2026-06-02T04:00")
        assert schedule.end_of_quiet(at("2026-06-02T04:00")) == at("2026-06-02T04:00")
        assert schedule.end_of_quiet(at("2026-06-01T19:59")) == at("2026-06-01T19:59")

    def test_several_that_meet_are_one(self) -> None:
        schedule = made(cron="0 * * * *", quiet_hours=["22:00-00:30", "00:15-06:00", "12:00-13:00"])
        assert runs(schedule, "2026-06-01T19:30", 2) == ["02 06:00 +0200", "02 07:00 +0200"]
        assert runs(schedule, "2026-06-01T09:30", 2) == ["01 13:00 +0200", "01 14:00 +0200"]

    @pytest.mark.parametrize(
        ("quiet", "from_", "until"),
        [
            ("02:10-02:40", "2026-10-25T00:10", "25 02:40 +0200"),  # the first pass is quiet, the second is not
            ("23:00-02:30", "2026-03-28T23:30", "29 03:00 +0200"),  # their end is left out: at the end of the gap
        ],
    )
    def test_an_end_that_comes_twice_or_never_is_the_first_or_that_of_the_gap(
        self, quiet: str, from_: str, until: str
    ) -> None:
        schedule = made(every="5m", quiet_hours=quiet)
        assert f"{schedule.end_of_quiet(at(from_)).astimezone(AMSTERDAM):%d %H:%M %z}" == until
        assert schedule.end_of_quiet(at("2026-10-25T01:20")) == at("2026-10-25T01:20")

    @given(
        st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 700)), min_size=1, max_size=2),
        moments,
    )
    def test_nothing_begins_in_them_and_everything_begins_in_the_end(
        self, stretches: list[tuple[int, int]], moment: datetime
    ) -> None:
        def clock(minute: int) -> str:
            return f"{minute % 1440 // 60:02}:{minute % 60:02}"

        schedule = made(
            every="7m", quiet_hours=[f"{clock(begin)}-{clock(begin + length)}" for begin, length in stretches]
        )
        due = schedule.next_due(moment)
        assert schedule.end_of_quiet(due) == due
        assert moment < due <= moment + timedelta(days=2)


def test_two_schedules_have_the_same_words_exactly_where_they_are_the_same() -> None:
    written: list[dict[str, Any]] = [
        {},
        {"every": "6m"},
        {"cron": "*/5 * * * *"},
        {"time_zone": "UTC"},
        {"quiet_hours": "22:00-06:00"},
    ]
    assert len({made(**one).words for one in written}) == len(written)
    assert made(every="5m").words == made().words
