"""Contacts of customers in AFAS: persons and departments, made under their organisation and changed by their number."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from handlers.contracts.customers import FoundContact
from handlers.contracts.records import NotThere
from handlers.vendors.afas.target.contacts import read_contact
from handlers.vendors.afas.target.customers import AfasCustomerTarget
from handlers.vendors.afas.target.lookup_columns import ContactColumns
from mapping.documents.customer import Contact
from relay.errors import Barred, Hold, StartError
from tests.handlers.vendors.afas.customers import (
    ACCOUNTS,
    BUYER,
    a_private_record,
    a_record,
    customer_target,
    made,
    party_of,
)
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.handlers.vendors.afas.orders import a_company

CONTACT = "KnOrganisation.KnContact"
RECORD = a_record()


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


async def with_contacts(target: AfasCustomerTarget) -> tuple[str, Sequence[FoundContact]]:
    """The number of a debtor whose contacts are made too, and the contacts as AFAS shows them."""
    debtor = await made(target)
    for contact in RECORD.contacts:
        assert await target.create_contact(debtor, target.contact_fields(party_of(RECORD), contact)) is None
    return debtor, await target.find_contacts(debtor)


async def test_a_person_and_a_department_are_made_each_in_a_call_and_found_again(e: Environment) -> None:
    target = customer_target(e)
    _, found = await with_contacts(target)
    assert target.keeps_contacts
    assert [(one.name, one.email) for one in found] == [
        ("Eva van den Berg", "eva@bakkerij.example.com"),
        ("Administratie", "administratie@bakkerij.example.com"),
    ]
    assert (found[0].fields[f"{CONTACT}.TeNr"], found[0].fields[f"{CONTACT}.MbNr"]) == ("030-5550111", "0655501011")
    kinds = [contact["ViKc"] for contact in e.profit.relations.contacts.by_number.values()]
    assert kinds == ["PRS", "AFD"]
    assert e.calls("POST", "/connectors/knorganisation/kncontact") == 2


async def test_delivery_addresses_and_contacts_of_others_are_no_contacts_of_a_debtor(e: Environment) -> None:
    target = customer_target(e)
    debtor, found = await with_contacts(target)
    other = await made(target)
    place = party_of(RECORD, debtor=debtor, shipping=RECORD.delivery_addresses[0].address)
    await target.create_address(target.address_fields(place))
    assert [one.number for one in await target.find_contacts(debtor)] == [one.number for one in found]
    assert await target.find_contacts(other) == []


async def test_a_change_sets_what_is_given_of_the_contact_and_of_the_person_behind_it(e: Environment) -> None:
    target = customer_target(e)
    debtor, (buyer, _) = await with_contacts(target)
    changes = {f"{CONTACT}.TeNr": "030-5550199", f"{CONTACT}.MbNr": None, f"{CONTACT}.KnPerson.LaNm": "Jansen"}
    for _ in range(2):
        await target.update_contact(debtor, buyer.number, changes)
    [found, _] = await target.find_contacts(debtor)
    assert (found.number, found.name, found.email) == (buyer.number, "Eva van den Jansen", buyer.email)
    assert (found.fields[f"{CONTACT}.TeNr"], found.fields[f"{CONTACT}.MbNr"]) == ("030-5550199", "")
    assert len(e.profit.relations.contacts.by_number) == 2
    assert e.calls("PUT", "/connectors/kncontact") == e.calls("PUT", "/connectors/knperson") == 2


async def test_a_persons_search_name_and_gender_stay_as_a_bookkeeper_set_them(e: Environment) -> None:
    target = customer_target(e)
    debtor, (buyer, _) = await with_contacts(target)
    [person] = [one for one in e.profit.relations.parties.by_number.values() if one["kind"] == "PER"]
    person.update(ViGe="V", SeNm="EVA")
    changed = RECORD.contacts[0].model_copy(update={"last_name": "Jansen"})
    await target.update_contact(debtor, buyer.number, target.contact_fields(party_of(RECORD), changed))
    assert (person["LaNm"], person["ViGe"], person["SeNm"]) == ("Jansen", "V", "EVA")


async def test_nothing_to_change_is_no_call(e: Environment) -> None:
    await customer_target(e).update_contact("10141", "501", {})
    assert not e.sandbox.calls


async def test_a_contact_that_afas_does_not_show_is_not_there(e: Environment) -> None:
    target = customer_target(e)
    debtor = await made(target)
    with pytest.raises(NotThere, match=f"contact 999 of debtor {debtor}"):
        await target.update_contact(debtor, "999", {f"{CONTACT}.TeNr": "1"})


async def test_a_department_has_no_person_whose_name_could_change(e: Environment) -> None:
    target = customer_target(e)
    debtor, (_, department) = await with_contacts(target)
    with pytest.raises(Hold, match="is a department"):
        await target.update_contact(debtor, department.number, {f"{CONTACT}.KnPerson.LaNm": "Jansen"})
    await target.update_contact(debtor, department.number, {f"{CONTACT}.ExAd": "Boekhouding"})
    assert [one.name for one in await target.find_contacts(debtor)][1] == "Boekhouding"


async def test_a_name_that_another_organisation_shows_too_is_not_changed(e: Environment) -> None:
    target = customer_target(e, writing={"match_persons": "2"})
    first, (buyer, _) = await with_contacts(target)
    _, (same, _) = await with_contacts(target)
    before = e.profit.relations.parties.by_number
    with pytest.raises(Hold, match=rf"other organisations too \({buyer.number}, {same.number}\)"):
        await target.update_contact(first, buyer.number, {f"{CONTACT}.KnPerson.LaNm": "Jansen"})
    assert [party["LaNm"] for party in before.values() if party["kind"] == "PER"] == ["Berg"]


async def test_a_name_that_is_shown_already_is_not_written_and_keeps_no_other_change_away(e: Environment) -> None:
    target = customer_target(e, writing={"match_persons": "2"})
    first, (buyer, _) = await with_contacts(target)
    await with_contacts(target)
    everything = target.contact_fields(party_of(RECORD), RECORD.contacts[0])
    await target.update_contact(first, buyer.number, {**everything, f"{CONTACT}.TeNr": "030-5550199"})
    assert (await target.find_contacts(first))[0].fields[f"{CONTACT}.TeNr"] == "030-5550199"
    assert e.calls("PUT", "/connectors/knperson") == 0


async def test_a_person_who_is_a_debtor_has_no_contacts(e: Environment) -> None:
    target = customer_target(e)
    debtor = await made(target, a_private_record())
    assert await target.find_contacts(debtor) == []
    fields = target.contact_fields(party_of(RECORD), RECORD.contacts[0])
    with pytest.raises(Hold, match=f"debtor {debtor} is a person"):
        await target.create_contact(debtor, fields)


@pytest.mark.parametrize(
    ("contact", "path"),
    [
        ({**BUYER, "last_name": None}, "contacts[0].last_name"),
        ({"id": "17", "email": "x@example.com"}, "contacts[0]"),
        ({"id": "17", "infix": "van"}, "contacts[0]"),
        ({**ACCOUNTS, "department": "x" * 300, "email": "y" * 256}, "contacts[0].email"),
    ],
)
async def test_what_afas_would_refuse_of_a_contact_is_told_by_its_place(
    e: Environment, contact: dict[str, Any], path: str
) -> None:
    record = a_record(contacts=[contact])
    assert [one.path for one in customer_target(e).check_contact(party_of(record), record.contacts[0])] == [path]


async def test_contacts_that_fit_have_no_problems_and_those_of_a_person_have_no_place(e: Environment) -> None:
    target = customer_target(e)
    assert [target.check_contact(party_of(RECORD), contact) for contact in RECORD.contacts] == [[], []]
    private = a_private_record(contacts=[BUYER])
    [problem] = target.check_contact(party_of(private), private.contacts[0])
    assert problem.path == "contacts[0]"


async def test_the_customers_own_person_is_told_by_the_customers_own_words(e: Environment) -> None:
    record = a_record(customer=a_company(last_name=None), contacts=[])
    main = Contact(id="main", first_name="Eva")
    assert [one.path for one in customer_target(e).check_contact(party_of(record), main)] == ["customer.last_name"]


async def test_no_contact_is_made_together_with_the_debtor_of_a_record(e: Environment) -> None:
    record = a_record(customer=a_company())
    fields = customer_target(e).debtor_fields(party_of(record))
    assert not [place for place in fields if ".KnContact." in place]


async def test_where_contacts_are_not_carried_the_customers_person_is_made_with_the_debtor(e: Environment) -> None:
    target = customer_target(e, lookups={"contacts": None})
    assert not target.keeps_contacts
    assert "lookups.contacts" in " ".join(map(str, target.mapping_notices))
    debtor = await made(target, a_record(customer=a_company()))
    assert [contact["ViKc"] for contact in e.profit.relations.contacts.by_number.values()] == ["PRS"]
    assert await target.find_contacts(debtor) == []


async def test_a_column_that_the_connector_lacks_bars_and_is_named(e: Environment) -> None:
    target = customer_target(e, lookups={"contact_columns": {"email": "MailZakelijk"}})
    with pytest.raises(Barred, match="MailZakelijk"):
        await with_contacts(target)


async def test_a_row_of_a_contact_fills_a_contacts_own_fields_only(e: Environment) -> None:
    target = customer_target(e, {"to": f"{CONTACT}.FuDs", "const": "Inkoper"})
    await with_contacts(target)
    assert [contact["FuDs"] for contact in e.profit.relations.contacts.by_number.values()] == ["Inkoper", "Inkoper"]
    for field, told in (
        ("KnOrganisation.Nm", 'no object "Nm"'),
        (f"{CONTACT}.CdId", "gives it itself"),
        (f"{CONTACT}.BcCoOga", 'no field "BcCoOga"'),
    ):
        with pytest.raises(StartError, match=told):
            customer_target(e, {"to": field, "const": "x"})


def test_a_name_is_put_together_of_its_parts_where_columns_have_them() -> None:
    columns = ContactColumns()
    whole = {"ContactId": 501, "FullName": "Berg, E. van den", "Department": "Inkoop", "MailWork": None}
    assert read_contact(whole, columns).name == "Berg, E. van den"
    parts = {**whole, "FirstName": "Eva", "NamePrefix": "van den", "LastName": "Berg"}
    found = read_contact(parts, columns)
    assert (found.number, found.name, found.fields[f"{CONTACT}.KnPerson.LaNm"]) == ("501", "Eva van den Berg", "Berg")
    assert f"{CONTACT}.KnPerson.LaNm" not in read_contact(whole, columns).fields
    assert read_contact({**whole, "FullName": None}, columns).name == "Inkoop"
