"""An overlay on a preset: where each row comes from, and what is told when the preset has moved on."""

from mapping.rows.overlays import lay_over
from mapping.rows.presets import read_rows, rows_of
from mapping.strict_yaml import read
from words.told import Told

PRESET = rows_of(
    read(
        "version: 3\n"
        "rows: [{to: H.A, from: a}, {to: H.B, from: b}, {to: H.C, from: c}, {to: L.X, each: l, from: item.x}]"
    )
)


def test_every_row_knows_where_it_comes_from() -> None:
    overlay = read_rows([{"to": "H.B", "const": "x"}, {"to": "H.C", "off": True}, {"to": "H.D", "from": "d"}])
    merged = lay_over(PRESET, overlay)
    assert {row.to: merged.origin(row.to) for row in merged.rows} == {
        "H.A": "preset",
        "H.B": "overlay",
        "L.X": "preset",
        "H.D": "overlay",
    }
    assert merged.replaced["H.B"].source == ("b",)
    assert list(merged.removed) == ["H.C"]
    assert merged.added == {"H.D"}


def test_a_row_for_an_older_preset_is_told_and_used() -> None:
    merged = lay_over(PRESET, read_rows([{"to": "H.B", "const": "x", "preset": 2}]))
    assert merged.rows[1].const == "x"
    assert merged.notices == (Told("rows.other_preset", row=1, field="H.B", written_for=2, version=3),)
    assert str(merged.notices[0]) == (
        "row 1 (H.B) was written for version 2 of the preset, which is version 3 now; "
        "compare them, then write preset: 3"
    )


def test_a_row_for_a_new_field_belongs_to_the_preset_of_its_table() -> None:
    assert len(lay_over(PRESET, read_rows([{"to": "L.Y", "from": "item.y", "preset": 1}])).notices) == 1
    assert lay_over(PRESET, read_rows([{"to": "OTHER.Y", "from": "y", "preset": 1}])).notices == ()


def test_rows_for_this_preset_or_for_none_in_particular_are_not_told() -> None:
    rows = [{"to": "H.A", "const": "x", "preset": 3}, {"to": "H.B", "const": "x"}]
    assert lay_over(PRESET, read_rows(rows)).notices == ()
