"""Rates of member states, by which a rate that a country does not have is noticed."""

from datetime import date
from decimal import Decimal

import pytest

from mapping.vat.areas import MEMBER_STATES
from mapping.vat.rates import RATES, percent, rate_mistake, rates_of

DAY = date(2026, 11, 24)


def test_every_member_state_has_its_rates() -> None:
    assert set(RATES) == MEMBER_STATES
    assert all(rates_of(country, DAY) for country in MEMBER_STATES)


@pytest.mark.parametrize(
    ("country", "rate"),
    [("EE", "20"), ("RO", "19"), ("SK", "20"), ("FI", "24"), ("FI", "14"), ("LT", "9"), ("NL", "19"), ("DE", "16")],
)
def test_the_rates_that_many_public_lists_still_show_are_noticed(country: str, rate: str) -> None:
    assert f"{rate} % is no rate of {country}" in str(rate_mistake(country, Decimal(rate), DAY))


@pytest.mark.parametrize(
    ("country", "rate"),
    [
        ("EE", "24"),
        ("RO", "21"),
        ("SK", "23"),
        ("FI", "13.50"),
        ("NL", "21.000"),
        ("FR", "2.1"),
        ("NL", "0"),
        ("XI", "20"),
    ],
)
def test_a_rate_that_a_country_has_is_no_mistake(country: str, rate: str) -> None:
    assert rate_mistake(country, Decimal(rate), DAY) is None


def test_nothing_is_said_of_days_for_which_no_source_speaks() -> None:
    assert rate_mistake("RO", Decimal(19), date(2025, 7, 31)) is None
    mistake = rate_mistake("RO", Decimal(19), date(2025, 8, 1))
    assert str(mistake) == "19 % is no rate of RO since 2025-08-01 (21 %, 11 %)"
    assert rate_mistake("SK", Decimal(20), date(2025, 12, 31)) is None


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        ("5.50", "5.5 %"),
        ("100", "100 %"),
        ("0.00", "0 %"),
        ("NaN", "a rate that is no percentage"),
        ("1E+999999", "a rate that is no percentage"),
    ],
)
def test_a_rate_is_written_as_people_write_it(rate: str, text: str) -> None:
    assert str(percent(Decimal(rate))) == text
