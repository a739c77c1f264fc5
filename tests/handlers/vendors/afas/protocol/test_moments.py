"""Dates that say Z and mean Amsterdam, with the two nights a year on which that matters."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.vendors.afas.protocol import read_moment, write_moment

MOMENTS = st.datetimes(
    datetime.fromisoformat("1990-01-01T00:00:00"), datetime.fromisoformat("2090-01-01T00:00:00"), timezones=st.just(UTC)
)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01T09:14:22Z", "2026-03-01T08:14:22+00:00"),
        ("2026-07-01T09:14:22Z", "2026-07-01T07:14:22+00:00"),
        ("2026-03-29T03:00:00Z", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T02:30:00Z", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T03:00:00Z", "2026-10-25T02:00:00+00:00"),
        ("2026-03-01", "2026-02-28T23:00:00+00:00"),
    ],
)
def test_a_moment_is_amsterdam_time_whatever_its_z_says(text: str, utc: str) -> None:
    assert read_moment(text).astimezone(UTC).isoformat() == utc


@given(MOMENTS)
@example(datetime(2000, 10, 29, 0, 0, tzinfo=UTC))
def test_a_moment_written_and_read_again_is_the_same_or_the_first_of_two(moment: datetime) -> None:
    # In UTC: Python holds two zones' times for unequal wherever a fold is in play, even when they are one moment.
    back = read_moment(write_moment(moment)).astimezone(UTC)
    whole = moment.replace(microsecond=0)
    assert back in {whole, whole - timedelta(hours=1)}
    assert write_moment(back) == write_moment(moment)


@given(MOMENTS)
def test_no_filter_text_has_a_z_or_a_fraction(moment: datetime) -> None:
    assert len(write_moment(moment)) == len("2026-03-01T09:14:22")
    assert "Z" not in write_moment(moment)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T00:00:00Z", "None"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|month"):
        read_moment(text)
