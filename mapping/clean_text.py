"""Cleans texts that people and shops give: unseen signs go, HTML's entities are undone, lacking letters are replaced.

A NUL in a name stops a target, ``&amp;`` becomes a part of a company's name for good, and an old system writes ``?``
for each letter it lacks without telling anybody.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from mapping.bare_letters import BARE_LETTERS

_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
"""Control characters, and signs that only steer how a text is shown. The joiners stay: Persian and emoji need them."""

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MOST_ROUNDS = 3
"""How often an entity may have been encoded: ``&amp;amp;`` was twice."""

_ZERO_WIDTH = re.compile("[\u200c\u200d\ufe0e\ufe0f]")
_MISSING = "?"


def visible(value: Any) -> Any:
    r"""A text without signs that nobody sees, its letters and accents in one piece; line breaks stay.

    >>> visible("Hen\x00driks"), visible("Rene\u0301e") == "Renée", visible("a\nb")
    ('Hendriks', True, 'a\nb')
    """
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    return unicodedata.normalize("NFC", _UNSEEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(value: Any) -> Any:
    r"""A text as :func:`visible` has it, with a blank for each line break.

    >>> one_line("Lindelaan 5\r\nachter")
    'Lindelaan 5 achter'
    """
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return value
    return visible(_BREAKS.sub(" ", value))


def decode_entities(text: str) -> str:
    """A text with the characters that HTML's entities stand for, also where they were encoded more than once.

    Only what ends in a semicolon counts: ``R&D`` and ``a&copy=1`` stay.

    >>> decode_entities("Jansen &amp;amp; Zn &euro; 5, R&D")
    'Jansen & Zn € 5, R&D'
    """
    for _ in range(_MOST_ROUNDS):
        undone = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
        if undone == text:
            break
        text = undone
    return text


def clean_document(value: Any) -> Any:
    """Parsed JSON with every text of it cleaned; names of fields, numbers and the shape stay.

    >>> clean_document({"name": "M&amp;M", "lines": [{"note": None, "price": 1}]})
    {'name': 'M&M', 'lines': [{'note': None, 'price': 1}]}
    """
    if isinstance(value, str):
        return visible(decode_entities(value) if "&" in value else value)
    if isinstance(value, Mapping):
        return {name: clean_document(part) for name, part in value.items()}
    if isinstance(value, list):
        return [clean_document(part) for part in value]
    return value


def keep_letters(text: str, encoding: str) -> str:
    """A text with only letters that an encoding such as ``windows-1252`` has.

    A letter it lacks is written without its accent where it then has it, and as ``?`` where it has not; pictures and
    signs that are no letters go. What is left may be empty.

    >>> [keep_letters(text, "windows-1252") for text in ("Łucja Ďurišová 🎁", "Müller", "نور")]
    ['Lucja Durišová', 'Müller', '???']
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return " ".join("".join(_replace(sign, encoding) for sign in _ZERO_WIDTH.sub("", text)).split())
    return text


def _replace(sign: str, encoding: str) -> str:
    bare = unicodedata.normalize("NFKD", sign.translate(BARE_LETTERS))
    for candidate in (sign, "".join(part for part in bare if not unicodedata.combining(part))):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        return candidate
    return _MISSING if unicodedata.category(sign)[0] in "LN" else ""
