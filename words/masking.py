"""The one home of masking: hides a value, or takes personal values out of a sentence that may quote them.

Vendors quote what they were sent, whole, cut or respelt. A value is replaced wherever it stands, in any case. So is a
word that is its beginning, or that holds it without its signs and blanks: a search code made of a name, a text cut to
the length of a field, a telephone number without its hyphen. A text that holds any of these escaped, as JSON, addresses
and web pages escape, is told without its escapes. Of a sentence with a code only the values are looked at: the words of
a template are nobody's.
"""

import html
import re
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from words.told import Told, Value

MASK: Final = "[…]"

SHORTEST_PIECE: Final = 5
"""A shorter piece of a value is no secret by itself, and masking it would eat the words of every sentence."""

_TELLING: Final = 3  # the first letter of a text this short would tell too much of it

_WORD = re.compile(r"[^\s\"'`()<>\[\]{},;:=&?/|\\]+")
_NAME = re.compile(r"(?<!\w)(?=\w*(?:[a-z][A-Z]|[0-9_]|\.\w))[A-Za-z]\w*(?:\.\w+)*")
"""A word that can be the name of a field and of no person: it has a capital, digit, point or low line in its midst."""

_CODE_POINT = re.compile(r"\\+u([0-9A-Fa-f]{4})")
_BYTES = re.compile(r"(?:\\+x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2})+")


class WholeText(str):
    """A personal text of sentences: masked where all of it stands, since its words are those of any sentence."""

    __slots__ = ()


def mask(texts: Iterable[str], values: Collection[str], names: Container[str] = ()) -> tuple[str, ...]:
    """The texts without any of the values, and without their pieces; a WholeText has none.

    ``names`` are those of fields, which stay as they are though a value be spelt alike: a person may be called Mail.

    >>> mask(['AccountView says "SRC_CODE: BAKKERIJVA is in use"'], {"Bakkerij Van Dam B.V."})
    ('AccountView says "SRC_CODE: […] is in use"',)
    >>> mask(["CONTACT.MAIL_BUS: mail is no address"], {"Mail"}, {"MAIL_BUS"})
    ('CONTACT.MAIL_BUS: […] is no address',)
    """
    longest_first = sorted(values, key=len, reverse=True)
    return tuple(_mask_text(text, longest_first, names) for text in texts)


def mask_sentence(
    sentence: Told, values: Collection[str], names: Container[str] = (), kept: Container[str] = ()
) -> Told:
    """The sentence with each of its values masked as :func:`mask` masks a text.

    Values that are one of the ``kept`` stay as they are: the number of a record may have a house number in it.

    >>> str(mask_sentence(Told("as_written", text="Jansen is unknown"), {"Jansen"}))
    '[…] is unknown'
    >>> str(mask_sentence(Told("as_written", text="10152"), {"101"}, kept={"10152"}))
    '10152'
    """
    if not values:
        return sentence
    return _mask_told(sentence, sorted(values, key=len, reverse=True), names, kept)


def _mask_told(told: Told, values: Sequence[str], names: Container[str], kept: Container[str]) -> Told:
    return Told(told.code, **{name: _mask_value(value, values, names, kept) for name, value in told.values})


def _mask_value(value: Value, values: Sequence[str], names: Container[str], kept: Container[str]) -> Value:
    match value:
        case str() if value in kept:
            return value
        case str():
            return _mask_text(value, values, names)
        case Told():
            return _mask_told(value, values, names, kept)
        case int() | float() | Decimal() | date():
            text = str(value)
            hidden = _mask_text(text, values, names)
            return value if hidden == text else hidden
        case _:
            return [_mask_value(part, values, names, kept) for part in value]


def _mask_text(text: str, values: Sequence[str], names: Container[str]) -> str:
    for plain in (_unescape(text, _decode), _unescape(text, _byte_by_byte)):
        told = _beside_names(plain, values, names)
        if plain not in (text, told):
            return told
    return _beside_names(text, values, names)


def _beside_names(text: str, values: Sequence[str], names: Container[str]) -> str:
    """The text with what stands between the names of fields masked."""
    told, copied = "", 0
    for word in _NAME.finditer(text):
        if word[0] in names or word[0].rpartition(".")[2] in names:
            told += _cut_out(text[copied : word.start()], values) + word[0]
            copied = word.end()
    return told + _cut_out(text[copied:], values)


def _cut_out(text: str, values: Sequence[str]) -> str:
    for value in values:
        text = _replace(text, value)
    squeezed = {_squeeze(value) for value in values if not isinstance(value, WholeText)}

    def judge(word: re.Match[str]) -> str:
        letters = _squeeze(word[0])
        if len(letters) < SHORTEST_PIECE:
            return word[0]
        is_whole = any(value in letters for value in squeezed if len(value) >= SHORTEST_PIECE)
        return MASK if is_whole or any(value.startswith(letters) for value in squeezed) else word[0]

    return _WORD.sub(judge, text)


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


def _squeeze(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _unescape(text: str, decode: Callable[[bytes], str]) -> str:
    """What a text says that was escaped, once or more often; escaped bytes may be UTF-8, or a letter each."""
    text = _CODE_POINT.sub(lambda found: chr(int(found[1], 16)), text)
    text = _BYTES.sub(lambda found: decode(bytes.fromhex(re.sub(r"\\+x|%", "", found[0]))), text)
    return html.unescape(text)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _byte_by_byte(raw: bytes) -> str:
    return raw.decode("latin-1")


def mask_value(value: object) -> str:
    """Show that something was there and how long it was, and nothing of it but the first letter of a longer text.

    >>> mask_value("info@example.com")
    'i*** (16 characters)'
    >>> mask_value("12"), mask_value(" ")
    ('*** (2 characters)', '(empty)')
    """
    text = _written(value).strip()
    if not text:
        return "(empty)"
    first = text[0] if len(text) > _TELLING and text[0].isprintable() else ""
    return f"{first}*** ({len(text)} character{'s' if len(text) > 1 else ''})"


MOST_SHOWN = 40
"""How many characters of a value a problem shows."""


def shorten(value: object) -> str:
    """Show a value that is not personal: at most :data:`MOST_SHOWN` characters, signs that do not print as ``?``.

    >>> shorten("2 x BR-100")
    '2 x BR-100'
    >>> len(shorten("x" * 1000))
    40
    """
    text = _written(value)[: MOST_SHOWN + 1]
    shown = "".join(sign if sign.isprintable() else "?" for sign in text)
    return shown if len(shown) <= MOST_SHOWN else f"{shown[: MOST_SHOWN - 1]}…"


def _written(value: object) -> str:
    # Python refuses to print whole numbers of more than 4300 digits; Decimal prints them.
    return str(Decimal(value)) if type(value) is int else str(value)
