"""Takes a house number and its addition apart, and writes street and number in one line as each country does."""

import re
from typing import NamedTuple


class HouseNumber(NamedTuple):
    """A house number in its two parts."""

    number: str
    addition: str | None = None


_REPEATS = frozenset({"bis", "ter", "quater"})
"""Additions of France, which belong to the number itself."""

_NUMBER_FIRST = frozenset(
    {"AU", "CA", "FR", "GB", "GG", "HK", "IE", "IL", "IM", "IN", "JE", "LU", "MC", "MY", "NZ", "PH", "SG", "TH", "US"}
    | {"VN", "ZA", "GF", "GP", "MQ", "RE", "YT", "NC", "PF"}
)
"""Countries that write the number before the street. Source: the addressing systems of the Universal Postal Union."""


def house_number_parts(house: str) -> HouseNumber:
    """Take a house number and its addition apart; a text that does not begin with digits stays whole.

    >>> house_number_parts("12-A")
    HouseNumber(number='12', addition='A')
    >>> house_number_parts("12 bus 3").addition, house_number_parts("12").addition, house_number_parts("A12").number
    ('bus 3', None, 'A12')
    """
    text = " ".join(house.split())
    match = re.fullmatch(r"([0-9]+)[ ,./-]*(.*)", text)
    return HouseNumber(match[1], match[2] or None) if match else HouseNumber(text)


def join_line(street: str, number: str, addition: str, country: str) -> str:
    """Write the parts in one line as their country does: Belgium ``bus 3``, Germany ``12a``, a blank elsewhere.

    Where the number comes first, as in France and the United States, the addition comes last.

    An addition that says itself what it is, such as ``bte 3``, ``bis`` or ``-2``, stays as it is.

    >>> join_line("Kerkstraat", "12", "A", "NL"), join_line("Kerkstraat", "12", "3", "BE")
    ('Kerkstraat 12 A', 'Kerkstraat 12 bus 3')
    >>> join_line("Hauptstraße", "12", "a", "DE"), join_line("Hauptstraße", "12", "1/2", "DE")
    ('Hauptstraße 12a', 'Hauptstraße 12 1/2')
    >>> join_line("Fifth Avenue", "350", "Fl 21", "US")
    '350 Fifth Avenue, Fl 21'
    """
    if country.upper() in _NUMBER_FIRST and number[:1].isdecimal():
        if len(addition) == 1 or addition.casefold() in _REPEATS:
            return f"{number}{addition if len(addition) == 1 else ' ' + addition} {street}"
        return ", ".join(part for part in (f"{number} {street}".strip(), addition) if part)
    between = " "
    if addition[:1] in {"-", "/"} or (country.upper() == "DE" and re.fullmatch("[A-Za-z]", addition)):
        between = ""
    elif country.upper() == "BE" and re.fullmatch(r"[0-9]{1,4}|[0-9]{1,3}[A-Za-z]", addition):
        between = " bus "
    house = f"{number}{between}{addition}" if number and addition else number or addition
    return f"{street} {house}".strip()
