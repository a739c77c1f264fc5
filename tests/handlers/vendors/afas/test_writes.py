"""What is added to a call besides the mapping's fields."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.target_settings import AfasWriting
from handlers.vendors.afas.writes import changed_debtor, flat, nested, new_debtor
from tests.handlers.vendors.afas.orders import TODAY

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
    assert nested(flat(tables)) == tables


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
    write = changed_debtor("20001", {"KnSalesRelationPer.PaCd": "14"}, AfasWriting(), date(2026, 11, 24))
    [party] = write.body["KnSalesRelationPer"]["Element"]["Objects"]
    assert party == {"KnPerson": {"Element": {"Fields": {"MatchPer": "9"}}}}
    assert TODAY.isoformat() not in str(write.body)
