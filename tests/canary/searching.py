"""Searches bytes for texts in every form in which a program may have written them down."""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

_AROUND = 60
"""Bytes shown on each side of a find."""

_BACKSLASHES = re.compile(rb"\\+")
"""What is escaped twice has two of them, and so on."""


class Search:
    """Finds texts in any bytes, in any case: as they are, escaped, in hexadecimal, and in base64 at any alignment."""

    def __init__(self, texts: Iterable[str]) -> None:
        spellings = {spelling for text in texts for spelling in (text, text.lower(), text.upper())}
        self._any_case = {form.lower() for text in spellings for form in (*written(text), *hexadecimal(text))}
        self._exact = {form for text in spellings for raw in written(text) for form in in_base64(raw)}

    def finds(self, content: bytes) -> list[str]:
        """The finds, one a form, each with what stands around it."""
        lowered = _BACKSLASHES.sub(rb"\\", content.lower())  # only letters of ASCII; the others are spelled out above
        return [*_shown(lowered, self._any_case), *_shown(content, self._exact)]


def written(text: str) -> Iterator[bytes]:
    """A text as programs write it: plain, and escaped as JSON, Python, Redis, HTML and addresses do."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield text.encode(encoding)
    yield text.encode("latin-1", "replace")
    yield json.dumps(text)[1:-1].encode()
    yield ascii(text)[1:-1].encode()
    yield ascii(text.encode())[2:-1].encode()
    yield html.escape(text).encode("ascii", "xmlcharrefreplace")
    yield quote(text, safe="").encode()


def hexadecimal(text: str) -> Iterator[bytes]:
    """The bytes of a text as digits."""
    for raw in (text.encode(), text.encode("latin-1", "replace")):
        yield raw.hex().encode()


def in_base64(raw: bytes) -> Iterator[bytes]:
    """The part of an encoding that only these bytes decide, wherever they stand among others."""
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        first = -(-before * 8 // 6)  # the signs that the bytes before have a part in
        last = (before + len(raw)) * 8 // 6  # and those that the bytes behind would have
        yield encoded[first:last]
        yield encoded[first:last].translate(bytes.maketrans(b"+/", b"-_"))


def _shown(content: bytes, forms: Iterable[bytes]) -> Iterator[str]:
    for form in forms:
        place = content.find(form)
        if place >= 0:
            yield ascii(content[max(0, place - _AROUND) : place + len(form) + _AROUND])
