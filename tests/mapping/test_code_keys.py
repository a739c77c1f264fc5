"""A country or currency that is no ISO code is refused with the code that was meant."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from mapping.code_keys import CountryCode, CountryKey, CurrencyCode, rate_key
from words.mistake import Mistake


def mistake(kind: Any, written: str) -> Mistake:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(written)
    [found] = caught.value.errors()
    raised = found["ctx"]["error"]
    assert isinstance(raised, Mistake)
    return raised


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("UK", "GB"),
        ("EL", "GR"),
        ("Nederland", "NL"),
        ("nl", "NL"),
        ("NLD", "NL"),
        ("Belgien", "BE"),
        (" BE", "BE"),
        ("Narnia", None),
    ],
)
def test_a_key_that_no_order_has_is_refused_with_the_country_that_was_meant(written: str, meant: str | None) -> None:
    found = mistake(CountryKey, written)
    assert found.nearest == meant
    assert (repr(meant) if meant else "such as NL or GB") in str(found)


def test_an_iso_code_is_a_key_as_it_stands() -> None:
    assert TypeAdapter(dict[CountryKey, str]).validate_python({"NL": "1300", "GB": "1310"}) == {
        "NL": "1300",
        "GB": "1310",
    }


def test_a_single_country_may_be_written_in_any_case() -> None:
    assert TypeAdapter(CountryCode).validate_python("be") == "BE"
    assert mistake(CountryCode, "Duitsland").nearest == "DE"


@pytest.mark.parametrize(
    ("written", "meant"), [("EUO", "EUR"), ("eur", "EUR"), ("GPB", "GBP"), ("usd", "USD"), ("9", None)]
)
def test_a_currency_that_is_none_is_refused_with_the_nearest(written: str, meant: str | None) -> None:
    found = mistake(CurrencyCode, written)
    assert found.nearest == meant
    assert (repr(meant) if meant else "ISO 4217") in str(found)


def test_an_iso_code_of_a_currency_is_taken() -> None:
    assert TypeAdapter(CurrencyCode).validate_python("XOF") == "XOF"


@pytest.mark.parametrize(("written", "meant"), [("0.21", "21"), ("0.055", "5.5"), ("high", None)])
def test_a_rate_is_written_in_percent(written: str, meant: str | None) -> None:
    with pytest.raises(Mistake) as caught:
        rate_key(written)
    assert caught.value.nearest == meant


@pytest.mark.parametrize("written", ["21", "5.5", "0", "21.00"])
def test_a_rate_in_percent_is_taken(written: str) -> None:
    assert rate_key(written) == written
