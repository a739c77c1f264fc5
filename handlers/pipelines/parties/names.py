"""Brings names and addresses to the form in which they are compared: people write the same one in many ways."""

import re
import unicodedata

from mapping.addresses import split_line
from mapping.bare_letters import BARE_LETTERS
from mapping.documents.party import Address

_ABBREVIATION = re.compile(r"(?<![0-9])[.'’`]|[.'’`](?![0-9])")  # noqa: RUF001 - people write the curly one too
_SIGN = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Small letters without accents; points and apostrophes fall away, other signs and blanks become one blank.

    The legal form stays: a B.V. and its owner are two debtors. A point between digits makes another number.

    >>> fold("  Café  D'Ørsted-Müller B.V. "), fold("n.v.t."), fold("12.5"), fold("-")
    ('cafe dorsted muller bv', 'nvt', '12 5', '')
    """
    plain = unicodedata.normalize("NFKD", text).casefold()  # letters in fancy dress have capitals only once undressed
    bare = unicodedata.normalize("NFKD", _ABBREVIATION.sub("", plain).translate(BARE_LETTERS))
    return _SIGN.sub(" ", "".join(sign for sign in bare if not unicodedata.combining(sign))).strip()


def same_name(one: str, other: str) -> bool:
    """Whether two names are equal when folded, also where one of them has the last name first, before a comma.

    Nothing is guessed: initials are no first name, and a left-out infix makes another name.

    >>> same_name("Jan van der Berg", "Berg, Jan van der"), same_name("Jan van der Berg", "J. van der Berg")
    (True, False)
    """
    return not _forms(one).isdisjoint(_forms(other))


def compact(text: str) -> str:
    """Letters and digits in capitals: for codes, where points and blanks make no difference.

    >>> compact("nl 8501.23.456 b01"), compact("12 - a")
    ('NL850123456B01', '12A')
    """
    return "".join(sign for sign in text.upper() if sign.isalnum())


def house_of(address: Address) -> str:
    """House number and addition, read out of the street line where the source did not tell them apart, else empty."""
    if address.number:
        return address.house
    split = split_line(address.street, address.country)
    return "-".join(part for part in (split.number, split.addition) if part)


def _forms(name: str) -> set[str]:
    last, comma, first = name.partition(",")
    forms = {fold(name), fold(f"{first} {last}") if comma else ""}
    return forms - {""}
