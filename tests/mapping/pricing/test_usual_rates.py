"""Usual rates are those of the country, of the Netherlands, and none."""

from decimal import Decimal

from mapping.pricing.usual_rates import _BY_COUNTRY, usual_rates


def test_a_country_that_is_not_listed_has_the_dutch_ones() -> None:
    assert usual_rates("US") == {Decimal(21), Decimal(9), Decimal(0)}


def test_every_member_state_and_three_neighbours_are_listed() -> None:
    assert len(_BY_COUNTRY) == 27 + 3
    assert all(rates and all(0 < rate < 28 for rate in rates) for rates in _BY_COUNTRY.values())
    assert Decimal("25.5") in usual_rates("FI")
