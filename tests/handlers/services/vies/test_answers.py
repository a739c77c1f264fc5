"""What VIES answers is valid or invalid only where it says so in full."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.exchange.reply import Reply
from handlers.services.vies.answers import read_answer
from mapping.vat.numbers import VatNumber

NUMBER = VatNumber("BE", "0697449992", "valid")


def read(document: Any, status: int = 200, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return read_answer(Reply(status, json.dumps(document).encode(), named), NUMBER)


def test_valid_and_invalid_are_read_with_the_consultation_number() -> None:
    told = {"isValid": True, "userError": "VALID", "vatNumber": "0697449992", "requestIdentifier": "WAPIAAAAYx1"}
    assert (read(told).status, read(told).consultation) == ("valid", "WAPIAAAAYx1")
    assert read({**told, "isValid": False, "userError": "INVALID"}).status == "invalid"


@pytest.mark.parametrize(
    ("document", "status", "reason", "busy"),
    [
        ({"isValid": False, "userError": "MS_UNAVAILABLE"}, 200, "MS_UNAVAILABLE", "member_state"),
        ({"isValid": False, "userError": "MS_MAX_CONCURRENT_REQ"}, 200, "MS_MAX_CONCURRENT_REQ", "member_state"),
        ({"isValid": False, "userError": "TIMEOUT"}, 200, "TIMEOUT", "member_state"),
        ({"isValid": False, "userError": "GLOBAL_MAX_CONCURRENT_REQ"}, 200, "GLOBAL_MAX_CONCURRENT_REQ", "service"),
        ({"isValid": False, "userError": "SERVICE_UNAVAILABLE"}, 200, "SERVICE_UNAVAILABLE", "service"),
        ({"isValid": False, "userError": "IP_BLOCKED"}, 200, "IP_BLOCKED", "service"),
        ({"isValid": False, "userError": "INVALID_REQUESTER_INFO"}, 200, "INVALID_REQUESTER_INFO", "nothing"),
        ({"isValid": False, "userError": "INVALID_INPUT"}, 400, "INVALID_INPUT", "nothing"),
        (
            {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]},
            200,
            "MS_UNAVAILABLE",
            "member_state",
        ),
        ({"isValid": True, "userError": "MS_UNAVAILABLE"}, 200, "MS_UNAVAILABLE", "member_state"),
        ({"isValid": True, "userError": "VALID"}, 503, "status 503", "service"),
        ({"isValid": True, "userError": "VALID"}, 302, "status 302", "service"),
        (
            {"isValid": True, "userError": "VALID", "vatNumber": "1"},
            200,
            "the answer is about another number",
            "service",
        ),
        ({"isValid": True}, 200, "the answer cannot be read", "service"),
        ({"isValid": False}, 200, "the answer cannot be read", "service"),
        ({"isValid": 1, "userError": "VALID"}, 200, "the answer cannot be read", "service"),
        ({"isValid": "true", "userError": "VALID"}, 200, "the answer cannot be read", "service"),
        ({"isValid": False, "userError": "VALID"}, 200, "the answer cannot be read", "service"),
        ({"isValid": True, "userError": "INVALID"}, 200, "the answer cannot be read", "service"),
        ({"valid": True}, 200, "the answer cannot be read", "service"),
        ([True], 200, "the answer cannot be read", "service"),
        (None, 200, "the answer cannot be read", "service"),
    ],
)
def test_everything_else_is_not_checked_and_never_valid(document: Any, status: int, reason: str, busy: str) -> None:
    answer = read(document, status)
    assert (answer.status, str(answer.reason), answer.busy) == ("not_checked", reason, busy)


def test_what_is_no_json_is_not_checked() -> None:
    for body in (b"", b"<html>maintenance</html>", b"\xff", b"[" * 5000, b'{"isValid": true, "isValid": true}'):
        assert read_answer(Reply(200, body), NUMBER).status == "not_checked"


def test_the_pause_that_vies_asks_for_is_read() -> None:
    busy = {"userError": "SERVER_BUSY"}
    assert read(busy, 429, Retry_After="120").after == timedelta(minutes=2)
    assert read(busy, 429, Retry_After="soon").after is None
    dates = {"Retry_After": "Tue, 24 Nov 2026 09:05:00 GMT", "Date": "Tue, 24 Nov 2026 09:00:00 GMT"}
    assert read(busy, 429, **dates).after == timedelta(minutes=5)


def test_a_consultation_number_of_another_form_is_left_out() -> None:
    told = {"isValid": True, "userError": "VALID", "requestIdentifier": "Jansen Fietsen <b>"}
    assert read(told).consultation == ""


values = st.none() | st.booleans() | st.integers() | st.sampled_from(["VALID", "INVALID", "MS_UNAVAILABLE"]) | st.text()
fields = st.sampled_from(["isValid", "userError", "vatNumber", "requestIdentifier", "errorWrappers", "valid"])


@given(st.integers(100, 599), st.dictionaries(fields, values | st.lists(values, max_size=2)))
def test_valid_is_only_what_vies_calls_valid(status: int, document: dict[str, Any]) -> None:
    if read(document, status).status == "valid":
        assert (status, document["isValid"], document["userError"]) == (200, True, "VALID")


@given(st.integers(100, 599), st.binary(max_size=200))
def test_no_answer_makes_the_reader_stumble(status: int, body: bytes) -> None:
    assert read_answer(Reply(status, body), NUMBER).status == "not_checked"
