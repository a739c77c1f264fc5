"""The shapes of AFAS's own published request examples, with invented values: the sandbox takes them and keeps them.

Source of the shapes: AFASSoftware/OASContent OpenApiSpecs/profit/en. Of its 147 examples for the connectors that the
sandbox has, eight break AFAS's own schemas (a field that no schema has, a VAT duty that is a boolean, a tax number that
is too long, the ISO code of a country that has one of AFAS's own) and stay refused.
"""

from decimal import Decimal
from typing import Any, Literal

import pytest

from handlers.sandboxes.afas import AfasSandbox, Profit
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from mapping.parsing import dump_json
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import (
    ARTICLE,
    ROAD,
    address,
    body,
    company_debtor,
    consumer_debtor,
    direct_invoice,
    lines,
    organisation,
    person,
    sales_order,
)

HOME = {"CoId": "NL", "PbAd": False, "Ad": "Lindelaan", "HmNr": 4, "ZpCd": "3431 BC", "Rs": "Nieuwegein"}
NEW_PERSON = {"AutoNum": True, "MatchPer": "7", "In": "E.", "LaNm": "Berg", "ViGe": "V"}


def opened() -> Profit:
    """Books with a company (organisation 1000813, debtor 10141) and a consumer (person 1000814, debtor 10142)."""
    profit = Profit()
    for document in (company_debtor(), consumer_debtor()):
        write(profit, "POST", document)
    return profit


def write(profit: Profit, method: str, document: dict[str, Any], part: str | None = None) -> dict[str, str]:
    """The keys that one write is answered with."""
    (connector,) = document
    (keys,) = profit.write(method, connector, part, dump_json(document))
    return keys


def contact_with_person(*under: dict[str, Any]) -> dict[str, Any]:
    """A new contact person who brings objects of their own."""
    who = body("KnPerson", NEW_PERSON, *under)
    return body("KnContact", {"ViKc": "PRS", "FuDs": "Inkoper", "PadAdr": True}, who)


@pytest.mark.parametrize("method", ["part", "relation"])
def test_a_contact_person_brings_an_address_of_his_own(method: str) -> None:
    profit = opened()
    contact = contact_with_person(body("KnBasicAddressAdr", HOME), body("KnBasicAddressPad", ROAD))
    if method == "part":
        write(profit, "POST", body("KnOrganisation", {"MatchOga": "0", "BcCo": "1000813"}, contact), "KnContact")
    else:
        contact["KnContact"]["Element"]["@Action"] = "insert"
        under = body("KnOrganisation", {"MatchOga": "9"}, contact)
        write(profit, "PUT", body("KnSalesRelationOrg", {}, under, DbId="10141"))
    new = profit.relations.parties.by_number["1000815"]
    visiting, postal = (profit.relations.addresses.by_number[int(str(new[slot]))] for slot in ("Adr", "Pad"))
    assert (new["LaNm"], visiting["Ad"], visiting["HmNr"], postal["Ad"]) == ("Berg", "Lindelaan", 4, "Dorpsweg")


def test_a_contact_person_brings_a_bank_account_and_a_role() -> None:
    profit = opened()
    account = body("KnBankAccount", {"CoId": "NL", "IbCk": True, "Iban": "NL91ABNA0417164300"})
    contact = contact_with_person(account, body("KnContactAutRole", {"AutRoleDs": "Besteller"}))
    write(profit, "POST", body("KnOrganisation", {"MatchOga": "0", "BcCo": "1000813"}, contact), "KnContact")
    parties = profit.relations.parties
    assert parties.accounts["1000815", "NL91ABNA0417164300"]["CoId"] == "NL"
    assert ("1000815", "Besteller") in parties.roles


def test_a_new_person_of_a_contact_has_an_address_under_a_person_too() -> None:
    profit = opened()
    contact = contact_with_person(body("KnBasicAddressAdr", HOME))
    write(profit, "POST", body("KnPerson", {"MatchPer": "0", "BcCo": "1000814"}, contact), "KnContact")
    assert any(one["Ad"] == "Lindelaan" for one in profit.relations.addresses.by_number.values())


def test_an_address_goes_without_po_box_and_without_a_search_by_postcode() -> None:
    profit = opened()
    bare = {name: value for name, value in HOME.items() if name != "PbAd"} | {"BeginDate": "2026-04-01"}
    under = body("KnBasicAddressAdr", bare)
    write(profit, "POST", body("KnPerson", {"MatchPer": "0", "BcCo": "1000814"}, under), "KnBasicAddressAdr")
    party = profit.relations.parties.by_number["1000814"]
    assert profit.relations.parties.address_of(party)["Ad"] == "Lindelaan"


@pytest.mark.parametrize("first_day", ["needed", "today"])
def test_an_address_changes_without_its_first_day_only_where_the_switch_says_so(
    first_day: Literal["needed", "today"],
) -> None:
    profit = opened()
    profit.behaviour.first_day = first_day
    under = body("KnBasicAddressAdr", HOME)
    change = body("KnPerson", {"MatchPer": "0", "BcCo": "1000814"}, under)
    if first_day == "needed":
        with pytest.raises(RefusedError):
            write(profit, "POST", change, "KnBasicAddressAdr")
    else:
        write(profit, "POST", change, "KnBasicAddressAdr")
    party = profit.relations.parties.by_number["1000814"]
    street = profit.relations.parties.address_of(party)["Ad"]
    assert street == ("Dorpsweg" if first_day == "needed" else "Lindelaan")


@pytest.mark.parametrize(
    ("connector", "fields", "text"),
    [
        ("FbDirectInvoice", {"DbId": "10141", "TrPt": "tnt"}, Text.UNLISTED),
        ("KnSalesRelationPer", {"TeN2": "030-1234567"}, Text.UNLISTED),
        ("KnSalesRelationOrg", {"VaDu": True}, Text.BAD_VALUE),
        ("KnAddress", {"CoId": "US"}, Text.NO_VALUE),
        ("KnOrganisation", {"MatchOga": "6", "Nm": "A", "FiNr": "NL123456789B01"}, Text.TOO_LONG),
    ],
)
def test_an_example_that_breaks_the_schema_of_afas_stays_refused(
    connector: str, fields: dict[str, Any], text: Text
) -> None:
    with pytest.raises(RefusedError) as refused:
        write(opened(), "POST", body(connector, fields))
    assert refused.value.text is text


def test_a_code_in_small_letters_is_kept_as_afas_lists_it() -> None:
    profit = opened()
    fields = {"PaCd": "30", "InPv": "a"}
    write(profit, "PUT", body("KnSalesRelationPer", fields, body("KnPerson", {"MatchPer": "9"}), DbId="10142"))
    debtor = profit.relations.debtors["10142"]
    assert (debtor["InPv"], debtor["PaCd"]) == ("A", "30")


def test_a_postal_address_of_an_organisation_is_kept_beside_the_visiting_address() -> None:
    profit = Profit()
    box = body("KnBasicAddressPad", {"CoId": "NL", "PbAd": True, "HmNr": 12, "ZpCd": "3500 AA", "Rs": "Utrecht"})
    write(profit, "POST", organisation(address(), box, PadAdr=False))
    party = profit.relations.parties.by_number["1000813"]
    postal = profit.relations.addresses.by_number[int(str(party["Pad"]))]
    assert (postal["PbAd"], postal["HmNr"], party["Pad"] != party["Adr"]) == (True, 12, True)


def test_contact_data_of_a_person_is_changed_through_kn_contact_with_an_address() -> None:
    profit = Profit()
    write(profit, "POST", person())
    moved = body("KnBasicAddressAdr", {**HOME, "BeginDate": "2026-04-01", "ResZip": False})
    write(profit, "PUT", body("KnContact", {"BcCoPer": "1000813", "TeNr": "030-1234569"}, moved))
    party = profit.relations.parties.by_number["1000813"]
    assert (party["TeNr"], profit.relations.parties.address_of(party)["Ad"]) == ("030-1234569", "Lindelaan")


def parts(*names: str) -> dict[str, Any]:
    """A line with nested objects: the part, in it each named one."""
    known: dict[str, dict[str, Any]] = {
        "FbOrderBatchLines": {"BaNu": "LOT-7", "BiUn": "STK", "QuUn": "2"},
        "FbOrderSerialLines": {"SeNu": "SN-9", "BiUn": "STK", "QuUn": "1"},
        "FbOrderLocationLines": {"Loc": "A1", "Qu": "2"},
        "AfasFbOrderCompLines": {"VaIt": "2", "ItCd": "000101", "BiUn": "STK", "QuUn": "2"},
    }
    first, *rest = names
    return body(first, known[first], *([parts(*rest)] if rest else []))


@pytest.mark.parametrize(
    "names",
    [
        ("FbOrderLocationLines",),
        ("FbOrderBatchLines", "FbOrderLocationLines"),
        ("FbOrderSerialLines", "FbOrderLocationLines"),
        ("AfasFbOrderCompLines", "FbOrderLocationLines"),
        ("AfasFbOrderCompLines", "FbOrderBatchLines", "FbOrderLocationLines"),
        ("AfasFbOrderCompLines", "FbOrderSerialLines", "FbOrderLocationLines"),
    ],
)
async def test_what_stands_under_a_line_of_a_direct_invoice_is_taken_and_kept(names: tuple[str, ...]) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        document = direct_invoice()
        document["FbDirectInvoice"]["Element"]["Objects"] = [body("FbDirectInvoiceLines", ARTICLE, parts(*names))]
        await call.keys(document)
        desk = sandbox.profit.invoice_lines
        found = desk.parts_of(sandbox.profit.invoices.lines_of("80000101")[0])
    assert chain(found, names)


@pytest.mark.parametrize("names", [("AfasFbOrderCompLines", "FbOrderBatchLines"), ("FbOrderSerialLines",)])
async def test_what_stands_under_a_line_of_an_order_is_taken_and_kept(names: tuple[str, ...]) -> None:
    async with AfasSandbox() as sandbox, Caller(sandbox) as call:
        await call.debtor()
        document = sales_order()
        document["FbSales"]["Element"]["Objects"] = [body("FbSalesLines", ARTICLE, parts(*names))]
        keys = await call.keys(document)
        desk = sandbox.profit.order_lines
        found = desk.parts_of(sandbox.profit.orders.lines_of(keys["OrNu"])[0])
    assert chain(found, names)


def chain(found: Any, names: tuple[str, ...]) -> bool:
    """Whether the records stand in each other as the names do, each with its number."""
    for name in names:
        (record,) = found[name]
        assert isinstance(record, Record)
        assert record.fields.get("QuUn", record.fields.get("Qu")) in {Decimal(1), Decimal(2)}
        found = record.objects
    return not found


def test_custom_fields_of_an_article_stand_in_an_object_of_their_own() -> None:
    profit = Profit()
    field = "U" + "0A" * 16
    custom = body("FbArticleCustom", {field: "blauw"})
    article = {"ItCd": "000300", "Ds": "Servies set", "Grp": "300", "BiUn": "STK", "VaRc": "1"}
    assert write(profit, "POST", body("FbItemArticle", article, custom)) == {"ItCd": "000300"}
    assert profit.articles.custom["000300"] == {field: "blauw"}
    write(profit, "PUT", body("FbItemArticle", {"ItCd": "000300", field: "rood"}))
    assert profit.articles.custom["000300"] == {field: "rood"}


def test_several_lines_are_one_element_list_under_an_object() -> None:
    profit = opened()
    several = lines("FbSalesLines", ARTICLE, {"VaIt": "2", "ItCd": "000101", "BiUn": "stk", "QuUn": "-2"})
    document = {"FbSales": {"Element": {"Fields": {"DbId": "10141", "RfCs": "WEB-1"}, "Objects": several}}}
    number = write(profit, "POST", document)["OrNu"]
    assert [profit.orders.line.word(row, "quantity") for row in profit.orders.lines_of(number)] == [3, -2]
