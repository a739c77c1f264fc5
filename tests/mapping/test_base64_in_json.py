"""Base64 cut out of JSON as it comes, and put into JSON as it goes: byte for byte what a parser would make of it."""

import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.base64_in_json import MOST_BESIDE, Base64Cutter, Base64InJson, CutError

BYTES = b"a picture \x00\xff" * 9


def cut(document: bytes, *names: str, most: int = 1_000_000, size: int = 7) -> tuple[bytes | None, bytes]:
    cutter = Base64Cutter(*names, most=most)
    for start in range(0, len(document), size):
        cutter.feed(document[start : start + size])
    return cutter.take_content(), cutter.rest


def test_a_text_under_a_name_is_cut_out_and_the_rest_is_json() -> None:
    document = json.dumps({"mimetype": "image/gif", "filedata": b64encode(BYTES).decode()}).encode()
    content, rest = cut(document, "FileData")
    assert (content, json.loads(rest)) == (BYTES, {"mimetype": "image/gif", "filedata": ""})


@given(st.binary(max_size=500), st.integers(1, 90), st.integers(0, 1), st.text(max_size=40))
def test_whatever_the_bytes_and_however_they_come_the_same_is_cut_out(
    content: bytes, size: int, depth: int, beside: str
) -> None:
    row = {beside: beside, "a": [1, None, {"b": beside}], "IMG": b64encode(content).decode(), "c": beside}
    document: Any = {"ARTICLE": [row]} if depth else row
    if "IMG" in beside:
        return
    text = json.dumps(document).encode()
    found, rest = cut(text, "IMG", size=size)
    row["IMG"] = ""
    assert (found, json.loads(rest)) == (content, document)


def test_a_value_that_only_looks_like_the_name_is_not_cut() -> None:
    document = b'{"a": "filedata", "b": ["filedata", "QUJD"], "filedata": {"filedata2": "x"}, "FILEDATA": "QUJD"}'
    content, rest = cut(document, "filedata")
    assert content == b"ABC"
    assert json.loads(rest)["b"] == ["filedata", "QUJD"]


@pytest.mark.parametrize(
    "document", [b"{}", b'{"filedata": null}', b'{"filedata": 5, "x": "QUJD"}', b"", b"<html>", b'"QUJD"']
)
def test_where_no_such_text_is_there_nothing_is_cut(document: bytes) -> None:
    assert cut(document, "filedata") == (None, document)


def test_escapes_blanks_and_a_data_address_in_front_are_understood() -> None:
    picture = bytes(range(240, 256)) + b"?>?>"
    digits = b64encode(picture).decode()
    assert "/" in digits
    written = [
        digits.replace("/", "\\/"),
        digits.replace("+", "\\u002b").replace("=", "\\u003D"),
        "\\r\\n".join((digits[:8], digits[8:])),
        " ".join(digits),
        f"data:image/png;base64,{digits}",
        digits.rstrip("="),
    ]
    for text in written:
        for size in (1, 3, 1000):
            assert cut(f'{{"filedata": "{text}"}}'.encode(), "filedata", size=size)[0] == picture


@pytest.mark.parametrize("text", ["****", "A", "QUJDR", "QUJD\\u0100", "\\x", "QQ==QUJD", "data:" + "x" * 300])
def test_what_is_no_base64_is_told(text: str) -> None:
    with pytest.raises(CutError) as caught:
        cut(f'{{"filedata": "{text}"}}'.encode(), "filedata", size=1000)
    assert not caught.value.too_large


def test_a_text_that_breaks_off_is_told() -> None:
    with pytest.raises(CutError):
        cut(b'{"filedata": "QUJD', "filedata")


def test_no_more_than_the_limit_is_ever_kept() -> None:
    document = json.dumps({"filedata": b64encode(bytes(1001)).decode()}).encode()
    assert (
        len(cut(json.dumps({"filedata": b64encode(bytes(1000)).decode()}).encode(), "filedata", most=1000)[0] or b"")
        == 1000
    )
    with pytest.raises(CutError) as caught:
        cut(document, "filedata", most=1000)
    assert caught.value.too_large


def test_what_stands_beside_is_limited_too() -> None:
    with pytest.raises(CutError) as caught:
        cut(b'{"other": "' + b"x" * MOST_BESIDE + b'", "filedata": "QUJD"}', "filedata", size=4096)
    assert caught.value.too_large


@given(st.binary(max_size=300_000))
def test_what_goes_out_piece_by_piece_is_what_a_writer_would_have_written(content: bytes) -> None:
    body = Base64InJson(b'{"a":"b","stream":"MARK","c":1}', "MARK", content)
    written = b"".join(body)
    assert written == b"".join(body)
    assert (len(written), json.loads(written)) == (
        body.length,
        {"a": "b", "stream": b64encode(content).decode(), "c": 1},
    )
    assert max(map(len, body)) <= 65_536
    assert "MARK" not in repr(body)
