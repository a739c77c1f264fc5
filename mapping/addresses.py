"""Splits an address line into street, house number and addition where the source did not, and leaves it when in doubt.

A wrong split sends goods to another door, and an unsplit line does not: a line is only split when one reading stands
out. The forms that are hard (streets called after years, numbers with numbers behind them) are those which users of
the libraries pickware/address-splitter and myparcelnl/sdk reported there.
"""

import re
from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

from mapping.house_numbers import HouseNumber

SPLIT_COUNTRIES = frozenset({"NL", "BE", "DE"})
"""Where the number stands behind the street, so that a line can be split at all."""

_LONGEST = 200  # no address line is longer; more is left alone
_BLOCK = 1  # in Mannheim one letter and a number is a block of houses: Q 7


class AddressLine(NamedTuple):
    """The parts of one line; without a number the street is the whole line."""

    street: str
    number: str | None = None
    addition: str | None = None
    guessed: bool = False
    """Whether the number was read out of the line, rather than told by the source or by a list of exceptions."""


class AddressLines(NamedTuple):
    """The parts of the two lines of an address; ``extra`` is what of the second line is no part of street and house."""

    street: str
    number: str | None = None
    addition: str | None = None
    extra: str | None = None
    guessed: bool = False


_WORD = (
    r"(?:bis|ter|quater|hs|huis|boven|beneden|onder|achter|voor|links|rechts|rood|zwart|wit|rd|zw|hoog|hg|bg|ong"
    r"|boîte|boite|bte|bus|box|app|appt|apt|appartement|unit|kamer|etage|verd|verdieping|hinterhaus|vorderhaus"
    r"|seitenflügel|hh|vh|eg|og|dg|stock|whg|wohnung|i{1,3}|iv|vi{0,3})"
)
_ADDITION = re.compile(
    rf"(?:[a-z][ ./-])?{_WORD}\.?(?:[ ./-]?[0-9]{{1,5}})?(?:[ -]?[a-z])?"  # bis, A bis, bis A, hs, III, bus 3, app. 12b
    rf"|[0-9]{{1,3}}(?:e|er|ste|de)?[ .-]?{_WORD}"  # 3 hoog, 2e etage
    r"|[a-z]{1,2}(?:[ ./-]?[0-9]{1,4})?(?:[ /-][a-z])?"  # A, a-2, B12
    r"|[0-9]{1,4}(?:[ /-]?[a-z]|/[0-9]{1,4})?",  # 46, 14a, 3/4
    re.IGNORECASE,
)
_NUMBER = re.compile(r",? (?P<number>[0-9]{1,5})(?![0-9])")
_TAIL = re.compile(r"(?P<mark> ?[-/,.] ?| )?(?P<addition>\S.*)?")

_YEAR = r"(?:1[5-9]|20)[0-9]{2}"
_KINDS = frozenset(
    {"plein", "laan", "straat", "weg", "pad", "park", "dreef", "kade", "singel", "boulevard", "square", "avenue"}
    | {"platz", "allee", "straße", "strasse"}
)
_CALLED_AFTER_A_YEAR = re.compile(
    rf"(?P<street>(?:(?:{'|'.join(sorted(_KINDS))})|.*\b(?:van|der|de|des|den|het|du|la)) "
    rf"(?:{_YEAR}(?: ?[-/] ?'?(?:{_YEAR}|[0-9]{{2}}))?|'?40 ?[-/] ?'?45))"
    r"(?: (?P<house>[0-9].*))?",
    re.IGNORECASE,
)
"""Plein 1944, Laan van 1813, Plein '40-'45: the first number belongs to the street."""

_NUMBERED = frozenset(
    {"van", "der", "de", "den", "des", "het", "'t", "aan", "op", "te", "ter", "ten", "in", "bij", "am", "an", "im"}
    | {"zum", "zur", "von", "du", "la", "le", "nr", "nr.", "no", "no.", "nummer", "wijk", "blok", "block", "zone"}
    | {"sector", "sectie", "vak", "hal", "loods", "gebouw", "pier", "kavel", "perceel", "lot"}
)
"""Words no street ends in: the number behind them belongs to the name, or they to the number."""

_MONTHS = frozenset(
    {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november"}
    | {"december", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre"}
    | {"novembre", "décembre", "januar", "februar", "märz", "dezember"}
)

_BEFORE = re.compile(r"(?P<number>[0-9]{1,4})(?: ?(?P<addition>[a-df-zA-DF-Z])(?=[ ,]))?,? (?P<street>[^0-9]{3,})")
_ORDINALS = frozenset({"e", "er", "de", "ste", "th", "st", "nd", "rd", "ème", "eme"})
_NUMBER_WORD = re.compile(
    r"^(?:nr|no|nummer|num|n°|huisnummer|hnr|hausnummer)\.?:? ?(?=[0-9])|^# ?(?=[0-9])", re.IGNORECASE
)

_BOXES = ("postbus", "antwoordnummer", "postfach", "boîte postale", "bp")


def split_line(line: str, country: str, exceptions: Collection[str] = ()) -> AddressLine:
    """Split one line. It stays whole when it has no number, when it may be read in two ways, and outside NL, BE and DE.

    ``country`` is an ISO code of two letters. Blanks at the ends and double blanks are taken away. ``exceptions`` are
    streets known by name, in any capitals: a line that begins with one, with or without a house number behind it, is
    split there, in any country.

    >>> split_line("Kerkstraat 12 a-2", "NL")
    AddressLine(street='Kerkstraat', number='12', addition='a-2', guessed=True)
    >>> split_line("Plein 1944 12", "NL")[:3]
    ('Plein 1944', '12', None)
    >>> split_line("12 High Street", "GB")
    AddressLine(street='12 High Street', number=None, addition=None, guessed=False)
    >>> split_line("Wijk 5 12", "NL", exceptions=["Wijk 5"])
    AddressLine(street='Wijk 5', number='12', addition=None, guessed=False)
    """
    text = " ".join(line.split())
    if len(text) > _LONGEST:
        return AddressLine(text)
    if known := _split_known_street(text, exceptions):
        return known
    return _read_out(text, country.upper()) if country.upper() in SPLIT_COUNTRIES else AddressLine(text)


def split_lines(line: str, second: str, country: str, exceptions: Collection[str] = ()) -> AddressLines:
    """Split an address of two lines, as shops ask for: people write the house number on either of them, or before it.

    A second line counts as a house number only where the first has none, and only in NL, BE and DE. An empty first line
    gives way to the second.

    >>> split_lines("Lindelaan", "5 A", "NL")
    AddressLines(street='Lindelaan', number='5', addition='A', extra=None, guessed=True)
    >>> split_lines("Lindelaan 5", "3rd floor", "NL").extra, split_lines("5", "Lindelaan", "NL")[:2]
    ('3rd floor', ('Lindelaan', '5'))
    """
    one, two = " ".join(line.split()), " ".join(second.split())
    if not one:
        one, two = two, ""
    found = split_line(one, country, exceptions)
    if two and found.number is None and country.upper() in SPLIT_COUNTRIES and len(two) <= _LONGEST:
        house, number_first = _house_alone(two), _house_alone(one)
        if house and _is_name(one):
            return AddressLines(one, house.number, house.addition, guessed=True)
        if number_first and _is_name(two):
            return AddressLines(two, number_first.number, number_first.addition, guessed=True)
    return AddressLines(found.street, found.number, found.addition, two or None, found.guessed)


def _house_alone(text: str) -> HouseNumber | None:
    """A text that is a house number and nothing else, with or without a word for it before."""
    match = _NUMBER.match(f" {_NUMBER_WORD.sub('', text)}")
    addition = _addition(f" {_NUMBER_WORD.sub('', text)}"[match.end() :]) if match else None
    return HouseNumber(match["number"], addition or None) if match and addition is not None else None


def _is_name(text: str) -> bool:
    """Whether a text may be a street without its number: it ends in a letter, and is no box."""
    letters = sum(sign.isalpha() for sign in text)
    ends = bool(text) and (text[-1].isalpha() or text[-1] in ".)'" or bool(_CALLED_AFTER_A_YEAR.fullmatch(text)))
    return letters > _BLOCK and ends and not text.casefold().startswith(_BOXES)


def _read_out(text: str, country: str) -> AddressLine:
    """The split by the form of the line alone."""
    whole = AddressLine(text)
    if by_year := _CALLED_AFTER_A_YEAR.fullmatch(text):
        house = _NUMBER.match(f" {by_year['house'] or ''}")
        addition = _addition(f" {by_year['house']}"[house.end() :]) if house else None
        if house is None or addition is None:
            return whole
        return AddressLine(by_year["street"], house["number"], addition or None, guessed=True)
    for match in _NUMBER.finditer(text):
        addition = _addition(text[match.end() :])
        if addition is not None:
            found = AddressLine(text[: match.start()], match["number"], addition or None, guessed=True)
            return found if _is_sound(found, country) else whole
    return _number_before(text) or whole


def _number_before(text: str) -> AddressLine | None:
    """The split of a line with its number before the street, as people abroad write it: ``5, rue Neuve``.

    There is no other number in it, and the number is no part of the name, as in ``1e Kruisstraat``.
    """
    match = _BEFORE.fullmatch(text)
    if match is None:
        return None
    street = match["street"]
    first = street.split()[0].casefold()
    if not _is_name(street) or first.startswith(tuple(_MONTHS)) or first in _ORDINALS | _NUMBERED:
        return None
    return AddressLine(street, match["number"], match["addition"] or None, guessed=True)


def _split_known_street(text: str, streets: Collection[str]) -> AddressLine | None:
    """The split behind the longest of these streets that the text begins with; None where none fits."""
    for street in sorted(streets, key=len, reverse=True):
        name = " ".join(street.split())
        if not name or text[: len(name)].casefold() != name.casefold():
            continue
        tail = text[len(name) :]
        if not tail:
            return AddressLine(text)
        house = _NUMBER.match(tail) if tail[0] in " ," else None
        addition = _addition(tail[house.end() :]) if house else None
        if house and addition is not None:
            return AddressLine(text[: len(name)], house["number"], addition or None)
    return None


def _addition(tail: str) -> str | None:
    """The addition in what stands behind a number: empty when nothing does, None when it is no addition."""
    match = _TAIL.fullmatch(tail)
    if match is None or (match["addition"] is None and tail):
        return None
    addition = match["addition"] or ""
    return addition if not addition or _ADDITION.fullmatch(addition) else None


def _is_sound(split: AddressLine, country: str) -> bool:
    """Whether no other reading comes near: the street is a name, and its number not a part of that name."""
    words = split.street.casefold().split()
    letters = sum(sign.isalpha() for sign in split.street)
    if letters <= _BLOCK or not (split.street[-1].isalpha() or split.street[-1] in ".)'"):
        return False
    if words[-1] in _NUMBERED or any(_is_stray(*pair) for pair in pairwise(words[1:])):
        return False
    if split.street.casefold().startswith(_BOXES):
        return split.addition is None
    behind = (split.addition or "").isdigit()
    if re.fullmatch(_YEAR, split.number or "") and (behind or words[-1] in _KINDS):
        return False
    # "Straße 12" is the full name of a street in Berlin, and "Weg 3 12" a plot in an allotment.
    return not (split.street.casefold() in _KINDS and (behind or country == "DE"))


def _is_stray(word: str, following: str) -> bool:
    """Whether a word inside a street is a number that no date explains, so that the split may be one number late."""
    return word.isdecimal() and following not in _MONTHS and not re.fullmatch(_YEAR, word)
