"""A party: where its goods go, and what becomes of that when another debtor stands in."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.contracts.parties import Party
from mapping.documents.party import Address, Customer
from tests.plain import as_told

HOME = Address(street="Keizersgracht", number="12", postcode="1017 GN", city="Amsterdam", country="NL")
AWAY = Address(street="Coolsingel", number="40", postcode="3011 AD", city="Rotterdam", country="NL")
ANNA = Party(
    as_told("record"), Customer(first_name="Anna", infix="de", last_name="Wit", email="anna@example.com"), HOME
)


@pytest.mark.parametrize(
    ("changes", "elsewhere"),
    [
        ({}, False),
        ({"shipping": HOME}, False),
        ({"shipping": AWAY}, True),
        ({"shipping": AWAY, "delivers": False}, False),
        ({"shipping": AWAY.model_copy(update={"street": ""})}, False),
        ({"stands_in": True}, True),
    ],
)
def test_goods_go_elsewhere_where_another_address_with_a_street_is_given(
    changes: dict[str, Any], *, elsewhere: bool
) -> None:
    assert replace(ANNA, **changes).ships_elsewhere is elsewhere


@pytest.mark.parametrize(("address", "line"), [(None, "Keizersgracht 12"), (AWAY, "Coolsingel 40")])
def test_on_a_debtor_who_stands_in_the_address_is_written_out_with_who_receives(
    address: Address | None, line: str
) -> None:
    booked = replace(ANNA, shipping=address).booked_on("10000")
    assert (booked.debtor, booked.stands_in, booked.ships_elsewhere) == ("10000", True, True)
    assert (booked.ship_to.name, booked.ship_to.line) == ("Anna de Wit", line)
    assert (booked.billing, booked.customer) == (HOME, ANNA.customer)


def test_a_receiver_who_is_named_stays_the_receiver() -> None:
    named = replace(ANNA, billing=HOME.model_copy(update={"name": "Receptie"}))
    assert named.booked_on("10000").ship_to.name == "Receptie"


def test_a_party_that_turns_up_in_a_log_names_nobody() -> None:
    assert repr(ANNA) == "Party(...)"
