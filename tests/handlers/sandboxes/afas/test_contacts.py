"""Contacts of a debtor in AFAS's sandbox: delivery addresses and contact persons."""

from typing import Any, Literal

import pytest

from handlers.sandboxes.afas import AfasSandbox, Behaviour, Profit
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas import examples
from tests.handlers.vendors.afas.examples import address, body, company_debtor, consumer_debtor, organisation

PLACES = "Profit_Deliveryaddress"


@pytest.mark.parametrize(("debtor", "party"), [(company_debtor, "KnOrganisation"), (consumer_debtor, "KnPerson")])
async def test_a_debtor_gets_delivery_addresses_through_his_record(debtor: Any, party: str) -> None:
    match = "MatchOga" if party == "KnOrganisation" else "MatchPer"
    relation = debtor()
    (connector,) = relation
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(relation)
        for name, number in (("Oost", 3), ("West", 4)):
            place = body(party, {match: "9"}, examples.delivery_contact(name, HmNr=number))
            await call.keys(body(connector, {}, place, DbId="10141"), "PUT")
        again = body(party, {match: "9"}, examples.delivery_contact("Oost", HmNr=5, BeginDate="2026-04-01"))
        await call.keys(body(connector, {}, again, DbId="10141"), "PUT")
        rows = await call.rows(PLACES, DebiteurID="10141")
    assert sorted((row["Afdeling"], row["A_Huisnummer"]) for row in rows) == [("Oost", 5), ("West", 4)]
    assert len({row["Adres_ID"] for row in rows}) == 2


async def test_a_delivery_contact_without_an_address_is_refused() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        contact = body("KnContact", {"ViKc": "AFL", "ExAd": "Oost"})
        assert await call.refusal(organisation(contact)) == "Vul een waarde in bij 'Adres'."


async def test_a_contact_person_is_inserted_under_an_organisation_and_changed_alone() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(organisation())
        assert (await call.keys(examples.new_contact(), part="KnContact"))["BcCo"] == "1000813"
        status, answer = await call.write(examples.changed_contact(), "PUT")
        relations = sandbox.profit.relations
        (contact,) = relations.contacts.by_number.values()
    assert (status, answer) == (201, None)
    assert (contact["person"], contact["TeNr"], contact["FuDs"]) == ("1000814", "030-1234569", "Inkoper")
    assert relations.parties.address_of(contact)["HmNr"] == 14


async def test_a_contact_is_never_inserted_on_its_own() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(organisation())
        text = await call.refusal(body("KnContact", {"BcCoOga": "1000813", "ViKc": "AFL"}))
        assert text == "Via 'Contact' kan niet worden ingevoegd, alleen gewijzigd."
        missing = body("KnContact", {"BcCoOga": "1000813", "ViKc": "AFL", "ExAd": "Oost"})
        assert await call.refusal(missing, "PUT") == "De ingevulde waarde bij 'Contact' bestaat niet."
        assert await call.refusal(body("KnContact", {"TeNr": "1"}), "PUT") == "Vul een waarde in bij 'Contact'."


async def test_a_deleted_contact_is_no_delivery_address_any_more() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(company_debtor(organisation(address(), examples.delivery_contact())))
        gone = {"KnContact": {"Element": {"@Action": "delete", "Fields": {"ViKc": "AFL", "ExAd": "Filiaal Oost"}}}}
        await call.keys(body("KnOrganisation", {"MatchOga": "0", "BcCo": "1000813"}, gone), "PUT")
        assert await call.rows(PLACES) == []


async def test_a_contact_is_found_by_its_number_and_kind_together_and_by_neither_alone() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(company_debtor(organisation(address(), examples.delivery_contact())))
        (number,) = sandbox.profit.relations.contacts.by_number
        named = {"CdId": number, "ViKc": "AFL"}
        assert await call.write(body("KnContact", {**named, "ExAd": "Filiaal West"}), "PUT") == (201, None)
        assert [row["Afdeling"] for row in await call.rows(PLACES)] == ["Filiaal West"]
        other = body("KnContact", {**named, "ViKc": "PRS", "ExAd": "X"})
        assert await call.refusal(other, "PUT") == "De ingevulde waarde bij 'Contact' bestaat niet."
        alone = body("KnContact", {"CdId": number, "ExAd": "X"})
        assert await call.refusal(alone, "PUT") == "Vul een waarde in bij 'Contact'."


@pytest.mark.parametrize("several", ["refused", "taken"])
async def test_several_contacts_in_a_call_are_taken_only_where_the_switch_says_so(
    several: Literal["refused", "taken"],
) -> None:
    two = [examples.delivery_contact(name)["KnContact"]["Element"] for name in ("Oost", "West")]
    document = organisation(address(), {"KnContact": {"Element": two}})
    async with AfasSandbox(profit=Profit(behaviour=Behaviour(several_at_once=several))) as sandbox:
        async with Caller(sandbox) as call:
            if several == "refused":
                assert await call.refusal(document) == "Per aanroep kan één 'Contact' worden aangeleverd."
            else:
                await call.keys(document)
        contacts = sandbox.profit.relations.contacts.by_number
    assert len(contacts) == (0 if several == "refused" else 2)
