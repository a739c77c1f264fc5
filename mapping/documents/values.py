"""The kinds of value canonical documents are made of: exact decimals, ISO codes, clean text, e-mail and postcodes."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any

import pycountry
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints

MOST_DIGITS = 40
"""More digits than any amount has; fewer than would cost time to compute with."""


def parse_decimal(value: Any) -> Decimal:
    """Read an exact number from a Decimal, an int or plain decimal text. Raises ValueError with the remedy.

    A float has lost digits already, and a bool is no number: both are refused.
    """
    if isinstance(value, bool | float) or not isinstance(value, Decimal | int | str):
        raise ValueError("write a number such as 12.50")  # noqa: TRY004 - pydantic collects ValueError only
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        raise ValueError("write digits with a point before the decimals, such as 1234.50")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("write a number such as 12.50") from None
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or len(number.as_tuple().digits) + abs(exponent) > 2 * MOST_DIGITS:
        raise ValueError(f"write a number of at most {MOST_DIGITS} digits")
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
    """Accept an ISO 3166 code of two letters, in any case. Raises ValueError with the remedy."""
    if code.upper() not in _country_codes():
        raise ValueError("use the ISO code of two letters, such as NL, BE or DE")
    return code.upper()


def check_currency(code: str) -> str:
    """Accept an ISO 4217 code of three letters, in any case. Raises ValueError with the remedy."""
    if code.upper() not in _currency_codes():
        raise ValueError("use the ISO code of three letters, such as EUR")
    return code.upper()


def check_email(address: str) -> str:
    """Accept an address in proper form; its domain is not looked up. Raises ValueError with the remedy."""
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError("write an e-mail address such as name@example.com") from None
    return address


def normal_email(address: str) -> str:
    """The form in which two addresses are compared: trimmed, lower case, compatibility characters folded.

    >>> normal_email("  Info@Example.COM ")
    'info@example.com'
    """
    return address.strip().casefold()


def normal_postcode(postcode: str, country: str) -> str:
    """Write a postcode in its country's usual form. Raises ValueError when a Dutch one cannot exist.

    >>> normal_postcode("1017gn", "NL"), normal_postcode(" b-2000 ", "BE")
    ('1017 GN', 'B-2000')
    """
    text = " ".join(postcode.upper().split())
    if country != "NL":
        return text
    match = re.fullmatch(r"([1-9]\d{3})\s?([A-Z]{2})", text)
    if match is None or match[2] in {"SA", "SD", "SS"}:
        raise ValueError("a Dutch postcode is four digits and two letters, such as 1017 GN")
    return f"{match[1]} {match[2]}"


def parse_moment(value: Any) -> Any:
    """Accept what JSON has for a date with time: ISO text. Other types are refused, so 1700000000 is no date."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise ValueError("write a date with time such as 2026-11-24T09:30:00+01:00")  # noqa: TRY004 - see above
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("write a date with time such as 2026-11-24T09:30:00+01:00") from None


def parse_day(value: Any) -> Any:
    """Accept ISO text for a date, also with a time behind it, which is dropped."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise ValueError("write a date such as 2026-11-24")  # noqa: TRY004 - see above
    try:
        return date.fromisoformat(value[:10]) if len(value) == 10 else datetime.fromisoformat(value).date()  # noqa: PLR2004 - length of an ISO date
    except ValueError:
        raise ValueError("write a date such as 2026-11-24") from None


PERSONAL: dict[str, Any] = {"personal": True}
"""Marks a field whose value is masked in every problem and story; it is also in the published JSON Schema."""

Number = Annotated[
    Decimal,
    BeforeValidator(parse_decimal, json_schema_input_type=str | float),
    PlainSerializer(plain, return_type=str),
]
"""An exact decimal; JSON has it as a number or as text, we write text."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
"""One piece of text without blanks around it."""

PersonalText = Annotated[Text, Field(json_schema_extra=PERSONAL)]
Reference = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/#-]*$")
]
"""A document number: it is shown to operators and stored, so it cannot be an e-mail address."""

Sku = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Country = Annotated[str, AfterValidator(check_country)]
Currency = Annotated[str, AfterValidator(check_currency)]
Email = Annotated[Text, AfterValidator(check_email), Field(json_schema_extra=PERSONAL)]
Moment = Annotated[datetime, BeforeValidator(parse_moment, json_schema_input_type=str)]
Day = Annotated[date, BeforeValidator(parse_day, json_schema_input_type=str)]
