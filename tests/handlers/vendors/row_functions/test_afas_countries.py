"""Country codes both ways."""

import pycountry
import pytest

from handlers.vendors.row_functions.afas_countries import (
    AFAS_OF,
    ISO_OF,
    afas_country,
    from_afas_country,
    iso_country,
    to_afas_country,
)

NETHERLANDS_ANTILLES = "AN"  # dissolved in 2010, and out of ISO since


@pytest.mark.parametrize(
    ("afas", "iso"), [("D", "DE"), ("b", "BE"), ("F", "FR"), ("NL", "NL"), ("GB", "GB"), (" USA ", "US")]
)
def test_the_neighbours_are_told_apart(afas: str, iso: str) -> None:
    assert iso_country(afas) == iso


def test_every_code_of_the_table_goes_to_iso_and_back() -> None:
    assert len(AFAS_OF) == len(ISO_OF) == 159
    assert all(afas_country(iso_country(code)) == code for code in ISO_OF)


def test_every_country_of_iso_goes_to_afas_and_back() -> None:
    codes = [country.alpha_2 for country in pycountry.countries]
    assert [code for code in codes if iso_country(afas_country(code)) != code] == []


def test_every_code_of_the_table_is_a_country() -> None:
    codes = {country.alpha_2 for country in pycountry.countries}
    assert set(ISO_OF.values()) - codes == {NETHERLANDS_ANTILLES}


def test_every_iso_country_survives_the_way_to_afas_and_back() -> None:
    for code in ("NL", "DE", "BI", "RU", "GB", "US"):
        assert from_afas_country(to_afas_country(code)) == code
