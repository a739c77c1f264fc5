"""The shipped rows as a whole: one order in, every field of every call out."""

from typing import Any

from handlers.vendors.afas.target.writes import (
    change_debtor,
    new_debtor,
    new_order,
    new_organisation_address,
    new_person_address,
)
from mapping.parsing import dump_json, parse_json
from tests.handlers.vendors.afas.orders import (
    TODAY,
    a_company,
    a_delivery_address,
    a_draft,
    a_flow,
    a_person,
    an_order,
    drafting_for,
    some_settings,
)

WRITING = some_settings().writing

ADDRESS = {
    "PbAd": False,
    "ResZip": False,
    "CoId": "NL",
    "Ad": "Voorbeeldstraat",
    "HmNr": 12,
    "HmAd": "A",
    "ZpCd": "3511 AB",
    "Rs": "Utrecht",
}
DELIVERY = {
    "PbAd": False,
    "ResZip": False,
    "CoId": "B",
    "Ad": "Industrieweg",
    "HmNr": 5,
    "ZpCd": "2000",
    "Rs": "Antwerpen",
}
CONTACT = {
    "Fields": {"ViKc": "AFL", "PadAdr": True, "ExAd": "Magazijn"},
    "Objects": [{"KnBasicAddressAdr": {"Element": {"Fields": DELIVERY}}}],
}


def sent(body: dict[str, Any]) -> Any:
    """The body through JSON, as it is sent, with numbers as text."""
    return _as_text(parse_json(dump_json(body)))


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_text(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    return value if isinstance(value, bool) else str(value)


def test_a_company_becomes_a_sales_relation_with_organisation_address_and_contact() -> None:
    body = new_debtor(drafting_for().debtor(a_draft().party), WRITING).body
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
    contact = {
        "Fields": {"ViKc": "PRS", "PadAdr": True, "EmAd": "inkoop@bakkerij.example.com", "TeNr": "030-5550101"},
        "Objects": [{"KnPerson": {"Element": {"Fields": person}}}],
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
        },
        "Objects": [{"KnBasicAddressAdr": {"Element": {"Fields": ADDRESS}}}, {"KnContact": {"Element": contact}}],
    }
    relation = {
        "Fields": {"IsDb": True, "CuId": "EUR", "PaCd": "30", "ColA": "1300", "VaId": "NL001234567B01"},
        "Objects": [{"KnOrganisation": {"Element": organisation}}],
    }
    assert sent(body) == _as_text({"KnSalesRelationOrg": {"Element": relation}})


def test_a_person_becomes_a_sales_relation_with_person_and_address() -> None:
    body = new_debtor(drafting_for().debtor(a_draft(an_order(customer=a_person())).party), WRITING).body
    person = {
        "Fields": {
            "PadAdr": True,
            "AutoNum": True,
            "MatchPer": "7",
            "SeNm": "VRIES",
            "FiNm": "Anneke Maria",
            "In": "A.M.",
            "Is": "de",
            "LaNm": "Vries",
            "ViGe": "O",
            "EmA2": "anneke@example.com",
            "TeN2": "0612345678",
        },
        "Objects": [{"KnBasicAddressAdr": {"Element": {"Fields": ADDRESS}}}],
    }
    relation = {
        "Fields": {"IsDb": True, "CuId": "EUR", "PaCd": "30", "ColA": "1300"},
        "Objects": [{"KnPerson": {"Element": person}}],
    }
    assert sent(body) == _as_text({"KnSalesRelationPer": {"Element": relation}})


def test_a_company_without_a_contact_is_one_organisation_and_no_person() -> None:
    order = an_order(customer=a_company(first_name=None, infix=None, last_name=None))
    fields = drafting_for().debtor(a_draft(order).party)
    assert not [place for place in fields if "KnContact" in place]


def test_a_delivery_address_is_a_contact_under_the_organisation_or_under_the_relations_person() -> None:
    draft = a_draft(an_order(shipping_address=a_delivery_address()), debtor="10141")
    fields = dict(drafting_for().address(draft.party))
    assert fields.pop("DbId") == "10141"
    assert fields["KnContact.KnBasicAddressAdr.HmAd"] == ""
    organisation = {"Fields": {"MatchOga": "0", "BcCo": "1000813"}, "Objects": [{"KnContact": {"Element": CONTACT}}]}
    write = new_organisation_address(fields, "1000813", WRITING)
    assert (write.method, write.connector, write.part) == ("POST", "KnOrganisation", "KnContact")
    assert sent(write.body) == _as_text({"KnOrganisation": {"Element": organisation}})

    contact = {"@Action": "insert", **CONTACT}
    person = {"Fields": {"MatchPer": "9"}, "Objects": [{"KnContact": {"Element": contact}}]}
    relation = {"@DbId": "49979", "Fields": {}, "Objects": [{"KnPerson": {"Element": person}}]}
    write = new_person_address(fields, "49979", WRITING)
    assert (write.method, write.connector, write.part) == ("PUT", "KnSalesRelationPer", None)
    assert sent(write.body) == _as_text({"KnSalesRelationPer": {"Element": relation}})


def test_an_order_becomes_a_header_with_its_lines() -> None:
    order = an_order(
        delivery_on="2026-11-27",
        shipping_address=a_delivery_address(),
        remark="Bellen voor levering",
        lines=[
            {"sku": "000100", "description": "Koffiemok", "quantity": 3, "unit_price": "8.26", "vat_rate": 21},
            {"description": "Als cadeau inpakken", "quantity": 1, "unit_price": 0},
        ],
    )
    drafting = drafting_for(settings=some_settings(text_item="T1"))
    codes = {"payment_condition": "30", "payment_method": "1", "language": "NL", "journal": "70", "vat_liability": "1"}
    draft = a_draft(order, debtor="10141", delivery_address="1002", codes=codes)
    header = {
        "OrDa": "2026-11-24",
        "DbId": "10141",
        "RfCs": "W-100245",
        "CuId": "EUR",
        "Unit": 1,
        "War": "01",
        "PaCd": "30",
        "PaTp": "1",
        "LgId": "NL",
        "JoCo": "70",
        "VaDu": "1",
        "InVa": False,
        "DaDe": "2026-11-27",
        "DlAd": "1002",
        "Re": "Bellen voor levering",
    }
    goods = {"VaIt": "2", "ItCd": "000100", "Ds": "Koffiemok", "BiUn": "STK", "QuUn": 3, "Upri": "8.26", "War": "01"}
    text = {"VaIt": "3", "ItCd": "T1", "Ds": "Als cadeau inpakken", "BiUn": "*****", "QuUn": 1}
    lines = {"FbSalesLines": {"Element": [{"Fields": goods}, {"Fields": text}]}}
    expected = {"FbSales": {"Element": {"Fields": header, "Objects": [lines]}}}
    assert sent(new_order(drafting.document(draft), WRITING).body) == _as_text(expected)


def test_a_direct_invoice_has_the_same_fields_in_its_own_connector() -> None:
    order, invoice = drafting_for(), drafting_for(a_flow(send_as="direct_invoice"))
    draft = a_draft(debtor="10141")
    written = new_order(invoice.document(draft), WRITING)
    assert written.connector == "FbDirectInvoice"
    as_order = dump_json(new_order(order.document(draft), WRITING).body).replace(b"FbSales", b"FbDirectInvoice")
    assert dump_json(written.body) == as_order


def test_a_change_of_a_debtor_names_him_by_key_and_his_party_by_what_he_has() -> None:
    fields = {"KnSalesRelationOrg.PaCd": "14", "KnSalesRelationOrg.KnOrganisation.KnBasicAddressAdr.Ad": "Laan"}
    write = change_debtor("10141", fields, WRITING, TODAY)
    address = {"PbAd": False, "BeginDate": "2026-11-24", "ResZip": False, "Ad": "Laan"}
    organisation = {
        "Fields": {"MatchOga": "9"},
        "Objects": [{"KnBasicAddressAdr": {"Element": {"Fields": address}}}],
    }
    relation = {
        "@DbId": "10141",
        "Fields": {"PaCd": "14"},
        "Objects": [{"KnOrganisation": {"Element": organisation}}],
    }
    assert write.method == "PUT"
    assert sent(write.body) == _as_text({"KnSalesRelationOrg": {"Element": relation}})
