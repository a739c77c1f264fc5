"""Cron words, quiet hours and shares as people write them; what means nothing is refused with the remedy."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relay.settings.polling import PollSettings
from relay.settings.schedule_words import (
    QuietHours,
    check_cron,
    check_zone,
    leave_a_minute,
    parse_quiet_hours,
    parse_refresh,
    parse_share,
)


@pytest.mark.parametrize(
    "words", ["0 3 * * *", "*/15 8-18 * * mon-fri", "0  6 L * *", "0 0 29 2 *", "5,35 */2 1-7 * MON#1"]
)
def test_five_fields_of_cron_are_taken(words: str) -> None:
    assert check_cron(words) == " ".join(words.split())


@pytest.mark.parametrize(
    "words",
    [
        "",
        "* * * *",
        "0 * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "a b c d e",
        "@daily",
        "*/0 * * * *",
        "9" * 90 + " * * * *",
    ],
)
def test_other_words_are_refused_with_the_remedy(words: str) -> None:
    with pytest.raises(ValueError, match="minute, hour, day of month, month, day of week, such as 30 3"):
        check_cron(words)


def test_fields_that_meet_on_no_day_are_told_so() -> None:
    with pytest.raises(ValueError, match=r"write five fields of cron"):
        check_cron("0 0 31 2 *")
    with pytest.raises(ValueError, match="meet on no day"):
        check_cron("* * */20 * 1L")


@given(st.text(st.sampled_from("0123456789*/-,#LW MONtue"), max_size=40))
def test_whatever_is_written_is_taken_or_refused_in_words(text: str) -> None:
    try:
        words = check_cron(text)
    except ValueError as error:
        assert "write five fields of cron" in str(error)  # noqa: PT017 - most texts are refused, and some are not
    else:
        assert check_cron(words) == words


def test_quiet_hours_are_two_times_of_the_day() -> None:
    assert parse_quiet_hours("22:00-06:00") == QuietHours(time(22), time(6))
    assert str(parse_quiet_hours(" 9:30 - 12:05 ")) == "09:30-12:05"


@pytest.mark.parametrize(
    "value", ["", "22:00", "22:00-22:00", "24:00-06:00", "22-06", "22:00-06:00-07:00", 22, None, ["a"]]
)
def test_quiet_hours_in_another_form_are_refused_with_the_remedy(value: object) -> None:
    with pytest.raises(ValueError, match="such as 22:00-06:00"):
        parse_quiet_hours(value)


def test_quiet_hours_that_leave_no_minute_of_the_day_are_refused() -> None:
    hours = (parse_quiet_hours("06:00-22:00"), parse_quiet_hours("21:00-05:59"))
    assert leave_a_minute(hours) == hours
    with pytest.raises(ValueError, match="cover the whole day"):
        leave_a_minute((*hours, parse_quiet_hours("05:30-06:30")))


def test_one_stretch_of_quiet_hours_stands_for_a_list_of_one() -> None:
    assert PollSettings(quiet_hours="22:00-06:00").quiet_hours == PollSettings(quiet_hours=["22:00-06:00"]).quiet_hours


def test_an_interval_and_cron_words_together_are_refused() -> None:
    with pytest.raises(ValueError, match="every or cron, not both"):
        PollSettings(every=timedelta(minutes=5), cron="0 3 * * *")


def test_a_zone_that_is_none_is_refused() -> None:
    assert check_zone("Europe/Amsterdam") == "Europe/Amsterdam"
    for name in ("Amsterdam", "", "../etc/localtime", "Europe"):
        with pytest.raises(ValueError, match="such as Europe/Amsterdam or UTC"):
            check_zone(name)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("off", None),
        (False, None),
        ("24h", timedelta(hours=24)),
        ("0 2 * * *", "0 2 * * *"),
        ("0  2 * * SUN", "0 2 * * SUN"),
    ],
)
def test_how_often_all_is_read_is_a_length_of_time_or_cron_words_or_off(value: object, read: object) -> None:
    assert parse_refresh(value) == read


@pytest.mark.parametrize(
    ("value", "told"),
    [("59s", "1m or more"), ("daily", "write off, a length"), (7, "write off"), ("61 2 * * *", "five fields")],
)
def test_another_word_for_it_is_refused(value: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_refresh(value)


@pytest.mark.parametrize(
    ("value", "share"), [("10 %", 0.1), ("0%", 0.0), ("100 %", 1.0), (0.25, 0.25), ("0.5", 0.5), (0, 0.0)]
)
def test_a_share_is_written_with_or_without_a_percent_sign(value: object, share: float) -> None:
    assert parse_share(value) == share


@pytest.mark.parametrize("value", ["", "10", "101 %", -0.1, True, None, "ten", "nan", [1]])
def test_another_share_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="from 0 % to 100 %"):
        parse_share(value)


def test_the_minutes_of_quiet_hours_over_midnight_are_those_of_both_days() -> None:
    assert QuietHours(time(23, 59), time(0, 1)).minutes() == {1439, 0}
