"""A reply tells how long to stay away, whether it is a page for people, and shows nothing of its body."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.exchange.reply import LONGEST_WAIT, Reply, read_seconds

NOW = "Tue, 24 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" 5 ", timedelta(seconds=5)),
        ("Tue, 24 Nov 2026 10:05:00 GMT", timedelta(minutes=5)),
        ("Tue, 24 Nov 2026 09:00:00 GMT", timedelta(0)),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_the_wait_is_read_from_seconds_or_from_a_date(retry_after: str, wait: timedelta | None) -> None:
    assert Reply(503, b"", {"Retry-After": retry_after, "Date": NOW}).wait() == wait


@given(st.text(), st.text())
def test_any_header_gives_a_wait_or_none(retry_after: str, told: str) -> None:
    wait = Reply(503, b"", {"Retry-After": retry_after, "Date": told}).wait()
    assert wait is None or wait >= timedelta(0)


@pytest.mark.parametrize(
    ("reply", "is_page"),
    [
        (Reply(200, b"{}", {"Content-Type": "application/json"}), False),
        (Reply(200, b"", {"Content-Type": "text/html; charset=utf-8"}), True),
        (Reply(200, b"  <html>", {"Content-Type": "application/json"}), True),
    ],
)
def test_a_page_is_known_by_its_type_or_by_its_first_sign(reply: Reply, *, is_page: bool) -> None:
    assert reply.is_page is is_page


def test_a_reply_shows_nothing_of_its_body() -> None:
    assert "anneke" not in repr(Reply(200, b'{"MAIL_BUS": "anneke@example.com"}'))


def test_a_date_is_compared_with_the_other_sides_clock_and_else_with_the_moment_given() -> None:
    until, now = {"Retry-After": "Tue, 24 Nov 2026 10:05:00 GMT"}, datetime(2026, 11, 24, 10, 3, tzinfo=UTC)
    assert Reply(503, b"", until).wait(now) == timedelta(minutes=2)
    assert Reply(503, b"", until | {"Date": NOW}).wait(now) == timedelta(minutes=5)
    assert Reply(503, b"", until | {"Date": "yesterday"}).wait(now) == timedelta(minutes=2)


@pytest.mark.parametrize("asked", ["999999999", "Tue, 24 Nov 2099 10:00:00 GMT"])
def test_nobody_is_left_alone_for_longer_than_a_week(asked: str) -> None:
    assert Reply(503, b"", {"Retry-After": asked, "Date": NOW}).wait() == LONGEST_WAIT


@pytest.mark.parametrize("text", ["", "1e9", "1.5", "\u0663", "9999999999"])
def test_what_is_no_whole_number_of_seconds_is_no_wait(text: str) -> None:
    assert read_seconds(text) is None


def test_a_header_is_found_however_its_name_is_written() -> None:
    reply = Reply(200, b"", {"retry-AFTER": "5"})
    assert (reply.header("Retry-After"), reply.header("Date")) == ("5", "")


def test_a_reply_shows_nothing_of_its_headers() -> None:
    assert "secret" not in repr(Reply(200, b"", {"Set-Cookie": "secret"}))
