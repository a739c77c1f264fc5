"""What a customer lacks to be made a debtor or to be delivered to, and what can be mended without asking."""

from dataclasses import replace
from typing import Any, Literal

import pytest

from handlers.contracts.parties import Party
from handlers.pipelines.parties.completeness import find_debtor_problems, find_delivery_problems, mend
from mapping.documents.party import Address, Customer
from tests.plain import as_told

HOME = Address(street="Keizersgracht", number="12", postcode="1017 GN", city="Amsterdam", country="NL")
ANNA = Party(as_told("record"), Customer(first_name="Anna", last_name="Wit", email="anna@example.com"), HOME)


@pytest.mark.parametrize(
    ("customer", "address", "told"),
    [
        ({}, {}, []),
        ({"first_name": None, "last_name": None}, {}, ["customer.last_name is missing"]),
        ({}, {"street": "", "city": ""}, ["billing_address.street is missing", "billing_address.city is missing"]),
        ({}, {"postcode": ""}, ["billing_address.postcode is missing"]),
        ({}, {"postcode": "", "country": "IE"}, []),
        ({}, {"postcode": "12", "country": "NL"}, ["billing_address.postcode is not in the right form"]),
    ],
)
def test_each_field_that_a_debtor_is_made_of_is_told_by_its_path(
    customer: dict[str, Any], address: dict[str, Any], told: list[str]
) -> None:
    party = replace(ANNA, customer=ANNA.customer.model_copy(update=customer), billing=HOME.model_copy(update=address))
    assert [f"{problem.path} {problem.rule}" for problem in find_debtor_problems(party)] == told


def test_an_address_to_deliver_to_is_looked_at_only_where_it_is_another() -> None:
    half = HOME.model_copy(update={"city": ""})
    assert find_delivery_problems(replace(ANNA, billing=half, shipping=half)) == ()
    [missing] = find_delivery_problems(replace(ANNA, shipping=half))
    assert missing.path == "shipping_address.city"


def test_a_person_with_one_name_has_it_as_the_surname() -> None:
    customer, [note] = mend(Customer(first_name="Anna"), "leave_out")
    assert (customer.first_name, customer.last_name) == (None, "Anna")
    assert str(note) == "customer.last_name is missing: the first name is taken"


@pytest.mark.parametrize(("rule", "kept"), [("leave_out", None), ("hold", "none")])
def test_what_is_no_email_address_is_left_out_or_stays_as_the_settings_say(
    rule: Literal["leave_out", "hold"], kept: str | None
) -> None:
    given = Customer(last_name="Wit", email="none")
    customer, notes = mend(given, rule)
    assert (customer.email, len(notes)) == (kept, kept is None)
