"""Functions on text: case, blanks, length, joining and splitting."""

import re
import unicodedata
from typing import Any

from mapping.bare_letters import BARE_LETTERS
from mapping.functions.arguments import Argument, OneOf
from mapping.functions.function import Function, by_name
from mapping.functions.values import MOST_TEXT, WrongValueError, is_empty, list_of, text_of, written
from words.told import Told


def trim(value: Any) -> str:
    """Take away blanks at both ends, and make one blank of many inside.

    >>> trim("  Bakkerij   Van Dam ")
    'Bakkerij Van Dam'
    """
    return " ".join(text_of(value).split())


def strip(value: Any) -> str:
    """Take away blanks at both ends; those inside stay.

    >>> strip("  Kerkstraat  12 ")
    'Kerkstraat  12'
    """
    return text_of(value).strip()


def collapse(value: Any) -> str:
    r"""Make one blank of every run of blanks and line breaks, also at the ends.

    >>> collapse("Ring  twice,\n then wait ")
    'Ring twice, then wait '
    """
    return re.sub(r"\s+", " ", text_of(value))


def upper(value: Any) -> str:
    """Make all letters capitals.

    >>> upper("nl")
    'NL'
    """
    return text_of(value).upper()


def lower(value: Any) -> str:
    """Make all letters small.

    >>> lower("Info@Example.com")
    'info@example.com'
    """
    return text_of(value).lower()


def capitalise(value: Any) -> str:
    """Make the first letter a capital and leave the rest as it is.

    >>> capitalise("bakkerij Van Dam")
    'Bakkerij Van Dam'
    """
    found = text_of(value)
    return found[:1].upper() + found[1:]


def cut(value: Any, length: int) -> str:
    """Keep at most so many characters, without a blank at the end.

    >>> cut("Bakkerij Van Dam", 9)
    'Bakkerij'
    """
    found = text_of(value)
    return found if len(found) <= length else found[:length].rstrip()


def pad(value: Any, length: int, sign: str = " ", side: str = "left") -> str:
    """Fill up to a length with a character, on the left unless told otherwise; a longer text stays as it is.

    >>> pad("42", length=6, sign="0"), pad("NL", length=4, sign=".", side="right")
    ('000042', 'NL..')
    """
    found = written(value)
    return found.rjust(length, sign) if side == "left" else found.ljust(length, sign)


def prepend(value: Any, before: str) -> str:
    """Put a text before the value.

    >>> prepend("10042", "S1-")
    'S1-10042'
    """
    return before + written(value)


def append(value: Any, behind: str) -> str:
    """Put a text behind the value.

    >>> append("2026-11-24T09:30:00", "Z")
    '2026-11-24T09:30:00Z'
    """
    return written(value) + behind


def replace(value: Any, old: str, new: str) -> str:
    """Replace a piece of text by another, wherever it stands.

    >>> replace("Jan & Zn & Co", old="&", new="en")
    'Jan en Zn en Co'
    """
    found = text_of(value)
    if len(found) + found.count(old) * len(new) > MOST_TEXT:
        raise WrongValueError(Told("functions.becomes_too_long"), Told("functions.most_characters", most=MOST_TEXT))
    return found.replace(old, new)


def join(value: Any, separator: str) -> str | None:
    """Make one text of the parts of a list, leaving out the empty ones; None when all are empty.

    >>> join(["Jan", None, "de Vries"], " ")
    'Jan de Vries'
    """
    if not isinstance(value, list | tuple):
        raise WrongValueError(Told("functions.nothing_to_join"), Told("functions.take_join_away"))
    return separator.join(written(part) for part in list_of(value) if not is_empty(part)) or None


def split(value: Any, separator: str) -> list[str]:
    """Make a list of the parts of a text, without blanks around them and without the empty ones.

    >>> split("bread, tin ,,oven", ",")
    ['bread', 'tin', 'oven']
    """
    return [part.strip() for part in text_of(value).split(separator) if part.strip()]


def text(value: Any) -> str:
    """Write a number, a date or yes and no as text; text stays as it is.

    >>> text(1000), text("7"), text(True)
    ('1000', '7', 'true')
    """
    return written(value)


def first_word(value: Any) -> str | None:
    """Keep what stands before the first blank.

    >>> first_word("Bakkerij Van Dam")
    'Bakkerij'
    """
    return next(iter(text_of(value).split()), None)


def search_code(value: Any, length: int) -> str | None:
    """Make a short code of a name: capitals and digits only, accents taken off; None when none of its signs remain.

    >>> search_code("Café 't Hoekje & Søn", 10)
    'CAFETHOEKJ'
    """
    bare = unicodedata.normalize("NFKD", text_of(value).translate(BARE_LETTERS)).upper()
    return re.sub(r"[^A-Z0-9]", "", bare)[:length] or None


TEXT: dict[str, Function] = {
    "trim": Function(trim),
    "strip": Function(strip),
    "collapse": Function(collapse),
    "upper": Function(upper),
    "lower": Function(lower),
    "capitalise": Function(capitalise),
    "cut": Function(cut, Argument.LENGTH),
    "pad": by_name(
        pad,
        needed={"length": Argument.LENGTH},
        optional={"sign": Argument.SIGN, "side": OneOf(("left", "right"))},
        short="length",
    ),
    "prepend": Function(prepend, Argument.SHORT_TEXT),
    "append": Function(append, Argument.SHORT_TEXT),
    "replace": by_name(replace, needed={"old": Argument.FILLED_TEXT, "new": Argument.SHORT_TEXT}),
    "join": Function(join, Argument.TEXT),
    "split": Function(split, Argument.FILLED_TEXT),
    "text": Function(text),
    "first_word": Function(first_word),
    "search_code": Function(search_code, Argument.LENGTH),
}
