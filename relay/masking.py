"""Takes personal values out of texts that others wrote: vendors quote what they were sent, whole, cut or respelt.

A value is replaced wherever it stands, in any case. So is a word that is its beginning, or that holds it without its
signs and blanks: a search code made of a name, a text cut to the length of a field, a telephone number without its
hyphen; and so is either of these where it is escaped, as JSON, addresses and web pages escape.
"""

import html
import re
from collections.abc import Collection, Iterable
from typing import Final

MASK: Final = "[…]"

SHORTEST_PIECE: Final = 5
"""A shorter beginning of a value is no secret by itself, and masking it would eat the words of every sentence."""

_ESCAPE = r"&#?\w{1,8};|\\+u[0-9A-Fa-f]{4}|(?:\\+x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2})+"
_WORD = re.compile(rf"(?:{_ESCAPE}|[^\s\"'`()<>\[\]{{}},;:=&?/|\\])+")
_CODE_POINT = re.compile(r"\\+u([0-9A-Fa-f]{4})")
_BYTES = re.compile(r"(?:\\+x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2})+")


def mask(texts: Iterable[str], values: Collection[str]) -> tuple[str, ...]:
    """The texts without any of the values, and without their pieces.

    >>> mask(['AccountView says "SRC_CODE: BAKKERIJVA is in use"'], {"Bakkerij Van Dam B.V."})
    ('AccountView says "SRC_CODE: […] is in use"',)
    """
    longest_first = sorted(values, key=len, reverse=True)
    squeezed = {_squeezed(value) for value in values}
    return tuple(_without_pieces(_without_values(text, longest_first), squeezed) for text in texts)


def _without_values(text: str, values: Iterable[str]) -> str:
    for value in values:
        text = _replace(text, value)
    return text


def _without_pieces(text: str, squeezed: Collection[str]) -> str:
    """Replace each word that is the beginning of a value, or holds all its letters and digits."""

    def judge(word: re.Match[str]) -> str:
        letters = _squeezed(_unescaped(word[0]))
        if len(letters) < SHORTEST_PIECE:
            return word[0]
        whole = any(value in letters for value in squeezed if len(value) >= SHORTEST_PIECE)
        return MASK if whole or any(value.startswith(letters) for value in squeezed) else word[0]

    return _WORD.sub(judge, text) if squeezed else text


def _replace(text: str, value: str) -> str:
    """Replace a value in any case; vendors store some fields in capitals, where ß becomes SS."""
    folded = [(part, position) for position, letter in enumerate(text) for part in letter.casefold()]
    line, wanted = "".join(part for part, _ in folded), value.casefold()
    kept, copied, found = "", 0, line.find(wanted)
    while found >= 0:
        end = found + len(wanted)
        kept += text[copied : folded[found][1]] + MASK
        copied = folded[end - 1][1] + 1
        found = line.find(wanted, end)
    return kept + text[copied:]


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _unescaped(word: str) -> str:
    """What a word says that was escaped, once or more often."""
    word = _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), word)
    word = _BYTES.sub(lambda found: _decoded(bytes.fromhex(re.sub(r"\\+x|%", "", found[0]))), word)
    return html.unescape(word)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
