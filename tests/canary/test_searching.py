"""The searcher itself: what it must find, in every form, and what it must not take for a find."""

import base64
import json
import logging
import secrets
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.canary.marks import Marks
from tests.canary.searching import Search, in_base64

MARKS = Marks()
SEARCH = Search(MARKS.roots)
ROOTS = st.sampled_from(MARKS.roots)
NEIGHBOURS = st.binary(max_size=7)


@pytest.mark.parametrize("root", MARKS.roots, ids=range(len(MARKS.roots)))  # the marks are random, their order is not
@pytest.mark.parametrize(
    "leak",
    [
        lambda text: text.encode(),
        lambda text: text.upper().encode(),
        lambda text: text.title().encode(),
        lambda text: json.dumps({"customer": {"last_name": text}}).encode(),
        lambda text: json.dumps({"customer": text}, ensure_ascii=False).encode(),
        lambda text: json.dumps(json.dumps(text.upper()), ensure_ascii=False).encode(),
        lambda text: repr({"customer": text}).encode(),
        lambda text: ascii(text).encode(),
        lambda text: repr(text.encode()).encode(),
        lambda text: f"%{text.encode().hex()}".encode(),
        lambda text: text.encode().hex().upper().encode(),
        lambda text: base64.b64encode(f"Jan {text} de Boer".encode()),
        lambda text: base64.urlsafe_b64encode(f"{text}".upper().encode()),
        lambda text: urlencode({"filter": text}).encode(),
        lambda text: quote_plus(f"Jan {text}").encode(),
        lambda text: text.encode("latin-1"),
        lambda text: text.encode("utf-16"),
    ],
)
def test_a_leaking_line_would_be_found_whatever_its_form(root: str, leak: "object") -> None:
    assert callable(leak)
    line = b'{"event": "document_received", "detail": "' + leak(root) + b'"}\n'
    assert SEARCH.finds(line)


@given(ROOTS, NEIGHBOURS, NEIGHBOURS)
@example(MARKS.plain, b"", b"")
@example(MARKS.plain, b"\xff", b"\xff\xff")
def test_base64_is_found_at_every_alignment_and_between_any_neighbours(root: str, before: bytes, behind: bytes) -> None:
    whole = before + root.encode() + behind
    assert SEARCH.finds(base64.b64encode(whole))
    assert SEARCH.finds(base64.urlsafe_b64encode(whole))


@given(st.binary(min_size=6, max_size=12))
def test_no_form_in_base64_is_short_enough_to_turn_up_by_chance(raw: bytes) -> None:
    assert min(map(len, in_base64(raw))) >= len(raw)


@given(st.binary(max_size=2000))
def test_other_bytes_hold_no_find(other: bytes) -> None:
    assert SEARCH.finds(other) == []


def test_another_test_s_marks_and_sealed_bytes_hold_no_find() -> None:
    others = json.dumps(Marks().order("1")).encode()
    assert SEARCH.finds(others + secrets.token_bytes(100_000) + base64.b64encode(secrets.token_bytes(100_000))) == []


def test_a_find_shows_what_stands_around_it() -> None:
    found = SEARCH.finds(b"GET /hooks?email=" + MARKS.plain.encode() + b" 404")
    assert found[0] == ascii(b"get /hooks?email=" + MARKS.plain.encode() + b" 404")


def test_every_personal_field_of_an_order_holds_a_mark() -> None:
    order = MARKS.order("1")
    personal = [*order["customer"].values(), *order["billing_address"].values(), *order["shipping_address"].values()]
    unmarked = [value for value in (*personal, order["remark"]) if not SEARCH.finds(value.encode())]
    assert unmarked == ["BE", "BE"]


def test_a_leaking_log_line_of_a_library_would_be_found(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("aiohttp").error("cannot read %r", MARKS.accented)
    assert SEARCH.finds(caplog.text.encode())
