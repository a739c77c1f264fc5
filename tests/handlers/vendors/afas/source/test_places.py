"""An address as AFAS gives it, completed."""

from typing import Any

import pytest

from handlers.vendors.afas.source.places import CountryCodes, complete_place


@pytest.mark.parametrize(
    ("codes", "own", "given", "iso"),
    [
        ("afas", {}, "D", "DE"),
        ("iso", {}, "DE", "DE"),
        ("afas", {}, " RU ", "BI"),
        ("afas", {"uae": "AE"}, " UAE", "AE"),
        ("iso", {"D": "DE"}, "d", "DE"),
        ("afas", {}, "UAE", "UAE"),
        ("afas", {}, None, None),
    ],
)
def test_a_country_has_its_iso_code_by_own_codes_first(
    codes: CountryCodes, own: dict[str, str], given: Any, iso: Any
) -> None:
    assert complete_place({"country": given}, codes, own) == {"country": iso}


@pytest.mark.parametrize("number", [None, 0, "0", "", " "])
def test_without_a_number_the_street_is_split(number: Any) -> None:
    done = complete_place({"street": "Kerkstraat 12 B", "number": number, "country": "NL"}, "afas")
    assert (done["street"], done["number"], done["addition"], done["guessed"]) == ("Kerkstraat", "12", "B", True)


@pytest.mark.parametrize("given", [{"number": 12}, {"number": 0, "addition": "B"}])
def test_a_street_whose_number_is_given_stays_whole(given: dict[str, Any]) -> None:
    done = complete_place({"street": "Plein 1944", "country": "NL", **given}, "afas")
    assert done["street"] == "Plein 1944"


def test_what_is_not_given_is_not_added() -> None:
    assert complete_place({"city": "Utrecht"}, "afas") == {"city": "Utrecht"}
