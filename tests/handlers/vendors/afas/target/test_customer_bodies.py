"""The shipped rows of customers as a whole: one record in, every field of every call out."""

from datetime import date
from typing import Any

from handlers.vendors.afas.target.customer_presets import customer_mappings
from handlers.vendors.afas.target.party_drafting import CustomerDrafting
from handlers.vendors.afas.target.writes import (
    Write,
    change_contact,
    change_debtor,
    change_person,
    new_contact,
    new_debtor,
)
from mapping.parsing import dump_json, parse_json
from tests.handlers.vendors.afas.customers import IBAN, IBAN_FIELD, a_customer_flow, a_record, party_of
from tests.handlers.vendors.afas.orders import some_settings

SETTINGS = some_settings()
WRITING = SETTINGS.writing
DRAFTING = CustomerDrafting(customer_mappings(a_customer_flow(), shows_complete_blocks=True), SETTINGS)
RECORD = a_record(blocked="all")
DAY = date(2026, 11, 20)


def sent(write: Write) -> Any:
    """The body through JSON, as it is sent, with numbers as text."""
    return _as_text(parse_json(dump_json(write.body)))


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    return value if isinstance(value, bool) else str(value)


def test_a_company_becomes_a_sales_relation_with_organisation_address_and_bank_account_and_no_contact() -> None:
    account = {"CoId": "NL", "IbCk": True, "Iban": IBAN, "Bic": "ABNANL2A", "DiNm": "Bakkerij Holding B.V."}
    address = {
        "PbAd": False,
        "ResZip": False,
        "CoId": "NL",
        "Ad": "Voorbeeldstraat",
        "HmNr": "12",
        "HmAd": "A",
        "ZpCd": "3511 AB",
        "Rs": "Utrecht",
    }
    organisation = {
        "Fields": {
            "PadAdr": True,
            "AutoNum": True,
            "MatchOga": "6",
            "SeNm": "BAKKERIJVO",
            "Nm": "Bakkerij Voorbeeld B.V.",
            "EmAd": "inkoop@bakkerij.example.com",
            "TeNr": "030-5550101",
            "CcNr": "12345678",
            "MbNr": "0655501019",
            "HoPa": "https://bakkerij.example.com",
        },
        "Objects": [
            {"KnBankAccount": {"Element": {"Fields": account}}},
            {"KnBasicAddressAdr": {"Element": {"Fields": address}}},
        ],
    }
    codes = {"revenue_account": "8010", "price_list": "WEB"}
    relation = {
        "IsDb": True,
        "CuId": "EUR",
        "PaCd": "30",
        "ColA": "1300",
        "VaDu": "1",
        "LgId": "NL",
        "ToAc": "8010",
        "PrLs": "WEB",
        "VaId": "NL001234567B01",
        "Bl": True,
        "BlTl": True,
        "AuPa": True,
        "Krli": "5000",
    }
    expected = {"Fields": relation, "Objects": [{"KnOrganisation": {"Element": organisation}}]}
    fields = DRAFTING.debtor(party_of(RECORD, codes=codes))
    assert sent(new_debtor(fields, WRITING)) == {"KnSalesRelationOrg": {"Element": expected}}


def test_a_person_at_a_company_and_a_department_are_contacts_made_under_its_number() -> None:
    buyer, department = (DRAFTING.contact(party_of(RECORD), contact) for contact in RECORD.contacts)
    person = {
        "PadAdr": True,
        "AutoNum": True,
        "MatchPer": "7",
        "SeNm": "BERG",
        "FiNm": "Eva",
        "In": "E.",
        "Is": "van den",
        "LaNm": "Berg",
        "ViGe": "O",
    }
    own = {
        "ViKc": "PRS",
        "PadAdr": True,
        "EmAd": "eva@bakkerij.example.com",
        "TeNr": "030-5550111",
        "MbNr": "0655501011",
    }
    contact = {"Fields": own, "Objects": [{"KnPerson": {"Element": {"Fields": person}}}]}
    write = new_contact(buyer, "1000813", WRITING)
    assert (write.method, write.connector, write.part) == ("POST", "KnOrganisation", "KnContact")
    assert sent(write) == _under(contact)
    accounts = {"ViKc": "AFD", "PadAdr": True, "ExAd": "Administratie", "EmAd": "administratie@bakkerij.example.com"}
    assert sent(new_contact(department, "1000813", WRITING)) == _under({"Fields": accounts})


def _under(contact: dict[str, Any]) -> dict[str, Any]:
    fields = {"MatchOga": "0", "BcCo": "1000813"}
    return {"KnOrganisation": {"Element": {"Fields": fields, "Objects": [{"KnContact": {"Element": contact}}]}}}


def test_a_contact_is_changed_by_number_and_kind_and_the_person_behind_it_by_theirs() -> None:
    write = change_contact("501", "PRS", {"KnContact.TeNr": None, "KnContact.EmAd": "x@example.com"}, WRITING, DAY)
    fields = {"CdId": "501", "ViKc": "PRS", "TeNr": "", "EmAd": "x@example.com"}
    assert (write.method, sent(write)) == ("PUT", {"KnContact": {"Element": {"Fields": fields}}})
    write = change_person("1000815", {"LaNm": "Jansen", "Is": None}, WRITING, DAY)
    fields = {"MatchPer": "0", "BcCo": "1000815", "LaNm": "Jansen", "Is": ""}
    assert (write.method, sent(write)) == ("PUT", {"KnPerson": {"Element": {"Fields": fields}}})


def test_a_delivery_address_is_changed_as_a_contact_whose_place_holds_from_a_day_on() -> None:
    fields = {
        "KnContact.ExAd": "Zuid",
        "KnContact.KnBasicAddressAdr.Ad": "Postbus",
        "KnContact.KnBasicAddressAdr.HmNr": 9,
    }
    place = {"PbAd": True, "BeginDate": "2026-11-20", "ResZip": False, "Ad": "Postbus", "HmNr": "9"}
    contact = {
        "Fields": {"CdId": "502", "ViKc": "AFL", "ExAd": "Zuid"},
        "Objects": [{"KnBasicAddressAdr": {"Element": {"Fields": place}}}],
    }
    assert sent(change_contact("502", "AFL", fields, WRITING, DAY)) == {"KnContact": {"Element": contact}}


def test_a_bank_account_is_added_under_the_organisation_that_the_debtor_has() -> None:
    account = {"CoId": "NL", "IbCk": True, "Iban": IBAN}
    organisation = {
        "Fields": {"MatchOga": "9"},
        "Objects": [{"KnBankAccount": {"Element": {"Fields": account}}}],
    }
    relation = {"@DbId": "10141", "Fields": {}, "Objects": [{"KnOrganisation": {"Element": organisation}}]}
    write = change_debtor("10141", {IBAN_FIELD: IBAN}, WRITING, DAY)
    assert (write.method, sent(write)) == ("PUT", {"KnSalesRelationOrg": {"Element": relation}})
