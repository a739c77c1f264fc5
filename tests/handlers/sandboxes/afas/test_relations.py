"""Organisations, persons, contacts, addresses and debtors written into the sandbox over HTTP."""

from typing import Any

import pytest

from handlers.sandboxes.afas import AfasSandbox, Behaviour, OrderBooks, Profit
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas import examples
from tests.handlers.vendors.afas.examples import address, body, company_debtor, consumer_debtor, organisation, person
from tests.handlers.vendors.afas.support import Clock

DEBTORS = "Relay_Debtors"


async def test_a_company_becomes_a_debtor_with_numbers_of_its_own() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert await call.keys(company_debtor()) == {"DbId": "10141", "BcCo": "1000813"}
        (row,) = await call.rows(DEBTORS, DebtorId="10141")
    expected = {
        "BcCo": "1000813",
        "Type": "ORG",
        "DebtorName": "Voorbeeld Handel B.V.",
        "Email": "info@voorbeeld.test",
        "VatNr": "NL123456789B01",
        "ChOfCommNr": "12345678",
        "PayCon": "14",
        "CollectAccount": "1300",
        "Street": "Voorbeeldstraat",
        "HouseNumber": 12,
        "Postcode": "1234 AB",
        "City": "Utrecht",
        "CountryId": "NL",
        "AddressId": 1001,
        "Blocked": False,
    }
    assert {name: row[name] for name in expected} == expected


async def test_a_consumer_becomes_a_debtor_found_by_his_private_address() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert await call.keys(consumer_debtor()) == {"DbId": "10141", "BcCo": "1000813"}
        (row,) = await call.rows(DEBTORS, Email="eva@prive.test")
    told = [row[name] for name in ("Type", "DebtorName", "Initials", "NamePrefix", "LastName", "TelNr")]
    assert told == ["PER", "Eva van den Berg", "E.", "van den", "Berg", "0612345678"]


async def test_the_same_company_twice_is_two_debtors_unless_it_is_matched() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(company_debtor())
        assert await call.keys(company_debtor()) == {"DbId": "10142", "BcCo": "1000814"}
        matched = company_debtor(body("KnOrganisation", {"MatchOga": "0", "BcCo": "1000813"}))
        assert await call.keys(matched) == {"DbId": "10143", "BcCo": "1000813"}


async def test_where_a_second_relation_is_refused_nothing_of_the_call_remains() -> None:
    async with (
        AfasSandbox(profit=Profit(behaviour=Behaviour(second_relation=False))) as sandbox,
        Caller(sandbox) as call,
    ):
        await call.keys(company_debtor())
        again = company_debtor(organisation(MatchOga="1", Nm="Another name"))
        assert await call.refusal(again) == "De waarde bij 'Organisatie/persoon' is al in gebruik."
        assert [row["DebtorName"] for row in await call.rows(DEBTORS)] == ["Voorbeeld Handel B.V."]


@pytest.mark.parametrize(
    ("way", "changes"),
    [
        ("0", {"BcCo": "1000813", "AutoNum": False}),
        ("1", {}),
        ("3", {"CcNr": "", "Nm": "VOORBEELD handel b.v."}),
        ("4", {"CcNr": "", "Nm": "Another name"}),
    ],
)
async def test_a_matched_organisation_is_changed_and_no_new_one_is_made(way: str, changes: dict[str, Any]) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        first = await call.keys(organisation())
        again = organisation(**{"MatchOga": way, "EmAd": "new@voorbeeld.test", **changes})
        assert await call.keys(again) == first
        (party,) = sandbox.profit.relations.parties.by_number.values()
    assert party["EmAd"] == "new@voorbeeld.test"


@pytest.mark.parametrize("way", ["2", "3", "4", "5", "6"])
async def test_a_matched_person_is_changed_and_no_new_one_is_made(way: str) -> None:
    known = {"EmAd": "eva@werk.test", "MbNr": "0687654321", "TeNr": "030-1234567"}
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        first = await call.keys(person(**known))
        assert await call.keys(person(MatchPer=way, **known)) == first
        other = {"2": "LaNm", "3": "EmAd", "4": "MbNr", "5": "TeNr", "6": "DaBi"}[way]
        changed = {**known, other: "1991-05-17" if other == "DaBi" else "other"}
        assert await call.keys(person(MatchPer=way, **changed)) != first


async def test_a_match_of_several_is_refused() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(organisation())
        await call.keys(organisation())
        text = await call.refusal(organisation(MatchOga="3"))
    assert text == "Er is meer dan één record gevonden voor 'Organisatie'."


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (organisation(MatchOga="0"), "Vul een waarde in bij 'Nummer'."),
        (organisation(MatchOga="0", BcCo="77"), "De ingevulde waarde bij 'Nummer' bestaat niet."),
        (organisation(BcCo="77"), "De waarde bij 'Autonummering' is niet geldig"),
        (organisation(Nm=""), "Vul een waarde in bij 'Naam'."),
        (organisation(MatchOga="1", CcNr="9", Nm=""), "Vul een waarde in bij 'Naam'."),
        (organisation(SeNm="VOORBEELD B"), "De waarde bij 'Zoeknaam' is te lang."),
        (organisation(address(CoId="US")), "De ingevulde waarde bij 'Land' bestaat niet."),
        (organisation(address(HmNr="12a")), "De waarde bij 'Huisnummer' is niet geldig"),
        (person(LaNm=""), "Vul een waarde in bij 'Achternaam'."),
        (company_debtor(PaCd="99"), "De ingevulde waarde bij 'Betalingsvoorwaarde' bestaat niet."),
        (company_debtor(ColA="99"), "De ingevulde waarde bij 'Verzamelrekening' bestaat niet."),
        (company_debtor(CuId=""), "Vul een waarde in bij 'Valuta'."),
        (body("KnSalesRelationOrg", {"CuId": "EUR"}), "Vul een waarde in bij 'KnOrganisation'."),
    ],
)
async def test_relations_that_cannot_be_are_refused(document: dict[str, Any], text: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert await call.refusal(document) == text
        relations = sandbox.profit.relations
    assert (relations.debtors, relations.parties.by_number) == ({}, {})


async def test_own_numbers_are_kept_and_used_once() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        own = company_debtor(organisation(AutoNum=False, BcCo="000007"), DbId="000001005")
        assert await call.keys(own) == {"DbId": "000001005", "BcCo": "000007"}
        assert await call.refusal(own) == "De waarde bij 'Verkooprelatie' is al in gebruik."
        other = company_debtor(organisation(AutoNum=False, BcCo="000007"))
        assert await call.refusal(other) == "De waarde bij 'Nummer' is al in gebruik."


async def test_a_debtor_is_changed_with_the_organisation_behind_it() -> None:
    clock = Clock()
    async with AfasSandbox(OrderBooks(clock=clock)) as sandbox, Caller(sandbox) as call:
        await call.debtor()
        clock.move(hours=1)
        behind = body("KnOrganisation", {"MatchOga": "9", "EmAd": "new@voorbeeld.test", "CcNr": ""})
        document = body("KnSalesRelationOrg", {"VaId": ""}, behind, DbId="10141")
        assert await call.keys(document, "PUT") == {"DbId": "10141", "BcCo": "1000813"}
        (row,) = await call.rows(DEBTORS)
    assert (row["Email"], row["VatNr"], row["ChOfCommNr"], row["PayCon"]) == ("new@voorbeeld.test", None, None, "14")
    assert row["ModifiedDate"] == "2026-11-24T11:00:00Z"


@pytest.mark.parametrize(
    ("number", "text"),
    [("", "Vul een waarde in bij 'Verkooprelatie'."), ("9", "De ingevulde waarde bij 'Verkooprelatie' bestaat niet.")],
)
async def test_only_a_debtor_that_is_there_is_changed(number: str, text: str) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        assert await call.refusal(body("KnSalesRelationOrg", {"VaId": ""}, DbId=number), "PUT") == text


async def test_a_person_is_not_changed_as_if_they_were_an_organisation() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(consumer_debtor())
        change = body("KnSalesRelationOrg", {"Bl": True}, body("KnOrganisation", {"MatchOga": "9"}), DbId="10141")
        assert await call.refusal(change, "PUT") == "De ingevulde waarde bij 'Verkooprelatie' bestaat niet."
        assert not sandbox.profit.relations.debtors["10141"]["Bl"]


async def test_an_address_changes_only_with_its_first_day() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        keys = await call.keys(person())
        moved = {"MatchPer": "0", "BcCo": keys["BcCo"]}
        same = body("KnPerson", moved, body("KnBasicAddressAdr", examples.ROAD))
        assert await call.keys(same, "PUT") == keys
        text = await call.refusal(body("KnPerson", moved, address()), "PUT")
        assert text == "Vul een waarde in bij 'Ingangsdatum adreswijziging'."
        assert await call.keys(body("KnPerson", moved, address(BeginDate="2026-04-01")), "PUT") == keys
        relations = sandbox.profit.relations
        party = relations.parties.by_number[keys["BcCo"]]
    assert relations.parties.address_of(party)["Ad"] == "Voorbeeldstraat"


async def test_equal_addresses_are_one_and_have_one_number() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        first = await call.keys(body("KnAddress", {"CoId": "NL", "Ad": "Dorpsweg", "HmNr": 7, "Rs": "Leusden"}))
        again = await call.keys(body("KnAddress", {"CoId": "NL", "Ad": "DORPSWEG", "HmNr": "7", "Rs": "leusden"}))
        other = await call.keys(body("KnAddress", {"CoId": "NL", "Ad": "Dorpsweg", "HmNr": 8, "Rs": "Leusden"}))
    assert first == again == {"AddressId": "1001"}
    assert other == {"AddressId": "1002"}


async def test_street_and_town_are_filled_by_the_postcode_where_that_is_asked() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(company_debtor(organisation(address(Ad="", Rs="", ResZip=True))))
        (row,) = await call.rows(DEBTORS)
    assert (row["Street"], row["City"]) == ("Voorbeeldstraat", "Utrecht")


async def test_contact_data_of_the_organisation_itself_are_changed_through_a_contact() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(company_debtor())
        await call.write(body("KnContact", {"BcCoOga": "1000813", "EmAd": "new@voorbeeld.test"}), "PUT")
        assert [row["Email"] for row in await call.rows(DEBTORS)] == ["new@voorbeeld.test"]


async def test_an_invisible_debtor_is_neither_found_nor_served() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.keys(company_debtor(BlTl=True))
        assert await call.rows(DEBTORS) == []
        assert "Verkooprelatie" in await call.refusal(examples.sales_order())


async def test_items_are_found_by_their_code_with_unit_and_vat_group() -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        (item,) = await call.rows("Profit_Article", ItemCode="000100")
        (blocked,) = await call.rows("Profit_Article", Blocked="true")
    assert (item["ItemTypeCode"], item["UnitId"], item["VATGroup"], item["Blocked"]) == ("0", "STK", "1", False)
    assert blocked["ItemCode"] == "000999"
