"""A reply becomes rows or one of the relay's errors, and what is unclear about an insert is never called a failure."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.exchange.reply import Reply
from handlers.vendors.accountview.protocol import (
    Answer,
    Call,
    Effect,
    NoSuchYear,
    Rules,
    Unauthorized,
    decipher,
    decipher_companies,
)
from relay.errors import Barred, Hold, Permanent, RunEnd, Transient, Unconfirmed
from tests.handlers.vendors.accountview.office import some_settings

READ = Call(Effect.READ, "/api/v3/accountviewdata", "AR1")
INSERT = Call(Effect.INSERT, "/api/v3/accountviewdata", "SO1")
UPDATE = Call(Effect.UPDATE, "/api/v3/accountviewdata", "AR1")
RULES = Rules.of("books", some_settings())
PAGE = b"<html><body>Bad Gateway</body></html>"


def refusal(message: str, kind: str | None = "AccountViewError") -> bytes:
    return json.dumps({"ErrorType": kind, "ErrorNumbers": None, "ErrorMessage": message}).encode()


@pytest.mark.parametrize("status", [200, 201, 400, 404, 409, 500])
def test_a_refused_write_is_held_with_the_vendors_words_whatever_the_status(status: int) -> None:
    with pytest.raises(Hold, match='AccountView says "\\[1 word\\] zoekcode is verplicht"'):
        decipher(INSERT, Reply(status, refusal("De zoekcode is verplicht")), RULES)


def test_the_error_members_are_found_in_any_case() -> None:
    with pytest.raises(Hold, match="verplicht"):
        decipher(UPDATE, Reply(200, b'{"errortype": "accountviewerror", "errorMessage": "verplicht"}'), RULES)


@pytest.mark.parametrize("status", [200, 400, 404, 500])
def test_a_refused_read_says_nothing_of_the_connection_and_is_known_when_it_comes_again(status: int) -> None:
    with pytest.raises(Transient, match="onbekend veld 'ART_1'") as caught:
        decipher(READ, Reply(status, refusal("Onbekend veld 'ART_1'")), RULES)
    assert caught.value.said is not None
    assert caught.value.said.works


@pytest.mark.parametrize(("call", "kind"), [(READ, Transient), (INSERT, Unconfirmed), (UPDATE, Transient)])
def test_words_that_explain_nothing_with_a_status_of_500_leave_open_what_was_done(
    call: Call, kind: type[RunEnd]
) -> None:
    with pytest.raises(kind) as caught:
        decipher(call, Reply(500, refusal("Interne fout.")), RULES)
    assert caught.value.said is not None


@pytest.mark.parametrize("call", [READ, INSERT, UPDATE])
@pytest.mark.parametrize(
    "message",
    [
        "Boekjaar 2024 bestaat niet in onderneming DEMO.",
        "BOEKJAAR '2024'\r\nbestaat\tniet",
        "Het boekjaar \u201c2024/2025\u201d bestaat  niet",
        "Geen administratie gevonden voor meegegeven onderneming.",
        "Fiscal year 2027 does not exist in company DEMO",
    ],
)
@pytest.mark.parametrize("status", [200, 400, 404, 500])
def test_a_missing_year_is_known_with_any_words_inside_the_sentence(call: Call, message: str, status: int) -> None:
    with pytest.raises(NoSuchYear):
        decipher(call, Reply(status, refusal(message)), RULES)


@pytest.mark.parametrize("call", [READ, INSERT, UPDATE])
@pytest.mark.parametrize(
    "message", ["Geen rechten: updateaccountviewdata", "Administratie wordt voor alleen lezen geopend"]
)
def test_words_that_prove_something_of_the_connection_bar_it(call: Call, message: str) -> None:
    with pytest.raises(Barred):
        decipher(call, Reply(200, refusal(message)), RULES)


@pytest.mark.parametrize("call", [READ, INSERT, UPDATE])
@pytest.mark.parametrize(
    "message", ["De administratie is in gebruik", "Record VERGRENDELD", "De service is niet bereikbaar"]
)
def test_a_busy_office_wrote_nothing_and_is_tried_again_without_burning_a_try(call: Call, message: str) -> None:
    with pytest.raises(Transient) as caught:
        decipher(call, Reply(200, refusal(message)), RULES)
    assert not caught.value.burns_try


@pytest.mark.parametrize(("call", "kind"), [(READ, Transient), (INSERT, Unconfirmed), (UPDATE, Transient)])
@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, refusal("Time-out: geen antwoord")),
        Reply(500, refusal("Interne fout", "HubError")),
        Reply(200, PAGE, {"Content-Type": "text/html"}),
        Reply(200, b"not json", {"Content-Type": "application/json"}),
        Reply(200, b"[]", {"Content-Type": "application/json"}),
        Reply(408, b""),
        Reply(500, b""),
        Reply(502, PAGE, {"Content-Type": "text/html"}),
        Reply(503, PAGE, {"Content-Type": "text/html"}),
        Reply(504, b""),
    ],
)
def test_a_reply_that_leaves_it_open_makes_only_an_insert_unconfirmed(
    call: Call, kind: type[RunEnd], reply: Reply
) -> None:
    with pytest.raises(kind):
        decipher(call, reply, RULES)


@pytest.mark.parametrize("call", [READ, INSERT, UPDATE])
def test_a_refused_token_is_told_with_the_command_that_mends_it(call: Call) -> None:
    with pytest.raises(Unauthorized, match="relay connect books"):
        decipher(call, Reply(401, b'{"Message": "denied"}'), RULES)


@pytest.mark.parametrize("call", [READ, INSERT, UPDATE])
@pytest.mark.parametrize(
    ("status", "told"),
    [(302, "redirect"), (403, "right"), (405, "refused"), (413, "larger"), (414, "longest_query")],
)
def test_a_status_that_will_not_change_is_permanent_and_says_what_to_do(call: Call, status: int, told: str) -> None:
    with pytest.raises(Permanent, match=told):
        decipher(call, Reply(status, b""), RULES)


@pytest.mark.parametrize("call", [READ, INSERT, UPDATE])
def test_too_many_calls_are_tried_again_when_asked(call: Call) -> None:
    with pytest.raises(Transient) as caught:
        decipher(call, Reply(429, b"", {"Retry-After": "30"}), RULES)
    assert caught.value.after == timedelta(seconds=30)


def test_a_hub_that_is_down_says_how_long_to_stay_away() -> None:
    with pytest.raises(Transient) as caught:
        decipher(READ, Reply(503, PAGE, {"Content-Type": "text/html", "Retry-After": "120"}), RULES)
    assert caught.value.after == timedelta(seconds=120)
    assert not caught.value.burns_try


def test_an_empty_answer_to_a_read_is_never_taken_for_no_rows() -> None:
    with pytest.raises(Transient, match="nothing"):
        decipher(READ, Reply(200, b"  "), RULES)


@pytest.mark.parametrize("call", [INSERT, UPDATE])
def test_an_empty_answer_to_a_write_is_a_success_without_a_number(call: Call) -> None:
    assert decipher(call, Reply(201, b""), RULES).rows("SO_HDR") == ()


def test_not_found_means_no_rows_only_where_the_setting_says_so() -> None:
    rules = Rules.of("books", some_settings(empty_is_404=True))
    assert decipher(READ, Reply(404, b""), rules).rows("CONTACT") == ()
    with pytest.raises(Transient, match="empty_is_404"):
        decipher(READ, Reply(404, b""), RULES)


@pytest.mark.parametrize(("call", "kind"), [(READ, Transient), (INSERT, Hold), (UPDATE, Hold)])
def test_a_404_is_about_what_was_asked_for_and_never_bars_the_connection(call: Call, kind: type[RunEnd]) -> None:
    with pytest.raises(kind, match="base_url") as caught:
        decipher(call, Reply(404, b""), RULES)
    assert not isinstance(caught.value, Barred)


def test_a_page_that_says_not_found_is_never_taken_for_no_rows() -> None:
    rules = Rules.of("books", some_settings(empty_is_404=True))
    with pytest.raises(Transient):
        decipher(READ, Reply(404, PAGE, {"Content-Type": "text/html"}), rules)


def test_a_long_message_is_cut_and_put_on_one_line() -> None:
    with pytest.raises(Hold) as caught:
        decipher(INSERT, Reply(200, refusal("a\r\n" * 1000)), RULES)
    assert len(caught.value.reason) < 400
    assert "\n" not in caught.value.reason


def test_a_page_is_never_quoted_in_an_error() -> None:
    with pytest.raises(Unconfirmed) as caught:
        decipher(INSERT, Reply(502, b"<html>anneke@example.com</html>", {"Content-Type": "text/html"}), RULES)
    assert "anneke" not in caught.value.reason


def test_companies_are_read_or_refused_like_rows() -> None:
    call = Call(Effect.READ, "/api/v3/companies")
    assert decipher_companies(call, Reply(200, b'[{"Id": "1", "Code": "DEMO"}]'), RULES)[0].code == "DEMO"
    with pytest.raises(Transient, match="list of companies"):
        decipher_companies(call, Reply(200, b"{}"), RULES)


ODD_BODIES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"", b"null", b"[]", b"{}", b"0", b'"x"', PAGE, b'{"ErrorMessage": 3}', b'{"CONTACT": {}}']),
    st.dictionaries(
        st.sampled_from(["ErrorType", "errormessage", "CONTACT", "SO_HDR", "x"]),
        st.none()
        | st.text(max_size=20)
        | st.lists(st.dictionaries(st.text(max_size=4), st.text(max_size=4)), max_size=3),
    ).map(lambda document: json.dumps(document).encode()),
)


@given(
    call=st.sampled_from([READ, INSERT, UPDATE]),
    status=st.integers(200, 599),
    body=ODD_BODIES,
    content_type=st.sampled_from(["", "application/json", "text/html"]),
    empty_is_404=st.booleans(),
)
def test_any_reply_becomes_rows_or_an_error_of_the_relay(
    call: Call, status: int, body: bytes, content_type: str, *, empty_is_404: bool
) -> None:
    found: Any
    try:
        found = decipher(
            call,
            Reply(status, body, {"Content-Type": content_type}),
            Rules.of("books", some_settings(empty_is_404=empty_is_404)),
        )
    except RunEnd as error:
        found = error
    assert isinstance(found, Answer | Hold | Permanent | Transient | Unconfirmed)
    if isinstance(found, Unconfirmed):
        assert call is INSERT
    if call is INSERT and status >= 500 and isinstance(found, Transient):
        assert RULES.busy.are_in(found.reason)
