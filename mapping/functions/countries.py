"""Functions that read countries and languages, however they are written, and write them as codes."""

import unicodedata
from functools import cache
from typing import Any

import pycountry
from babel import Locale

from mapping.functions.function import Function
from mapping.functions.values import WrongValueError, text_of
from words.told import Told

_TONGUES = ("nl", "en", "de", "fr")
"""The languages in which names of countries and languages are read."""

_ALSO_CALLED = {
    "holland": "NL",
    "the netherlands": "NL",
    "england": "GB",
    "engeland": "GB",
    "scotland": "GB",
    "schotland": "GB",
    "wales": "GB",
    "great britain": "GB",
    "groot-brittannie": "GB",
    "uk": "GB",
    "vk": "GB",
    "tsjechische republiek": "CZ",
    "brd": "DE",
    "el": "GR",
}
_LONGEST = 100


def country(value: Any) -> str:
    """Write a country as its ISO code of two letters.

    It is read from a code of two or three letters, or from a Dutch, English, German or French name.

    >>> country("Duitsland"), country("nld"), country("Czech Republic"), country("Belgique"), country("be")
    ('DE', 'NL', 'CZ', 'BE', 'BE')
    """
    code = _countries().get(_plainly(value))
    if code is None:
        raise WrongValueError(Told("functions.country_not_known"), Told("functions.write_country_code"))
    return code


def country_name(value: Any) -> str:
    """Write the English name of the country that has this ISO code of two letters.

    >>> country_name("NL")
    'Netherlands'
    """
    found = entry_of(value)
    return str(getattr(found, "common_name", found.name))


def country_name_nl(value: Any) -> str:
    """Write the Dutch name of the country that has this ISO code of two letters.

    >>> country_name_nl("DE")
    'Duitsland'
    """
    found = entry_of(value)
    return str(Locale("nl").territories.get(found.alpha_2, found.name))


def language(value: Any) -> str:
    """Write a language as its ISO code of two letters.

    It is read from a code, a locale, or a Dutch, English, German or French name.

    >>> language("Nederlands"), language("nld"), language("nl-BE"), language("German"), language("en_GB")
    ('nl', 'nl', 'nl', 'de', 'en')
    """
    name = _plainly(value)
    code = _languages().get(name) or _languages().get(name.replace("_", "-").partition("-")[0])
    if code is None:
        raise WrongValueError(Told("functions.language_not_known"), Told("functions.write_language_code"))
    return code


def _plainly(value: Any) -> str:
    """A name without capitals, accents and blanks at its ends, as names are compared."""
    found = text_of(value)
    if len(found) > _LONGEST:
        return ""
    bare = unicodedata.normalize("NFKD", found.casefold())
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).split()).strip(".")


def entry_of(value: Any) -> Any:
    """The entry in pycountry of an ISO code of two letters. Raises WrongValueError for any other value."""
    code = text_of(value).strip().upper()
    found = pycountry.countries.get(alpha_2=code) if code in iso_codes() else None
    if found is None:
        raise WrongValueError(Told("functions.no_country_code"), Told("functions.write_country_code"))
    return found


@cache
def iso_codes() -> frozenset[str]:
    """The ISO codes of all countries, of two letters each."""
    return frozenset(entry.alpha_2 for entry in pycountry.countries)


@cache
def _countries() -> dict[str, str]:
    """Every known spelling of every country; a code wins over a name."""
    known: dict[str, str] = {}
    for tongue in reversed(_TONGUES):
        names = Locale(tongue).territories
        known |= {_plainly(name): code for code, name in names.items() if code in iso_codes()}
    for entry in pycountry.countries:
        for attribute in ("name", "official_name", "common_name", "alpha_3", "alpha_2"):
            if name := getattr(entry, attribute, None):
                known[_plainly(name)] = entry.alpha_2
    return known | _ALSO_CALLED


@cache
def _languages() -> dict[str, str]:
    """Every known spelling of every language that has a code of two letters."""
    entries = {entry.alpha_2: entry for entry in pycountry.languages if hasattr(entry, "alpha_2")}
    known: dict[str, str] = {}
    for tongue in reversed(_TONGUES):
        known |= {_plainly(name): code for code, name in Locale(tongue).languages.items() if code in entries}
    for code, entry in entries.items():
        for attribute in ("name", "bibliographic", "alpha_3", "alpha_2"):
            if name := getattr(entry, attribute, None):
                known[_plainly(name)] = code
    return known


COUNTRIES: dict[str, Function] = {
    "country": Function(country),
    "country_name": Function(country_name),
    "country_name_nl": Function(country_name_nl),
    "language": Function(language),
}
