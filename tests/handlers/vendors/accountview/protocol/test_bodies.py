"""The body of a write names columns once and gives each row's values in the same order, exact to the last digit."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.accountview.protocol import Part, write_body
from mapping.parsing import parse_json


def order_body(**changes: Any) -> Any:
    header = Part("SO_HDR", [{"RPL_INV": "10023", "ORD_DATE": date(2026, 4, 1), "COMMENT1": "W-1"}], "SO_HDR")
    lines = Part(
        "SO_LINE",
        [
            {"ART_CODE": "BRD-001", "ORD_QTY": Decimal(3), "ART_PX": Decimal("12.5")},
            {"ART_CODE": "VRZ-001", "ORD_QTY": Decimal(1), "ART_PX": Decimal("0.1234567890123456789"), "X11_ROW": "a"},
        ],
        "SO_LINE",
    )
    return parse_json(write_body("SO1", header, lines, **changes))


def test_an_order_is_one_header_whose_lines_name_its_label() -> None:
    body = order_body()
    assert body["BusinessObject"] == "SO1"
    assert body["Table"]["Definition"] == {
        "Name": "SO_HDR",
        "Fields": [
            {"Name": "RowId", "FieldType": "C"},
            {"Name": "RPL_INV", "FieldType": "C"},
            {"Name": "ORD_DATE", "FieldType": "T"},
            {"Name": "COMMENT1", "FieldType": "C"},
        ],
    }
    assert body["TableData"]["Data"] == {"Rows": [{"Values": ["1", "10023", "2026-04-01T00:00:00.000Z", "W-1"]}]}
    [lines] = body["Table"]["DetailDefinitions"]
    assert [field["Name"] for field in lines["Fields"]] == [
        "RowId", "HeaderId", "ART_CODE", "ORD_QTY", "ART_PX", "X11_ROW",
    ]  # fmt: skip
    assert [row["Values"][:2] for row in body["TableData"]["DetailData"][0]["Rows"]] == [["1", "1"], ["2", "1"]]


def test_a_price_arrives_with_every_digit_it_had() -> None:
    rows = order_body()["TableData"]["DetailData"][0]["Rows"]
    assert rows[1]["Values"][4] == Decimal("0.1234567890123456789")


def test_a_column_that_one_line_lacks_is_empty_there() -> None:
    rows = order_body()["TableData"]["DetailData"][0]["Rows"]
    assert [row["Values"][5] for row in rows] == [None, "a"]


def test_numbers_go_as_text_where_the_setting_says_so() -> None:
    rows = order_body(numbers_as="text")["TableData"]["DetailData"][0]["Rows"]
    assert rows[0]["Values"][3:5] == ["3", "12.5"]


def test_a_flat_record_has_no_details_and_an_empty_book_date() -> None:
    body = parse_json(write_body("AR1", Part("CONTACT", [{"ACCT_NAME": "Voorbeeld"}], "CONTACT")))
    assert body["BookDate"] == ""
    assert "DetailDefinitions" not in body["Table"]
    assert "DetailData" not in body["TableData"]
    assert "id" not in body


def test_an_update_names_the_key_of_its_record() -> None:
    part = Part("CONTACT", [{"SUB_NR": "10023", "TEL_BUS": "020-5550101"}], "CONTACT")
    assert parse_json(write_body("AR1", part, key="10023"))["id"] == "10023"


def test_a_book_date_picks_the_administration_of_its_year() -> None:
    assert order_body(book_date=date(2025, 12, 31))["BookDate"] == "2025-12-31T00:00:00.000Z"


def test_columns_that_no_dictionary_knows_take_their_type_from_their_values() -> None:
    row = {"X1_FLAG": True, "X1_SUM": Decimal(5), "X1_DAY": datetime(2026, 4, 1, 8, 5), "X1_TEXT": "a", "X1_NONE": None}  # noqa: DTZ001 - books have no zone
    body = parse_json(write_body("SO1", Part("SO_HDR", [row], "SO_HDR")))
    types = {field["Name"]: field["FieldType"] for field in body["Table"]["Definition"]["Fields"]}
    assert types == {"RowId": "C", "X1_FLAG": "L", "X1_SUM": "N", "X1_DAY": "T", "X1_TEXT": "C", "X1_NONE": "C"}
    assert body["TableData"]["Data"]["Rows"][0]["Values"][1:4] == [True, 5, "2026-04-01T08:05:00.000Z"]


@given(st.lists(st.dictionaries(st.sampled_from(["A", "B", "C", "D"]), st.text(max_size=5)), min_size=1, max_size=5))
def test_every_row_has_as_many_values_as_there_are_fields(rows: list[dict[str, str]]) -> None:
    rows = [{name: value.encode("utf-8", "replace").decode() for name, value in row.items()} for row in rows]
    body = parse_json(write_body("SO1", Part("SO_HDR", [{}], "SO_HDR"), Part("SO_LINE", rows, "SO_LINE")))
    names = [field["Name"] for field in body["Table"]["DetailDefinitions"][0]["Fields"]]
    for sent, row in zip(body["TableData"]["DetailData"][0]["Rows"], rows, strict=True):
        assert dict(zip(names[2:], sent["Values"][2:], strict=True)) == {name: row.get(name) for name in names[2:]}
