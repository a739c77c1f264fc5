"""Presets and overlays: what is read, how rows are laid over each other, and how mistakes are told."""

from decimal import Decimal
from typing import Any

import pytest

from mapping.rows.presets import MappingError, merge, read_rows, rows_of
from mapping.rows.row import Row
from mapping.strict_yaml import read

PRESET = read("""
version: 1
rows:
  - {to: SO_HDR.COMMENT1, from: reference}
  - {to: SO_HDR.CNT_CODE, from: order.billing_address.country}
  - {to: SO_HDR.COMMENT2, from: order.remark, do: [trim, {cut: 40}]}
  - {to: SO_LINE.ART_CODE, each: order.lines, from: item.sku}
  - {to: SO_LINE.ART_QTY, each: order.lines, from: item.quantity}
""")
PROTECTED = ("SO_HDR.COMMENT1",)


def laid_over(*entries: Any) -> tuple[Row, ...]:
    return merge(rows_of(PRESET), read_rows(entries), protected=PROTECTED)


def mistakes_of(*entries: Any) -> tuple[str, ...]:
    with pytest.raises(MappingError) as caught:
        laid_over(*entries)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return caught.value.mistakes


def test_a_preset_is_its_rows_in_order() -> None:
    assert [row.to for row in rows_of(PRESET)][:3] == ["SO_HDR.COMMENT1", "SO_HDR.CNT_CODE", "SO_HDR.COMMENT2"]


def test_constants_of_a_preset_are_exact_and_norway_is_a_country() -> None:
    rows = rows_of(read("version: 1\nrows: [{to: A, const: 0.10}, {to: B, const: NO}]"))
    assert (rows[0].const, rows[1].const) == (Decimal("0.10"), "NO")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "begins with its version"),
        ("rows: []", "begins with its version"),
        ("version: 0\nrows: []", "begins with its version"),
        ("version: 1\nrow: []", 'no field "row"; did you mean "rows"?'),
        ("version: 1", "write a list of rows"),
        ("version: 1\nrows: {to: A}", "write a list of rows"),
        (
            "version: 1\nrows: [{to: A, from: b}, {to: B, form: c}]",
            'row 2 (B), form: no field "form"; did you mean "from"?',
        ),
    ],
)
def test_a_wrong_preset_says_where_it_is_wrong(text: str, told: str) -> None:
    with pytest.raises(MappingError) as caught:
        rows_of(read(text))
    assert told in str(caught.value)


def test_all_mistakes_of_a_mapping_are_told_at_once_with_row_and_field() -> None:
    entries: list[Any] = [
        {"to": "SO_HDR.COMMENT2", "from": "order.remark", "do": ["tirm", "upper", {"cut": 0}]},
        {"to": "SO_HDR.X", "from": "order.remark"},
        {"from": "order.remark"},
        "SO_HDR.Y",
        {"to": "SO_HDR.Z", "from": 3, "off": "perhaps", 5: 1},
        {"to": "SO_HDR.W"},
    ]
    with pytest.raises(MappingError) as caught:
        read_rows(entries)
    assert list(caught.value.mistakes) == [
        'row 1 (SO_HDR.COMMENT2), do[0]: no function "tirm"; did you mean "trim"?',
        'row 1 (SO_HDR.COMMENT2), do[2]: function "cut" takes a whole number from 1 to 10000; write it as {cut: ...}',
        "row 3: to is missing; name the target field",
        "row 4: write one row as {to: ..., from: ...}",
        "row 5 (SO_HDR.Z), from: write a list",
        "row 5 (SO_HDR.Z), off: write true or false",
        "row 5 (SO_HDR.Z), [5]: write the names of fields as text",
        "row 6 (SO_HDR.W): give exactly one of from, const, expr and rules",
    ]


def test_a_row_for_a_field_of_the_preset_takes_its_place() -> None:
    merged = laid_over({"to": "SO_HDR.COMMENT2", "const": "web shop"})
    assert [row.to for row in merged] == [row.to for row in rows_of(PRESET)]
    assert merged[2].const == "web shop"
    assert merged[2].do == ()


def test_a_row_for_a_new_field_is_added_at_the_end() -> None:
    assert laid_over({"to": "SO_HDR.DEL_DATE", "from": "order.delivery_on"})[-1].to == "SO_HDR.DEL_DATE"


def test_a_row_that_is_off_takes_the_field_away() -> None:
    assert "SO_HDR.COMMENT2" not in [row.to for row in laid_over({"to": "SO_HDR.COMMENT2", "off": True})]


def test_a_row_for_a_line_goes_through_the_list_of_the_preset() -> None:
    merged = laid_over({"to": "SO_LINE.COMMENT", "from": "item.description"}, {"to": "SO_LINE.ART_QTY", "const": 1})
    assert {row.to: row.each for row in merged if row.to.startswith("SO_LINE")} == {
        "SO_LINE.ART_CODE": "order.lines",
        "SO_LINE.ART_QTY": "order.lines",
        "SO_LINE.COMMENT": "order.lines",
    }


@pytest.mark.parametrize(
    "entry",
    [
        {"to": "SO_HDR.COMMENT1", "off": True},
        {"to": "SO_HDR.COMMENT1", "from": "order.number"},
        {"to": "SO_HDR.COMMENT1", "from": "reference", "do": [{"cut": 5}]},
        {"to": "so_hdr.comment1", "const": "x"},
        {"to": "SO_HDR", "const": "x"},
        {"to": "SO_HDR.COMMENT1.PART", "const": "x"},
    ],
)
def test_the_reference_row_cannot_be_overlaid_in_any_spelling(entry: dict[str, Any]) -> None:
    assert "SO_HDR.COMMENT1 holds the mark" in mistakes_of(entry)[0]


def test_an_overlay_without_protection_may_change_every_field() -> None:
    overlay = read_rows([{"to": "SO_HDR.COMMENT1", "const": "x"}])
    assert merge(rows_of(PRESET), overlay)[0].const == "x"


def test_mistakes_of_an_overlay_name_row_field_and_remedy() -> None:
    assert mistakes_of(
        {"to": "SO_HDR.COMENT2", "off": True},
        {"to": "QQQ", "off": True},
        {"to": "So_Hdr.Cnt_Code", "const": "NL"},
        {"to": "SO_HDR.NEW", "const": 1},
        {"to": "SO_HDR.NEW", "const": 2},
    ) == (
        'row 1 (SO_HDR.COMENT2), off: the preset has no row for this field; did you mean "SO_HDR.COMMENT2"?',
        "row 2 (QQQ), off: the preset has no row for this field; take this row away",
        (
            "row 3 (So_Hdr.Cnt_Code), to: differs from a field of the preset in capitals only; "
            'did you mean "SO_HDR.CNT_CODE"?'
        ),
        "row 5 (SO_HDR.NEW), to: another row of this mapping is for the same field; keep one",
    )


def test_merging_changes_neither_preset_nor_overlay() -> None:
    preset, overlay = rows_of(PRESET), read_rows([{"to": "SO_HDR.COMMENT2", "off": True}])
    before = (list(preset), list(overlay))
    merge(preset, overlay, protected=PROTECTED)
    assert (list(preset), list(overlay)) == before


def test_mistakes_in_the_newer_fields_of_a_row_are_told_with_their_place() -> None:
    entries: list[Any] = [
        {"to": "A", "from": "a", "table": {"x": "1"}, "unmapped": "hide"},
        {"to": "B", "expr": "$trimm(a)"},
        {"to": "C", "from": "a", "when": {"path": "b", "iss": 1}},
        {"to": "D", "from": "a", "write": "never"},
        {"to": "E", "from": "a", "preset": 0},
    ]
    with pytest.raises(MappingError) as caught:
        read_rows(entries)
    assert list(caught.value.mistakes) == [
        "row 1 (A), unmapped: write one of hold, keep, default",
        'row 2 (B), expr: character 6: no function "$trimm"; did you mean "$trim"?',
        'row 3 (C), when.iss: no test "iss"; did you mean "is"?',
        "row 4 (D), write: write one of always, create_only, if_empty",
        "row 5 (E), preset: write a whole number from 1",
    ]
