"""The functions a mapping row may name under ``do``; each is pure and takes a value, and some take one argument.

A function gives None where nothing is left, and raises :class:`WrongValueError` for a value it cannot work on; the
mapper makes that a problem of the document. Nothing else is raised, whatever the value. To add a function: write it
here with an example, and name it in :data:`FUNCTIONS`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pycountry

from mapping.addresses import split_line
from mapping.arguments import Argument
from mapping.documents.values import MOST_DIGITS, parse_decimal, parse_moment, plain
from mapping.money import round_to

_BARE_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "đ": "d", "Đ": "D"}
    | {"ð": "d", "Ð": "D", "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th"}
)
"""Letters that Unicode does not take apart into a bare letter and an accent."""


class WrongValueError(ValueError):
    """A function cannot work on this value: ``rule`` says why, ``remedy`` what to do; neither quotes the value."""

    def __init__(self, rule: str, remedy: str) -> None:
        super().__init__(f"{rule}; {remedy}")
        self.rule = rule
        self.remedy = remedy


def trim(value: Any) -> str:
    """Take away blanks at both ends, and make one blank of many inside.

    >>> trim("  Bakkerij   Van Dam ")
    'Bakkerij Van Dam'
    """
    return " ".join(_text_of(value).split())


def upper(value: Any) -> str:
    """Make all letters capitals.

    >>> upper("nl")
    'NL'
    """
    return _text_of(value).upper()


def lower(value: Any) -> str:
    """Make all letters small.

    >>> lower("Info@Example.com")
    'info@example.com'
    """
    return _text_of(value).lower()


def cut(value: Any, length: int) -> str:
    """Keep at most so many characters, without a blank at the end.

    >>> cut("Bakkerij Van Dam", 9)
    'Bakkerij'
    """
    text = _text_of(value)
    return text if len(text) <= length else text[:length].rstrip()


def default(value: Any, fallback: Any) -> Any:
    """Give the fallback where there is nothing, or blanks only.

    >>> default(None, "EUR"), default(" ", "EUR"), default("USD", "EUR")
    ('EUR', 'EUR', 'USD')
    """
    return fallback if is_empty(value) else value


def join(value: Any, separator: str) -> str | None:
    """Make one text of the parts of a list, leaving out the empty ones; None when all are empty.

    >>> join(["Jan", None, "de Vries"], " ")
    'Jan de Vries'
    """
    if not isinstance(value, list | tuple):
        raise WrongValueError("is no list, so there is nothing to join", "take join away, or choose a list as source")
    return separator.join(text(part) for part in value if not is_empty(part)) or None


def text(value: Any) -> str:
    """Write a number, a date or yes and no as text; text stays as it is.

    >>> text(Decimal("1E+3")), text(7), text(True), text(date(2026, 11, 24))
    ('1000', '7', 'true', '2026-11-24')
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return plain(_number_of(value, "cannot be written as text", "choose a text, a number or a date as source"))


def decimal(value: Any) -> Decimal:
    """Read a number from text with a point before the decimals; numbers stay exact.

    >>> decimal(" 0.1234567890123456789 ")
    Decimal('0.1234567890123456789')
    """
    return _number_of(value, "is no number", f"write at most {MOST_DIGITS} digits, such as 1234.50")


def round_half_up(value: Any, places: int) -> Decimal:
    """Round to so many decimals; halves go away from zero, as in trade.

    >>> round_half_up(Decimal("2.345"), 2), round_half_up(Decimal("-2.345"), 2), round_half_up(3, 2)
    (Decimal('2.35'), Decimal('-2.35'), Decimal('3.00'))
    """
    if isinstance(value, str):
        raise WrongValueError("is text, not a number", "put decimal before round")
    return round_to(_number_of(value, "is no number", "choose a number as source"), places)


def day(value: Any) -> str:
    """Write a date as ISO 8601, dropping the time of day.

    >>> day("2026-11-24T23:30:00+01:00"), day(date(2026, 11, 24))
    ('2026-11-24', '2026-11-24')
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return _moment_of(value).date().isoformat()


def moment(value: Any) -> str:
    """Write a date with its time as ISO 8601; the zone stays as the source gives it.

    >>> moment("2026-11-24T09:30:00Z"), moment("2026-11-24")
    ('2026-11-24T09:30:00+00:00', '2026-11-24T00:00:00')
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day).isoformat()  # noqa: DTZ001 - a bare day has no zone
    return _moment_of(value).isoformat()


def first_word(value: Any) -> str | None:
    """Keep what stands before the first blank.

    >>> first_word("Bakkerij Van Dam")
    'Bakkerij'
    """
    return next(iter(_text_of(value).split()), None)


def search_code(value: Any, length: int) -> str | None:
    """Make a short code of a name: capitals and digits only, accents taken off; None when none of its signs remain.

    >>> search_code("Café 't Hoekje & Søn", 10)
    'CAFETHOEKJ'
    """
    bare = unicodedata.normalize("NFKD", _text_of(value).translate(_BARE_LETTERS)).upper()
    return re.sub(r"[^A-Z0-9]", "", bare)[:length] or None


def country_name(value: Any) -> str:
    """Write the English name of the country that has this ISO code of two letters.

    >>> country_name("NL")
    'Netherlands'
    """
    code = _text_of(value).strip().upper()
    country = pycountry.countries.get(alpha_2=code) if code else None
    if country is None:
        raise WrongValueError("is no country code", "use the ISO code of two letters, such as NL, BE or DE")
    return str(getattr(country, "common_name", country.name))


def split_street(value: Any, part: str) -> str | None:
    """Take the ``street``, ``number`` or ``addition`` out of a Dutch address line; the line itself when in doubt.

    >>> [split_street("Kerkstraat 12 a", part) for part in ("street", "number", "addition")]
    ['Kerkstraat', '12', 'a']
    >>> split_street("Plein 1944", "street"), split_street("Plein 1944", "number")
    ('Plein 1944', None)
    """
    found: str | None = getattr(split_line(_text_of(value), "NL"), part)
    return found


def is_empty(value: Any) -> bool:
    """Whether there is nothing: None, blanks only, or a list or object without content.

    >>> is_empty(" "), is_empty([]), is_empty(0), is_empty(False)
    (True, True, False, False)
    """
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, list | tuple | Mapping) and not value)
    )


def _text_of(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongValueError("is no text", "put text before this function")
    return str(value)


def _number_of(value: Any, rule: str, remedy: str) -> Decimal:
    try:
        return parse_decimal(value)
    except ValueError:
        raise WrongValueError(rule, remedy) from None


def _moment_of(value: Any) -> datetime:
    try:
        return parse_moment(value)
    except ValueError:
        raise WrongValueError("is no date", "write a date such as 2026-11-24 or 2026-11-24T09:30:00+01:00") from None


@dataclass(frozen=True, slots=True)
class Function:
    """A function as rows use it. Without ``sees_nothing`` it is not called on None, which passes through."""

    call: Callable[..., Any]
    argument: Argument = Argument.NONE
    sees_nothing: bool = False


FUNCTIONS: dict[str, Function] = {
    "trim": Function(trim),
    "upper": Function(upper),
    "lower": Function(lower),
    "cut": Function(cut, Argument.LENGTH),
    "default": Function(default, Argument.CONSTANT, sees_nothing=True),
    "join": Function(join, Argument.TEXT),
    "text": Function(text),
    "decimal": Function(decimal),
    "round": Function(round_half_up, Argument.PLACES),
    "date": Function(day),
    "datetime": Function(moment),
    "first_word": Function(first_word),
    "search_code": Function(search_code, Argument.LENGTH),
    "country_name": Function(country_name),
    "split_street": Function(split_street, Argument.ADDRESS_PART),
}
"""Every function, by the name that rows use."""
