"""The shipped rows, and a flow's own over them: one list for three records, with what identifies them protected."""

from typing import Any

import pytest

from handlers.vendors.accountview.target.presets import mappings_for
from relay.errors import StartError
from tests.handlers.vendors.accountview.office import (
    a_flow,
    some_settings,
)


def mistakes_of(*rows: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(StartError) as caught:
        mappings_for(a_flow(mapping=rows), some_settings())
    return caught.value.mistakes


def test_the_shipped_rows_fill_four_tables() -> None:
    mappings = mappings_for(a_flow(), some_settings())
    assert mappings.columns("SO_LINE") == ("ART_CODE", "ORD_QTY", "ART_PX", "DEL_DATE")
    assert {"ACCT_NAME", "SRC_CODE", "ST_STREET", "ADDRESS1", "MAIN_CONT"} <= set(mappings.columns("CONTACT"))
    assert mappings.columns("DEL_ADDR")[0] == "SUB_NR"
    assert mappings.sources["SO_HDR.COMMENT1"] == "reference"
    assert mappings.sources["SO_LINE.ART_CODE"] == "item.sku"


def test_the_reference_moves_to_the_column_that_the_connection_names() -> None:
    columns = mappings_for(a_flow(), some_settings(order_reference_column="COMMENT3")).columns("SO_HDR")
    assert "COMMENT3" in columns
    assert "COMMENT1" not in columns


def test_a_flows_rows_change_add_and_remove_in_any_of_the_tables() -> None:
    rows = (
        {"to": "SO_HDR.COMMENT2", "from": "order.remark", "do": ["trim", {"cut": 40}]},
        {"to": "SO_LINE.X11_NOTE", "from": "item.description"},
        {"to": "CONTACT.TEL_BUS", "off": True},
        {"to": "CONTACT.LNG_CODE", "const": "NL"},
    )
    mappings = mappings_for(a_flow(mapping=rows), some_settings())
    assert "COMMENT2" in mappings.columns("SO_HDR")
    assert "X11_NOTE" in mappings.columns("SO_LINE")
    assert "TEL_BUS" not in mappings.columns("CONTACT")
    assert mappings.sources["CONTACT.LNG_CODE"] == "(mapping)"


@pytest.mark.parametrize(
    "field", ["SO_HDR.COMMENT1", "SO_HDR.RPL_INV", "CONTACT.MAIL_BUS", "DEL_ADDR.SUB_NR", "SO_HDR"]
)
def test_what_a_record_is_found_by_cannot_be_changed_or_removed(field: str) -> None:
    [mistake] = mistakes_of({"to": field, "const": "x"})
    assert mistake.startswith("flows.orders.mapping[0].to: ")


def test_every_mistake_is_told_with_its_flow_row_and_a_guess() -> None:
    first, second = mistakes_of({"to": "SO_HDRS.COMMENT2", "const": "x"}, {"to": "COMMENT2", "const": "x"})
    told = 'no table "SO_HDRS"; did you mean "SO_HDR"?'
    assert first == f"flows.orders.mapping[0].to: {told}"
    assert second.startswith("flows.orders.mapping[1].to: ")


def test_a_misspelt_function_is_told_with_a_guess() -> None:
    [mistake] = mistakes_of({"to": "SO_HDR.COMMENT2", "from": "order.remark", "do": ["tirm"]})
    assert 'did you mean "trim"?' in mistake


def test_rows_that_clash_are_told_with_their_flow() -> None:
    [mistake] = mistakes_of({"to": "SO_LINE.X1", "each": "order.lines", "from": "item.sku"})
    assert mistake.startswith("flows.orders.mapping[0]: SO_LINE.X1: all rows of SO_LINE go through the same list")


def test_a_row_for_a_column_in_lower_case_is_refused_with_its_capitals() -> None:
    [mistake] = mistakes_of({"to": "SO_HDR.comment3", "from": "order.remark"})
    assert 'did you mean "SO_HDR.COMMENT3"?' in mistake


@pytest.mark.parametrize(
    ("row", "clashes"),
    [
        ({"to": "SO_HDR.X1_WHS", "from": "order.remark"}, True),
        ({"to": "SO_HDR.X1_WHS", "const": "A"}, True),
        ({"to": "SO_HDR.X1_WHS", "from": "codes.warehouse", "do": ["upper"]}, False),
        ({"to": "SO_HDR.X1_WHS", "off": True}, False),
        ({"to": "SO_HDR.COMMENT3", "from": "order.remark"}, False),
    ],
)
def test_a_row_for_a_column_that_a_setting_names_for_another_thing_is_refused(
    row: dict[str, Any],
    clashes: bool,  # noqa: FBT001
) -> None:
    settings = some_settings(order_columns={"warehouse": "X1_WHS"})
    if not clashes:
        assert mappings_for(a_flow(mapping=[row]), settings).merged.rows
        return
    with pytest.raises(StartError, match=r"order_columns\.warehouse of the connection names this column"):
        mappings_for(a_flow(mapping=[row]), settings)
