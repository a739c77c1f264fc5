"""Completes an address as AFAS gives it: ISO's code for its country, and the house number out of the street's line."""

from collections.abc import Mapping
from typing import Any, Literal

from handlers.vendors.row_functions.afas_countries import iso_country
from mapping.addresses import split_line

CountryCodes = Literal["afas", "iso"]


def complete_place(
    place: Mapping[str, Any], codes: CountryCodes, own_codes: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The ``street``, ``number``, ``addition`` and ``country`` of an address, completed, with the rest of it.

    ``codes`` are those in which countries are given, and ``own_codes`` the ISO codes of others that only this
    environment has. The street is split where no number is given; ``guessed`` says then whether that was read out of
    it. AFAS gives a house number of 0 where there is none.
    """
    done = dict(place)
    country = place.get("country")
    if isinstance(country, str):
        known = {code.upper(): iso for code, iso in (own_codes or {}).items()}
        country = known.get(country.strip().upper()) or (iso_country(country) if codes == "afas" else country)
        done["country"] = country
    if str(place.get("number") or "").strip() in {"", "0"} and "number" in place:
        done["number"] = None
    street, is_split = place.get("street"), done.get("number") is not None or bool(place.get("addition"))
    if isinstance(street, str) and isinstance(country, str) and not is_split:
        done |= split_line(street, country)._asdict()
    return done
