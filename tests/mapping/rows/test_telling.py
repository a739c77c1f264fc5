"""Rows told to a person: everything a row says, its origin, and what it replaces."""

from typing import Any

import pytest

from mapping.rows.overlays import lay_over
from mapping.rows.presets import read_rows, rows_of
from mapping.rows.telling import tell, tell_rows
from mapping.strict_yaml import read


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"from": ["a", "b.c"], "do": ["trim", {"cut": 40}]}, "a | b.c, trim, cut: 40"),
        ({"const": "NL"}, '"NL"'),
        ({"expr": "a & b"}, "= a & b"),
        ({"from": "a", "table": {"NL": "1"}, "unmapped": "keep"}, "a, table: {NL: 1}, unmapped: keep"),
        ({"default": "30", "force": True}, "always: 30"),
        ({"from": "a", "default": "30"}, "a, default: 30"),
        ({"from": "a", "when": {"path": "b", "filled": True}}, "a, when b is filled"),
        ({"from": "a", "when": "b = 'x'", "write": "if_empty"}, "a, when b = 'x', write: if_empty"),
    ],
)
def test_a_row_is_told_in_one_line(entry: dict[str, Any], told: str) -> None:
    assert tell(read_rows([{"to": "A", **entry}])[0]) == told


def test_rows_are_told_with_their_origin_and_what_they_replace() -> None:
    preset = rows_of(read("version: 2\nrows: [{to: A, from: a}, {to: B, from: b}, {to: C, from: c}]"))
    overlay = read_rows([{"to": "B", "const": "x"}, {"to": "C", "off": True}, {"to": "D", "from": "d"}])
    told = [(row.target, row.text, row.origin, row.was) for row in tell_rows(lay_over(preset, overlay))]
    assert told == [
        ("A", "a", "preset 2", None),
        ("B", '"x"', "overlay", "b"),
        ("D", "d", "overlay", None),
        ("C", "nothing", "removed", "c"),
    ]
