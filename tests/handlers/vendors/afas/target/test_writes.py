"""What is added to a call besides the mapping's fields."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.target.nesting import flatten, nest
from handlers.vendors.afas.target.product_writes import new_article
from handlers.vendors.afas.target.settings import AfasWriting
from handlers.vendors.afas.target.writes import (
    change_debtor,
    new_debtor,
    new_order,
    new_organisation_address,
    new_person_address,
)
from tests.handlers.vendors.afas.orders import (
    TODAY,
    a_company,
    a_draft,
    a_flow,
    a_person,
    an_address,
    an_order,
    drafting_for,
)

PARTY = "KnSalesRelationOrg.KnOrganisation"
NAMES = st.from_regex(r"[A-Z][a-z]{1,4}", fullmatch=True)
TABLES = st.recursive(st.integers(), lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3), max_leaves=8)


def organisation_of(fields: dict[str, Any], **writing: Any) -> dict[str, Any]:
    body = new_debtor(fields, AfasWriting.model_validate(writing)).body
    [under] = body["KnSalesRelationOrg"]["Element"]["Objects"]
    fields_of: dict[str, Any] = under["KnOrganisation"]["Element"]["Fields"]
    return fields_of


@given(st.dictionaries(NAMES, TABLES, min_size=1, max_size=4))
def test_places_and_nested_tables_are_two_ways_to_write_the_same(tables: dict[str, Any]) -> None:
    assert nest(flatten(tables)) == tables


def test_a_new_organisation_is_numbered_by_afas_and_matched_as_is_set() -> None:
    fields = organisation_of({f"{PARTY}.Nm": "A"}, match_organisations="1")
    assert (fields["AutoNum"], fields["MatchOga"]) == (True, "1")


def test_an_own_number_is_matched_by_that_number_and_not_numbered_by_afas() -> None:
    fields = organisation_of({f"{PARTY}.Nm": "A", f"{PARTY}.BcCo": "W-17"})
    assert (fields["AutoNum"], fields["MatchOga"], fields["BcCo"]) == (False, "0", "W-17")


def test_an_own_debtor_number_is_the_key_of_the_relation() -> None:
    body = new_debtor({"KnSalesRelationOrg.DbId": "W-17", f"{PARTY}.Nm": "A"}, AfasWriting()).body
    assert body["KnSalesRelationOrg"]["Element"]["@DbId"] == "W-17"


def test_a_row_of_the_mapping_wins_over_what_is_added() -> None:
    fields = {"KnSalesRelationOrg.IsDb": False, f"{PARTY}.PadAdr": False, f"{PARTY}.Nm": "A"}
    body = new_debtor(fields, AfasWriting()).body["KnSalesRelationOrg"]["Element"]
    assert body["Fields"]["IsDb"] is False
    assert body["Objects"][0]["KnOrganisation"]["Element"]["Fields"]["PadAdr"] is False


def empties_of(value: Any) -> list[str]:
    """The names of all fields in a body that are sent empty."""
    if isinstance(value, list):
        return [name for one in value for name in empties_of(one)]
    if not isinstance(value, dict):
        return []
    own = [name for name, one in value.items() if one is None or (isinstance(one, str) and not one.strip())]
    return [*own, *(name for one in value.values() for name in empties_of(one))]


EMPTY_CUSTOMER = dict.fromkeys(("first_name", "infix", "phone", "vat_number", "chamber_of_commerce_number"), "")


@pytest.mark.parametrize("number", ["", "  ", None])
def test_an_organisation_without_a_number_of_the_chamber_of_commerce_is_sent_without_that_field(number: Any) -> None:
    order = an_order(customer=a_company(chamber_of_commerce_number=number))
    body = new_debtor(drafting_for().debtor(a_draft(order).party), AfasWriting()).body
    assert "CcNr" not in str(body)


@pytest.mark.parametrize("customer", [a_company(**EMPTY_CUSTOMER), a_person(first_name="", infix="", phone="")])
def test_nothing_empty_is_sent_when_a_debtor_an_address_or_an_order_is_made(customer: dict[str, Any]) -> None:
    place = an_address(addition="", postcode="", extra="")
    line = {"sku": "000100", "description": "", "quantity": 1, "unit_price": "8.26", "vat_rate": 21, "unit": ""}
    order = an_order(customer=customer, billing_address=place, remark="", lines=[line])
    drafting = drafting_for()
    draft = a_draft(order, drafting=drafting, debtor="10141")
    address = {place: value for place, value in drafting.address(a_draft(order).party).items() if place != "DbId"}
    writes = [
        new_debtor(drafting.debtor(draft.party), AfasWriting()),
        new_order(drafting.document(draft), AfasWriting()),
        new_organisation_address(address, "1000813", AfasWriting()),
        new_person_address(address, "10141", AfasWriting()),
    ]
    assert [empties_of(write.body) for write in writes] == [[], [], [], []]
    assert empties_of(drafting.explain(a_draft(order, drafting=drafting)).tables) == []


@given(st.dictionaries(NAMES, st.sampled_from(["", " ", "x", 0, False]), min_size=1))
def test_an_insert_sends_every_field_that_has_a_value_and_no_other(fields: dict[str, Any]) -> None:
    body = new_article({f"FbItemArticle.{name}": value for name, value in fields.items()}).body
    sent = body["FbItemArticle"]["Element"]["Fields"]
    assert sent == {name: value for name, value in fields.items() if value not in {"", " "} or value is False}


@pytest.mark.parametrize("row", [{"const": ""}, {"from": "order.billing_address.region", "default": ""}])
def test_a_field_that_a_row_empties_on_purpose_is_sent_empty(row: dict[str, Any]) -> None:
    drafting = drafting_for(a_flow({"to": f"{PARTY}.FiNr", **row}))
    fields = {**drafting.debtor(a_draft().party), f"{PARTY}.FiNr": "", f"{PARTY}.CcNr": ""}
    body = new_debtor(fields, AfasWriting(), drafting.emptied).body
    assert empties_of(body) == ["FiNr"]


def test_a_change_of_a_debtor_empties_a_field() -> None:
    write = change_debtor("10141", {f"{PARTY}.CcNr": ""}, AfasWriting(), date(2026, 11, 24))
    assert empties_of(write.body) == ["CcNr"]


@pytest.mark.parametrize(
    ("street", "is_box"),
    [("Postbus", True), ("postbus 12", True), ("P.O. Box 12", True), ("Postbusweg", False), ("Dorpsweg", False)],
)
def test_a_box_is_told_from_a_street(street: str, is_box: bool) -> None:  # noqa: FBT001
    body = new_debtor({f"{PARTY}.KnBasicAddressAdr.Ad": street}, AfasWriting()).body
    [party] = body["KnSalesRelationOrg"]["Element"]["Objects"]
    [address] = party["KnOrganisation"]["Element"]["Objects"]
    assert address["KnBasicAddressAdr"]["Element"]["Fields"]["PbAd"] is is_box


def test_a_person_is_changed_under_his_own_kind_of_relation() -> None:
    write = change_debtor("20001", {"KnSalesRelationPer.PaCd": "14"}, AfasWriting(), date(2026, 11, 24))
    [party] = write.body["KnSalesRelationPer"]["Element"]["Objects"]
    assert party == {"KnPerson": {"Element": {"Fields": {"MatchPer": "9"}}}}
    assert TODAY.isoformat() not in str(write.body)
