"""Cuts a text that is too long where a reader would: at a word, and never within what is seen as one sign."""

import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
_FIRST_FLAG, _LAST_FLAG = "\U0001f1e6", "\U0001f1ff"
_FIRST_SKIN, _LAST_SKIN = "\U0001f3fb", "\U0001f3ff"
_FIRST_TAG, _LAST_TAG = "\U000e0020", "\U000e007f"
_LEAST_SHARE: Final = 2
"""A word is cut through rather than that less than one part in so many of the room is used."""


def cut_text(text: str, room: int) -> tuple[str, str]:
    """A text as it fits in so many signs, and what is left of it; blanks at the place where it is cut are in neither.

    Room is counted as books count it, where a picture such as an emoji takes two signs or more.

    >>> cut_text("Garden bench of oiled wood", 20), cut_text("Oak", 20)
    (('Garden bench of', 'oiled wood'), ('Oak', ''))
    >>> cut_text("\U0001f468\u200d\U0001f469\u200d\U0001f467 at home", 4)
    ('', '\U0001f468\u200d\U0001f469\u200d\U0001f467 at home')
    """
    if _size(text) <= room:
        return text, ""
    end = _within(text, room)
    while end > 0 and not _is_between(text, end):
        end -= 1
    at_word = _last_word_end(text, end)
    if at_word and at_word * _LEAST_SHARE >= end:
        end = at_word
    return text[:end].rstrip(), text[end:].lstrip()


def _size(text: str) -> int:
    return len(text) + sum(sign > "\uffff" for sign in text)


def _within(text: str, room: int) -> int:
    """How many signs of the text fit."""
    size = 0
    for place, sign in enumerate(text):
        size += 1 + (sign > "\uffff")
        if size > room:
            return place
    return len(text)


def _last_word_end(text: str, end: int) -> int:
    """Where the last whole word before this place ends; 0 where none does."""
    if end < len(text) and text[end].isspace():
        return end
    return next((place for place in range(end - 1, 0, -1) if text[place].isspace()), 0)


def _is_between(text: str, place: int) -> bool:
    """Whether two signs meet here that a reader sees as two."""
    before, after = text[place - 1], text[place]
    if _JOINER in (before, after) or _extends(after):
        return False
    if _is_flag(before) and _is_flag(after):
        flags = 0
        while place - 1 - flags >= 0 and _is_flag(text[place - 1 - flags]):
            flags += 1
        return flags % 2 == 0
    return True


def _is_flag(sign: str) -> bool:
    return _FIRST_FLAG <= sign <= _LAST_FLAG


def _extends(sign: str) -> bool:
    """Whether a sign only changes the one before it: an accent, a colour of skin, a choice of form."""
    return (
        unicodedata.category(sign) in {"Mn", "Mc", "Me"}
        or _FIRST_SKIN <= sign <= _LAST_SKIN
        or _FIRST_TAG <= sign <= _LAST_TAG
        or sign == "\u200c"
    )
