"""Judges the ISO codes in settings: a name, or a code that only looks like one, is refused with the one that was meant.

A table is looked up with the code that an order has, which is always an ISO code in capitals: under any other key its
row would never be used, and nobody would be told.
"""

from collections.abc import Callable, Iterable
from typing import Annotated

import pycountry
from pydantic import AfterValidator

from mapping.documents.values import check_country, check_currency, parse_decimal, plain
from mapping.functions.countries import country
from mapping.functions.values import WrongValueError
from mapping.suggestions import did_you_mean
from words.mistake import Mistake
from words.told import Told


def meant_country(written: str) -> str | None:
    """The ISO code of the country that somebody meant, by its name, another code of it, or its lower case.

    >>> meant_country("UK"), meant_country("Nederland"), meant_country("nl"), meant_country("Narnia")
    ('GB', 'NL', 'NL', None)
    """
    try:
        return country(written)
    except WrongValueError:
        return None


def meant_currency(written: str) -> str | None:
    """The ISO code of the currency that somebody meant: another case of it, or the one that is nearest.

    >>> meant_currency("usd"), meant_currency("EUO"), meant_currency("9")
    ('USD', 'EUR', None)
    """
    common = did_you_mean(written, _COMMON)
    return common or did_you_mean(written, _currencies())


def country_key(written: str) -> str:
    """Accept an ISO code of a country in capitals. Raises Mistake with the code that was meant."""
    if not _is_iso(written, check_country):
        nearest = meant_country(written)
        told = Told("books.no_country_key_near", nearest=repr(nearest)) if nearest else Told("books.no_country_key")
        raise Mistake(told, nearest=nearest)
    return written


def country_code(written: str) -> str:
    """Accept an ISO code of a country in any case, and write it in capitals. Raises Mistake as above."""
    code = written.strip().upper()
    if not _is_iso(code, check_country):
        nearest = meant_country(written)
        told = Told("books.no_country_near", nearest=repr(nearest)) if nearest else Told("books.no_country")
        raise Mistake(told, nearest=nearest)
    return code


def currency_code(written: str) -> str:
    """Accept an ISO code of a currency in capitals. Raises Mistake with the code that was probably meant."""
    if _is_iso(written, check_currency):
        return written
    nearest = meant_currency(written)
    told = Told("books.no_currency_near", nearest=repr(nearest)) if nearest else Told("books.no_currency")
    raise Mistake(told, nearest=nearest)


def currency_key(written: str) -> str:
    """Accept the same as the first column of a table. Raises Mistake as above."""
    if _is_iso(written, check_currency):
        return written
    nearest = meant_currency(written)
    told = Told("books.no_currency_key_near", nearest=repr(nearest)) if nearest else Told("books.no_currency_key")
    raise Mistake(told, nearest=nearest)


def rate_key(written: str) -> str:
    """Accept a rate in percent. Raises Mistake for a fraction such as 0.21, and for what is no number."""
    try:
        rate = parse_decimal(written)
    except ValueError:
        raise Mistake(Told("books.no_rate")) from None
    if 0 < rate < 1:
        percent = plain((rate * 100).normalize())
        raise Mistake(Told("books.rate_fraction", rate=written, percent=percent), nearest=percent)
    return written


CountryKey = Annotated[str, AfterValidator(country_key)]
CountryCode = Annotated[str, AfterValidator(country_code)]
CurrencyKey = Annotated[str, AfterValidator(currency_key)]
CurrencyCode = Annotated[str, AfterValidator(currency_code)]

_COMMON = ("EUR", "USD", "GBP", "CHF", "SEK", "DKK", "NOK", "PLN", "CZK")
"""The currencies of most orders here: of two that are as near, one of these was meant."""


def _is_iso(code: str, check: Callable[[str], str]) -> bool:
    """Whether a code is one of those that a check accepts, as it is written."""
    try:
        return check(code) == code
    except ValueError:
        return False


def _currencies() -> Iterable[str]:
    return (currency.alpha_3 for currency in pycountry.currencies)
