"""The mistakes of a user's rows as findings: each has its own code, and stands where the user wrote it."""

from typing import Any

import pytest

from handlers.vendors.shipped_rows import refuse_rows
from mapping.rows.lengths import Limit
from mapping.rows.mapper import compile_rows
from mapping.rows.presets import MappingError, lay_over, read_rows, rows_of
from relay.settings.findings import Finding

SHIPPED = rows_of(
    {"version": 1, "rows": [{"to": "H.A", "from": "a"}, {"to": "L.X", "each": "lines", "from": "item.x"}]}
)


def found_in(*rows: dict[str, Any]) -> list[Finding]:
    with pytest.raises(MappingError) as caught:
        compile_rows(lay_over(SHIPPED, read_rows(rows)).rows, limit_of=lambda _: Limit(9))
    return list(refuse_rows(("flows", "orders", "mapping"), rows, caught.value).findings)


@pytest.mark.parametrize(
    ("row", "at", "code", "nearest"),
    [
        ({"to": "H.B", "from": "b", "do": ["trim", "uper"]}, ("do", 1), "names.no_such", "upper"),
        ({"to": "H.B", "from": "b", "do": [{"cut": 0}]}, ("do", 0), "rows.step_takes", None),
        ({"to": "H.B", "form": "b"}, ("form",), "names.no_such", "from"),
        ({"to": "H.B", "from": "b", "unmapped": "hld"}, ("unmapped",), "rows.write_one_of", "hold"),
        ({"to": "H.B", "from": "b", "force": True}, ("force",), "rows.force_without_default", None),
        ({"to": "H.B", "from": "b", "table": {"x": []}}, ("table", "x"), "rows.write_constant", None),
        ({"to": "H.B", "from": "b", "too_long": "ctu"}, ("too_long",), "rows.write_too_long", "cut"),
        ({"to": "H.B", "from": "b", "too_long": "move"}, ("too_long",), "rows.no_field_next", None),
        ({"to": "H.B", "expr": "$lowercas(b)"}, ("expr",), "expressions.no_function", "$lowercase"),
        ({"to": "H.B", "expr": "b["}, ("expr",), "expressions.not_read", None),
        ({"to": "H.B", "from": "b", "when": [{"path": "c", "is": 1}, "b["]}, ("when", 1), "expressions.not_read", None),
        ({"to": "H.B", "from": "b", "when": {"path": 3, "is": 1}}, ("when", "path"), "rows.write_path", None),
        ({"to": "H.B", "from": "b", "when": {"path": "c", "iss": 1}}, ("when", "iss"), "names.no_such", "is"),
        ({"to": "H.AA", "off": True}, ("off",), "rows.nothing_to_take_off", "H.A"),
        ({"to": "h.a", "from": "b"}, ("to",), "rows.other_capitals", "H.A"),
        ({"to": "L.Y", "each": "other", "from": "item.y"}, (), "rows.other_list", None),
        ({"to": "H.A.DEEP", "from": "b"}, (), "rows.filled_as_a_whole", None),
    ],
)
def test_a_mistake_stands_in_its_row_under_its_own_code(
    row: dict[str, Any], at: tuple[str | int, ...], code: str, nearest: str | None
) -> None:
    rows = [{"to": "H.C", "from": "c"}, row]
    found = [(one.path, one.code, one.nearest) for one in found_in(*rows)]
    assert (("flows", "orders", "mapping", 1, *at), code, nearest) in found


def test_every_unknown_function_of_an_expression_is_told() -> None:
    found = found_in({"to": "H.B", "expr": "$trimm(b) & $now()"})
    assert [(one.path[3:], one.code) for one in found] == [
        ((0, "expr"), "expressions.no_function"),
        ((0, "expr"), "expressions.not_here"),
    ]


def test_what_may_stand_there_comes_with_the_finding() -> None:
    [one] = found_in({"to": "H.B", "from": "b", "too_long": "all"})
    assert one.allowed == ("hold", "cut", "cut_words", "move", "leave_out", "first_number")
