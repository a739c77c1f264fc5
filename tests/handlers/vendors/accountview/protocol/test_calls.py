"""A reply tells how long to stay away, whether it is a page for people, and shows nothing of its body."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.accountview.protocol import Call, Effect, Reply

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
    assert Reply(503, b"", retry_after=retry_after, date=NOW).wait == wait


@given(st.text(), st.text())
def test_any_header_gives_a_wait_or_none(retry_after: str, told: str) -> None:
    wait = Reply(503, b"", retry_after=retry_after, date=told).wait
    assert wait is None or wait >= timedelta(0)


@pytest.mark.parametrize(
    ("reply", "is_page"),
    [
        (Reply(200, b"{}", "application/json"), False),
        (Reply(200, b"", "text/html; charset=utf-8"), True),
        (Reply(200, b"  <html>", "application/json"), True),
    ],
)
def test_a_page_is_known_by_its_type_or_by_its_first_sign(reply: Reply, *, is_page: bool) -> None:
    assert reply.is_page is is_page


def test_a_reply_shows_nothing_of_its_body() -> None:
    assert "anneke" not in repr(Reply(200, b'{"MAIL_BUS": "anneke@example.com"}'))


def test_a_call_is_told_by_method_path_and_object() -> None:
    assert str(Call(Effect.UPDATE, "/api/v3/accountviewdata", "AR1")) == "PUT /api/v3/accountviewdata of AR1"


def test_only_an_insert_may_not_be_sent_twice() -> None:
    assert {effect for effect in Effect if not effect.repeatable} == {Effect.INSERT}
