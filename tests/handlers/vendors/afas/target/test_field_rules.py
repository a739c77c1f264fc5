"""Bodies of writes against AFAS's field tables."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.protocol import Element, payload
from handlers.vendors.afas.target.field_rules import payload_problems
from mapping.parsing import dump_json, parse_json
from tests.handlers.vendors.afas import examples

CUSTOM = "U" + "0123456789ABCDEF" * 2


def paths(problems: Any) -> list[str]:
    return [problem.path for problem in problems]


@pytest.mark.parametrize(
    ("method", "part", "document"),
    [
        ("POST", None, examples.organisation()),
        ("POST", None, examples.person()),
        ("POST", None, examples.company_debtor()),
        ("POST", None, examples.consumer_debtor()),
        ("POST", None, examples.sales_order()),
        ("POST", None, examples.lots()),
        ("POST", None, examples.direct_invoice()),
        ("POST", None, examples.article()),
        ("POST", "KnContact", examples.new_contact()),
        ("PUT", None, examples.changed_contact()),
        ("PUT", None, examples.company_debtor(examples.organisation(MatchOga="9"), DbId="10141")),
        ("POST", None, examples.body("KnAddress", {"CoId": "NL", "Ad": "Dorpsweg", "HmNr": 7})),
    ],
)
def test_what_the_pages_of_afas_show_is_right(method: str, part: str | None, document: dict[str, Any]) -> None:
    (connector,) = document
    assert payload_problems(connector, document, method=method, part=part) == []


def test_what_the_protocol_writes_is_read_back_as_right() -> None:
    line = Element({"VaIt": "2", "ItCd": "000100", "QuUn": Decimal("1.5"), "Upri": Decimal("0.0000000001")})
    order = Element({"DbId": "10141", "OrDa": date(2026, 3, 2), "InVa": True}, {"FbSalesLines": [line, line]})
    document = payload("FbSales", order)
    assert payload_problems("FbSales", document) == []
    assert payload_problems("FbSales", parse_json(dump_json(document))) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("RfCs", "x" * 101),
        ("DbId", "1" * 17),
        ("Unit", "one"),
        ("Unit", Decimal("1.5")),
        ("Unit", 2**31),
        ("DlAd", "12a"),
        ("InVa", "ja"),
        ("DeCo", "4"),
        ("OrDa", "02-03-2026"),
        ("OrDa", "2026-02-30"),
        ("OrDa", "2026-03-02T08:00:00Z"),
        ("OrDa", "2026-03-02T08:00"),
        ("VaDu", True),
        ("Rate", 1.1),
        ("Rate", "1,1"),
        ("Rate", Decimal("NaN")),
        ("CoId", "US"),
        ("CoId", "DE"),
        ("UnPri", "1"),
        ("U123", "x"),
        (CUSTOM, ["x"]),
    ],
)
def test_a_wrong_value_in_the_header_is_told_by_its_field(field: str, value: Any) -> None:
    assert paths(payload_problems("FbSales", examples.sales_order(**{field: value}))) == [f"FbSales.{field}"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("InVa", "true"),
        ("InVa", "1"),
        ("InVa", 0),
        ("Unit", "1"),
        ("DeCo", 0),
        ("OrDa", "2026-03-02T08:00:00"),
        ("OrDa", ""),
        ("PaCd", None),
        ("CoId", "USA"),
        ("CoId", "D"),
        ("CoId", "GB"),
        ("CoId", "XK"),
        ("SaCh", "WEB"),
        ("Rout", "ma"),
        ("PkTp", "KRAT"),
        (CUSTOM, "false"),
        ("VaTa", "99"),
    ],
)
def test_afas_takes_native_values_texts_and_empty_ones(field: str, value: Any) -> None:
    assert payload_problems("FbSales", examples.sales_order(**{field: value})) == []


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("QuUn", Decimal("1.000001"), "more than the 5 decimals"),
        ("QuUn", "123456789012", "more than the 11 digits"),
        ("Upri", "0.00000000001", "more than the 10 decimals"),
        ("Upri", Decimal("1E+16"), "more than the 16 digits"),
        ("PRDc", "12.345", "more than the 2 decimals"),
        ("VaIt", "9", "none of the codes"),
        ("GuLi", "{12}", "not a GUID"),
        ("ItCd", "", "AFAS needs FbSalesLines.ItCd"),
    ],
)
def test_a_wrong_value_in_a_line_is_told_by_its_position(field: str, value: Any, rule: str) -> None:
    document = examples.sales_order(examples.TEXT, {**examples.ARTICLE, field: value})
    (problem,) = payload_problems("FbSales", document)
    assert problem.path == f"FbSales.FbSalesLines[1].{field}"
    assert rule in problem.rule


@pytest.mark.parametrize("value", ["wst", "Art", "TXT", "14"])
def test_item_types_may_be_letters_in_any_case(value: str) -> None:
    assert payload_problems("FbSales", examples.sales_order({**examples.ARTICLE, "VaIt": value})) == []


def test_a_new_record_needs_what_an_update_may_leave_out() -> None:
    document = examples.body("FbSales", {"OrNu": "60005491", "RfCs": "x"})
    assert paths(payload_problems("FbSales", document)) == ["FbSales.DbId"]
    assert payload_problems("FbSales", document, method="PUT") == []
    document["FbSales"]["Element"]["@Action"] = "insert"
    assert paths(payload_problems("FbSales", document, method="PUT")) == ["FbSales.DbId"]
    document["FbSales"]["Element"]["@Action"] = "replace"
    assert paths(payload_problems("FbSales", document, method="PUT")) == ["FbSales.@Action"]


def test_under_a_part_only_that_object_is_new() -> None:
    document = examples.body("FbSales", {"OrNu": "1"}, examples.lines("FbSalesLines", {"ItCd": "000100"}))
    found = paths(payload_problems("FbSales", document, part="FbSalesLines"))
    assert found == ["FbSales.FbSalesLines[0].VaIt", "FbSales.FbSalesLines[0].QuUn"]


def test_a_matched_organisation_needs_no_name_and_a_new_one_does() -> None:
    without_name = {"Nm": ""}
    matched = examples.company_debtor(examples.organisation(MatchOga="0", BcCo="1000813", **without_name))
    new = examples.company_debtor(examples.organisation(**without_name))
    assert payload_problems("KnSalesRelationOrg", matched) == []
    assert paths(payload_problems("KnSalesRelationOrg", new)) == ["KnSalesRelationOrg.KnOrganisation.Nm"]


@pytest.mark.parametrize("field", ["TeNr", "MbNr", "EmAd", "HoPa", "SocN"])
def test_contact_data_have_a_length_too(field: str) -> None:
    assert payload_problems("KnOrganisation", examples.organisation(**{field: "x" * 255})) == []
    found = paths(payload_problems("KnOrganisation", examples.organisation(**{field: "x" * 256})))
    assert found == [f"KnOrganisation.{field}"]


def test_a_sales_relation_is_nothing_without_its_organisation() -> None:
    document = examples.body("KnSalesRelationOrg", {"CuId": "EUR"})
    assert paths(payload_problems("KnSalesRelationOrg", document)) == ["KnSalesRelationOrg.KnOrganisation"]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"FbSales": {}, "KnPerson": {}},
        {"FbSales": {"Element": "x"}},
        {"FbSales": {"Fields": {}}},
        {"FbSales": {"Element": {"Fields": []}}},
        {"FbSales": {"Element": {"Fields": ["x"]}}},
        {"FbSales": {"Element": {"Fields": {"DbId": "1"}, "Objects": "x"}}},
        {"FbSales": {"Element": {"Fields": {"DbId": "1"}, "OrDa": "2026-03-02"}}},
        {"FbSales": {"Element": {"@Action": [], "Fields": {"DbId": "1"}}}},
        {"FbSales": {"Element": {"@Action": {"a": 1}, "Fields": {"DbId": ["1"]}}}},
    ],
)
def test_another_shape_is_a_problem_and_no_crash(document: Any) -> None:
    assert payload_problems("FbSales", document)


def test_an_object_that_afas_does_not_have_there_is_told() -> None:
    document = examples.body("FbSales", {"DbId": "1"}, examples.address())
    assert paths(payload_problems("FbSales", document)) == ["FbSales.KnBasicAddressAdr"]


def test_values_that_may_be_personal_are_masked_and_codes_are_shown() -> None:
    (long,) = payload_problems("KnPerson", examples.person(LaNm="Berg" * 21))
    assert long.value == "B*** (84 characters)"
    (code,) = payload_problems("KnPerson", examples.person(ViGe="W"))
    assert code.value == "W"
    (stranger,) = payload_problems("KnPerson", examples.person(Mail="eva@prive.test"))
    assert "eva" not in str(stranger)


def test_a_connector_that_is_not_described_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="FiEntries"):
        payload_problems("FiEntries", {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["FbSales", "Element", "Fields", "Objects", "FbSalesLines", "DbId", "@Action", "QuUn"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_no_body_whatsoever_makes_the_check_fail(document: Any) -> None:
    assert isinstance(payload_problems("FbSales", {"FbSales": document}), list)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**10), max_value=10**10))
def test_every_number_of_five_decimals_is_a_quantity(quantity: Decimal) -> None:
    line = {**examples.ARTICLE, "QuUn": quantity}
    assert payload_problems("FbSales", examples.sales_order(line)) == []


@pytest.mark.parametrize(("code", "wrong"), [("a", []), ("A", []), ("z", ["KnSalesRelationPer.InPv"])])
def test_a_code_is_known_in_small_letters_too(code: str, wrong: list[str]) -> None:
    document = examples.body("KnSalesRelationPer", {"InPv": code}, examples.body("KnPerson", {"MatchPer": "9"}))
    assert paths(payload_problems("KnSalesRelationPer", document, method="PUT")) == wrong
