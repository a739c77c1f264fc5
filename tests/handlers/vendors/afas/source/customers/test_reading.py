"""What takes several columns of AFAS together: who a customer is, where they live, what is blocked, whom to turn to."""

from typing import Any

import pytest

from mapping.problems import DocumentError
from tests.handlers.vendors.afas.source.customers.rows import (
    a_contact,
    a_document,
    a_place,
    an_address,
    problems_of,
    read,
)


def test_a_customer_without_a_name_is_read_for_only_their_target_needs_one() -> None:
    assert read(a_document(DebtorName=None)).customer.name == ""


@pytest.mark.parametrize("kind", ["ORG", "Org", " org "])
def test_an_organisation_is_a_company(kind: str) -> None:
    assert read(a_document(Type=kind)).customer.company == "Voorbeeld B.V."


def test_a_person_has_the_names_of_their_own_columns_before_those_of_the_whole_name() -> None:
    own = {"FirstName": "Eva", "NamePrefix": "van den", "LastName": "Berg"}
    customer = read(a_document(Type="PER", DebtorName="E. van den Berg-Jansen", **own)).customer
    assert (customer.company, customer.person) == (None, "Eva van den Berg")


def test_a_person_without_such_columns_has_the_parts_of_the_whole_name() -> None:
    customer = read(a_document(Type="PER", DebtorName="Eva van den Berg")).customer
    assert (customer.first_name, customer.infix, customer.last_name) == ("Eva", "van den", "Berg")


@pytest.mark.parametrize(
    ("names", "is_company"), [({}, True), ({"LastName": "Berg"}, False), ({"LastName": None}, True)]
)
def test_without_a_kind_a_last_name_makes_a_person(names: dict[str, Any], *, is_company: bool) -> None:
    document = a_document(**names)
    del document["debtor"]["Type"]
    assert read(document).customer.is_company is is_company


def test_a_kind_that_is_neither_is_told_with_the_column() -> None:
    assert problems_of(a_document(Type="Organisatie")) == ["Type"]
    with pytest.raises(DocumentError) as error:
        read(a_document(Type="Eva van den Berg"))  # the settings name another column
    assert "Eva" not in str(error.value.problems)


@pytest.mark.parametrize(
    ("shown", "block"),
    [
        ({"Blocked": True}, "delivery"),
        ({"Blocked": False}, "no"),
        ({"Blocked": None}, "no"),
        ({"Blocked": True, "BlockedCompletely": True}, "all"),
        ({"Blocked": False, "BlockedCompletely": True}, "all"),
        ({"BlockedCompletely": False}, "no"),
        ({}, None),
    ],
)
def test_both_blocks_are_told_apart_and_nothing_is_said_where_neither_is_shown(
    shown: dict[str, Any], block: str | None
) -> None:
    assert read(a_document(**shown)).blocked == block


def test_an_empty_column_is_given_as_empty_and_a_missing_one_not_at_all() -> None:
    record = read(a_document(IBAN=None, Email="", TelNr=" "))
    assert "iban" in record.model_fields_set
    assert {"email", "phone"} <= record.customer.model_fields_set
    assert (record.iban, record.customer.email, record.customer.phone) == (None, None, None)
    assert not {"credit_limit", "website", "language"} & record.model_fields_set


def test_an_empty_house_number_is_read_out_of_the_street_and_marked_as_guessed() -> None:
    record = read({**a_document(), "address": an_address(Address="Kerkstraat 12 B", Number=0, NumberAdd=None)})
    assert (record.billing_address.street, record.billing_address.house) == ("Kerkstraat", "12-B")
    assert record.billing_address.split_guessed


def test_a_post_box_is_a_street_of_that_name() -> None:
    record = read({**a_document(), "address": an_address(Address=None, Number=123, NumberAdd=None, PoBox=True)})
    assert record.billing_address.line == "Postbus 123"


def test_the_address_of_its_own_connector_goes_before_that_in_the_sales_relations_row() -> None:
    own = {"Street": "Oudeweg", "HouseNumber": 1, "City": "Leiden", "CountryId": "D"}
    assert read(a_document(**own)).billing_address.street == "Kerkstraat"
    without = {**a_document(**own), "address": {}}
    assert read(without).billing_address.country == "DE"


def test_a_sales_relation_without_an_address_has_an_empty_one_and_one_that_is_hidden_none() -> None:
    empty, hidden = a_document(AddressId=None), a_document()
    del empty["address"], hidden["address"]
    assert read(empty).billing_address.model_fields_set >= {"street", "postcode", "city"}
    assert "billing_address" not in read(hidden).model_fields_set


def test_a_delivery_address_has_the_contacts_number_where_that_is_shown() -> None:
    assert [place.id for place in read(a_document()).delivery_addresses] == ["1002"]
    shown = {**a_document(), "delivery_addresses": [a_place(ContactId=77), a_place(ContactId=78, Afdeling="Winkel")]}
    assert [place.id for place in read(shown).delivery_addresses] == ["77", "78"]


def test_one_address_of_two_departments_is_one_place_where_only_its_own_number_is_shown() -> None:
    twice = {**a_document(), "delivery_addresses": [a_place(), a_place(Afdeling="Winkel")]}
    assert [place.address.name for place in read(twice).delivery_addresses] == ["Magazijn"]


def test_the_address_that_the_sales_relation_names_is_the_default_one() -> None:
    places = [a_place(), a_place(Adres_ID=1003)]
    document = {**a_document(DeliveryAddressId=1003), "delivery_addresses": places}
    assert [place.is_default for place in read(document).delivery_addresses] == [False, True]


def test_the_first_day_of_a_delivery_address_is_read() -> None:
    [place] = read(
        {**a_document(), "delivery_addresses": [a_place(BeginDate="2027-01-01T00:00:00Z")]}
    ).delivery_addresses
    assert str(place.starts_on) == "2027-01-01"


def test_contacts_are_persons_and_departments_that_are_not_blocked() -> None:
    contacts = [
        a_contact(),
        a_contact(ContactId=502, Type="AFD", FullName=None, Department="Inkoop"),
        a_contact(ContactId=503, Blocked=True),
        a_contact(ContactId=504, Type="AFL"),
        a_contact(ContactId=505, Type="ORG"),
    ]
    found = read({**a_document(), "contacts": contacts}).contacts
    assert [(one.id, one.name, one.is_main) for one in found] == [
        ("501", "Fenna van der Meulen", True),
        ("502", "Inkoop", False),
    ]


def test_of_several_persons_the_main_one_is_whom_the_sales_relation_names() -> None:
    contacts = [a_contact(), a_contact(ContactId=502, FullName="Jan Smit")]
    assert [one.is_main for one in read({**a_document(), "contacts": contacts}).contacts] == [False, False]
    named = {**a_document(ContactId=502), "contacts": contacts}
    assert [one.is_main for one in read(named).contacts] == [False, True]


def test_kinds_of_contact_are_a_setting() -> None:
    contacts = [a_contact(Type="Persoon")]
    assert read({**a_document(), "contacts": contacts}).contacts == ()
    found = read({**a_document(), "contacts": contacts}, contacts={"kinds": ["persoon"]}).contacts
    assert [one.id for one in found] == ["501"]
