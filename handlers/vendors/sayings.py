"""Keeps of a vendor's free text what we know to be the vendor's own words, and of all the rest no more than its shape.

Vendors quote what they were sent, and also what they have: another customer's name, a telephone number in another
spelling, half a surname. No list of values finds all that, so only phrases that we know pass, with typed values.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 1000
"""Characters of a text that are looked at."""

_SLOTS: Final = {
    "field": r"[^\W_][\w ./()-]{0,39}?",
    "code": r"[\w./#-]{1,20}",
    "year": r"(?:19|20)[0-9]{2}",
    "number": r"[\w./-]*[0-9][\w./-]*",
    "text": r".{0,200}?",
}
"""What may stand in a slot of a phrase. A field's label, a code and a year are told, of others the kind."""

_MOST_DIGITS: Final = {"field": 3, "code": 8}
"""With more, what stands there is no label and no code, but a telephone number or the like."""

_PARTS: Final = r"\{(\w+)\}|(\s+)|(['\"])|([^{}\s'\"]+)"
_ANY_QUOTE: Final = "[\"'`\u2018\u2019\u201c\u201d]"
_NUMBER: Final = r"[0-9][0-9 ./-]*"
_DAY: Final = r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}"
_WORD: Final = r"[\w@.+/-]*\w"


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase, its slots in their order, and the pattern that finds it in any case and between any quotes."""

    words: str
    slots: tuple[str, ...]
    pattern: re.Pattern[str]

    def fill(self, match: re.Match[str]) -> str:
        """The phrase as we write it, with what may be told of its slots."""
        told = self.words
        for slot, value in zip(self.slots, match.groups(), strict=True):
            told = told.replace(f"{{{slot}}}", _describe(slot, value), 1)
        return told


class Sayings:
    """The phrases of one vendor, as the vendor writes them, with slots such as ``{field}``.

    ``names`` are those of the vendor's fields, which are told wherever they stand.

    >>> sayings = Sayings(["Waarde '{text}' in veld {field} is ongeldig", "in gebruik door relatie {number}"])
    >>> sayings.told('waarde "Noor Hendriks" in veld Naam is ongeldig: Noor, in gebruik door relatie 10007')
    "Waarde '[2 words]' in veld Naam is ongeldig [1 word] in gebruik door relatie [number]"
    """

    def __init__(self, phrases: Iterable[str], names: Container[str] = ()) -> None:
        self._phrases = [_phrase(words) for words in sorted(phrases, key=len, reverse=True)]
        self._names = names

    def told(self, text: str) -> str:
        """The phrases that the text holds, and in brackets what kind of things stand around them."""
        text, told = " ".join(text[:LONGEST].split()), []
        while found := self._first(text):
            phrase, match = found
            told += [*self._shape(text[: match.start()]), phrase.fill(match)]
            text = text[match.end() :]
        return " ".join([*told, *self._shape(text)])

    def _first(self, text: str) -> tuple[_Phrase, re.Match[str]] | None:
        """The phrase that begins first in the text; of two that begin together the longer one."""
        found = [(phrase, match) for phrase in self._phrases if (match := phrase.pattern.search(text))]
        return min(found, key=lambda each: each[1].start(), default=None)

    def _shape(self, text: str) -> Iterator[str]:
        words = 0
        for match in re.finditer(_WORD, text):
            word = match[0]
            kind = word if self._is_name(word, text[match.end() :]) else _kind(word)
            if kind is None:
                words += 1
                continue
            yield from _counted(words)
            words = 0
            yield kind
        yield from _counted(words)

    def _is_name(self, word: str, behind: str) -> bool:
        """Whether a word is the name of a field and can be nothing else: one like ``CITY`` may be, before a colon."""
        if word.rpartition(".")[2] not in self._names:
            return False
        return behind.startswith(":") or re.search(r"[a-z][A-Z]|[0-9_]", word) is not None


def _phrase(words: str) -> _Phrase:
    pattern, slots = "", []
    for slot, blank, quote, literal in (part.groups() for part in re.finditer(_PARTS, words)):
        if slot:
            slots.append(slot)
            pattern += f"({_SLOTS[slot]})"
        else:
            pattern += r"\s+" if blank else _ANY_QUOTE if quote else re.escape(literal)
    end = r"(?=\s*(?:[.,;:|(]|$))" if words.endswith(("{field}", "{text}")) else r"(?!\w)"
    return _Phrase(words, tuple(slots), re.compile(rf"(?<!\w){pattern}{end}", re.IGNORECASE))


def _describe(slot: str, value: str) -> str:
    """What is told of a value in a slot."""
    if slot == "year":
        return value
    if slot in _MOST_DIGITS:
        return value if sum(sign.isdigit() for sign in value) <= _MOST_DIGITS[slot] else "[number]"
    if slot == "number" or re.fullmatch(_NUMBER, value):
        return "[number]"
    words = value.split()
    return (_kind(value) if len(words) == 1 else None) or "".join(_counted(len(words))) or "[nothing]"


def _kind(word: str) -> str | None:
    """What a word is, or None where it is a word like any other."""
    if "@" in word:
        return "[e-mail address]"
    if re.fullmatch(_DAY, word):
        return "[date]"
    return "[number]" if any(sign.isdigit() for sign in word) else None


def _counted(words: int) -> Iterator[str]:
    if words:
        yield f"[{words} word{'s' if words > 1 else ''}]"
