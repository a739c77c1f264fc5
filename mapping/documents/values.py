"""The kinds of value canonical documents are made of: exact decimals, ISO codes, clean text, e-mail and postcodes."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any

import pycountry
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticKnownError

from mapping.clean_text import one_line, visible
from words.mistake import Mistake
from words.told import Told

MOST_DIGITS = 40
"""How many digits a number may have when it is written out: more than any amount, too few to take time."""

_MOST_CHARACTERS = 1000
_DECIMAL = re.compile(r"^[+-]?[0-9]+(?:\.[0-9]+)?$")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_decimal(value: Any) -> Decimal:
    """Read an exact number from a Decimal, an int or plain decimal text. Raises Mistake with the remedy.

    A float has lost digits already, and a bool is no number: both are refused.

    >>> parse_decimal("0.1234567890123456789")
    Decimal('0.1234567890123456789')
    """
    if isinstance(value, bool | float) or not isinstance(value, Decimal | int | str):
        raise Mistake(Told("documents.write_number"))
    if isinstance(value, str):
        value = value.strip()
        if len(value) > _MOST_CHARACTERS or not _DECIMAL.fullmatch(value):
            raise Mistake(Told("documents.write_digits"))
        if len(value) <= MOST_DIGITS:
            return Decimal(value)  # the usual case: too short to have too many digits
    number = Decimal(value)
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise Mistake(Told("documents.write_number"))
    if max(len(digits) + max(exponent, 0), -exponent) > MOST_DIGITS:
        raise Mistake(Told("documents.write_fewer_digits", most=MOST_DIGITS))
    return number


def plain(number: Decimal) -> str:
    """Write a Decimal without exponent and without losing a digit: what JSON, vendors and people read.

    >>> plain(Decimal("1E+3")), plain(Decimal("12.50"))
    ('1000', '12.50')
    """
    return format(number, "f")


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries)


@cache
def _currency_codes() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def check_country(code: str) -> str:
    """Accept an ISO 3166 code of two letters, in any case. Raises Mistake with the remedy."""
    if code.upper() not in _country_codes():
        raise Mistake(Told("documents.write_country"))
    return code.upper()


def check_place(code: str) -> str:
    """Accept what :func:`check_country` does, and an empty text where nobody gave a country."""
    return check_country(code) if code else ""


def check_currency(code: str) -> str:
    """Accept an ISO 4217 code of three letters, in any case. Raises Mistake with the remedy."""
    if code.upper() not in _currency_codes():
        raise Mistake(Told("documents.write_currency"))
    return code.upper()


def normal_postcode(postcode: str, country: str) -> str:
    """Write a postcode in its country's usual form. Raises Mistake when a Dutch one cannot exist.

    >>> normal_postcode("1017gn", "NL"), normal_postcode(" b-2000 ", "BE")
    ('1017 GN', 'B-2000')
    """
    text = " ".join(postcode.upper().split())
    if country != "NL":
        return text
    match = re.fullmatch(r"([1-9][0-9]{3}) ?([A-Z]{2})", text)
    if match is None or match[2] in {"SA", "SD", "SS"}:
        raise Mistake(Told("documents.write_dutch_postcode"))
    return f"{match[1]} {match[2]}"


def parse_moment(value: Any) -> datetime:
    """Read a date with time from ISO 8601 text. Other types are refused, so 1700000000 is no date.

    Raises Mistake with the remedy.
    """
    if isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and _ISO_DAY.match(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise Mistake(Told("documents.write_moment"))


def parse_day(value: Any) -> date:
    """Read a date from ISO 8601 text, also with a time behind it, which is dropped. Raises Mistake with the remedy.

    >>> parse_day("2026-11-24T23:30:00+01:00")
    datetime.date(2026, 11, 24)
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return parse_moment(value).date()
    except ValueError:
        raise Mistake(Told("documents.write_day")) from None


def bare_reference(value: Any) -> Any:
    """A document number without the ``#`` that shops write before it: ``#1001`` and ``1001`` are one order.

    >>> bare_reference(" #2026/0051"), bare_reference("2026#51")
    ('2026/0051', '2026#51')
    """
    return value.strip().lstrip("#").lstrip() if isinstance(value, str) else value


REFERENCE_FORM = r"^[A-Za-z0-9][A-Za-z0-9 ._/#-]*$"
LANGUAGE_FORM = r"^[a-z]{2}$"
FORMS: Mapping[str, Told] = {
    REFERENCE_FORM: Told("documents.reference_form"),
    LANGUAGE_FORM: Told("documents.language_form"),
}
"""What each pattern asks for."""


def entries(most: int) -> BeforeValidator:
    """Make a tuple of a list, which JSON has, also where types are checked strictly.

    A list of more entries is refused before any of them is looked at.
    """

    def as_tuple(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        if len(value) > most:
            raise PydanticKnownError(
                "too_long", {"field_type": "Tuple", "max_length": most, "actual_length": len(value)}
            )
        return tuple(value)

    return BeforeValidator(as_tuple)


PERSONAL: dict[str, Any] = {"personal": True}
"""Marks a field whose value is masked in every problem and story; it is also in the published JSON Schema."""

Number = Annotated[
    Decimal,
    BeforeValidator(parse_decimal, json_schema_input_type=float | Annotated[str, Field(pattern=_DECIMAL.pattern)]),
    PlainSerializer(plain, return_type=str),
]
"""An exact decimal; JSON has it as a number or as text, we write text."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), BeforeValidator(one_line)]
"""One line of text without blanks around it, and without signs that nobody sees."""

FilledText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), BeforeValidator(one_line)
]
"""Text that is more than blanks."""

FREE_TEXT: dict[str, Any] = {**PERSONAL, "free_text": True}
"""Marks a personal field that people fill with sentences: its words are common, so only the whole of it counts."""

PersonalText = Annotated[Text, Field(json_schema_extra=PERSONAL)]
FreeText = Annotated[Text, Field(json_schema_extra=FREE_TEXT)]
LongFreeText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=1000),
    BeforeValidator(visible),
    Field(json_schema_extra=FREE_TEXT),
]
"""Free text that may have several lines."""

Reference = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=REFERENCE_FORM),
    BeforeValidator(bare_reference),
    BeforeValidator(visible),
]
"""A document number: it is shown to operators and stored, so it cannot be an e-mail address."""

Sku = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), BeforeValidator(one_line)]
Country = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10), AfterValidator(check_country)]
PlaceCountry = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10), AfterValidator(check_place)]
Currency = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10), AfterValidator(check_currency)]
_IsoMoment = Annotated[str, Field(examples=["2026-11-24T09:30:00+01:00"])]
_IsoDay = Annotated[str, Field(examples=["2026-11-24"])]
Moment = Annotated[datetime, BeforeValidator(parse_moment, json_schema_input_type=_IsoMoment)]
Day = Annotated[date, BeforeValidator(parse_day, json_schema_input_type=_IsoDay)]
