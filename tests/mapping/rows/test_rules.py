"""Business rules: conditions that each give a value, joined into one key, and the mistakes in writing them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.problems import Problem
from mapping.rows.mapper import compile_rows
from mapping.rows.presets import MappingError, read_rows
from mapping.rows.telling import tell


def applied(row: dict[str, Any], context: dict[str, Any]) -> tuple[Any, list[Problem]]:
    fields, problems = compile_rows(read_rows([{"to": "A", **row}])).apply(context)
    return fields.get("A"), problems


def filled(path: str) -> dict[str, Any]:
    return {"path": path, "filled": True}


IS_V = {"when": {"path": "x", "is": "v"}, "const": "v"}
HAS_Y = {"when": filled("y"), "const": "TRUE"}
FIVE_PERCENT_MORE = {"when": {"path": "x", "is": "v"}, "from": "y", "do": [{"multiply": "1.05"}]}
THE_SAME = {"when": {"path": "x", "is_not": "v"}, "from": "y"}
BOTH = {"when": [filled("x"), filled("y")], "const": "TRUE", "otherwise": "FALSE"}
ONLY_X = {"when": [filled("x"), {"path": "y", "empty": True}], "const": "TRUE", "otherwise": "FALSE"}


@pytest.mark.parametrize(
    ("row", "context", "result"),
    [
        ({"rules": [{"from": "x"}, {"from": "y"}], "join": ""}, {"x": "ab", "y": "cd"}, "abcd"),
        ({"rules": [{"from": "x"}, {"from": "y"}], "join": " - "}, {"x": "ab", "y": " "}, "ab"),
        ({"rules": [IS_V, HAS_Y]}, {"x": "v", "y": 3}, "v|TRUE"),
        ({"rules": [IS_V, HAS_Y]}, {"x": "w", "y": 3}, "TRUE"),
        ({"rules": [IS_V, HAS_Y]}, {"x": "w"}, None),
        ({"rules": [BOTH, ONLY_X]}, {"x": "v", "y": 3}, "TRUE|FALSE"),
        ({"rules": [BOTH, ONLY_X]}, {"x": "v"}, "FALSE|TRUE"),
        ({"rules": [BOTH, ONLY_X]}, {}, "FALSE|FALSE"),
        ({"rules": [FIVE_PERCENT_MORE, THE_SAME]}, {"x": "v", "y": Decimal("9.99")}, Decimal("10.4895")),
        ({"rules": [FIVE_PERCENT_MORE, THE_SAME]}, {"y": Decimal("9.99")}, Decimal("9.99")),
        ({"rules": [IS_V, HAS_Y], "table": {"v|TRUE": "1"}}, {"x": "v", "y": 3}, "1"),
        ({"rules": [IS_V, HAS_Y], "table": {"v|TRUE": "1"}, "unmapped": "keep"}, {"x": "v"}, "v"),
        ({"rules": [IS_V], "default": "9"}, {"x": "w"}, "9"),
        ({"rules": [IS_V], "default": "9", "force": True}, {"x": "v"}, "9"),
        ({"rules": [IS_V, HAS_Y], "do": ["lower"]}, {"x": "v", "y": 3}, "v|true"),
        ({"rules": [IS_V, HAS_Y], "when": filled("z")}, {"x": "v", "y": 3}, None),
        ({"rules": [{"from": "d"}, {"from": "n"}, {"from": "b"}]}, {"n": Decimal("21.00"), "b": True}, "21|true"),
        ({"rules": [{"from": "d"}, {"const": 1}]}, {"d": date(2026, 11, 24)}, "2026-11-24|1"),
        ({"rules": [{"expr": "$uppercase(x)"}, {"when": "y = '3'", "const": "three"}]}, {"x": "v", "y": 3}, "V|three"),
    ],
)
def test_the_results_of_the_rules_that_hold_make_the_value(
    row: dict[str, Any], context: dict[str, Any], result: Any
) -> None:
    assert applied(row, context) == (result, [])


def test_a_rule_of_a_line_reads_its_item_and_its_place() -> None:
    rules = [{"from": "index"}, {"when": {"path": "item.rate", "is": 21}, "const": "high", "otherwise": "low"}]
    rows = read_rows([{"to": "L.X", "each": "lines", "rules": rules}])
    fields, problems = compile_rows(rows).apply({"lines": [{"rate": Decimal("21.0")}, {"rate": 9}]})
    assert (fields, problems) == ({"L": [{"X": "1|high"}, {"X": "2|low"}]}, [])


def test_a_key_that_has_no_code_is_held_and_masked() -> None:
    made, [problem] = applied({"rules": [{"from": "x"}, {"from": "y"}], "table": {"a": "1"}}, {"x": "Fenna", "y": "b"})
    assert made is None
    assert (problem.path, problem.rule) == ("A", "has no code in the table (for A)")
    assert problem.value == "F*** (7 characters)"


def test_what_is_wrong_in_a_rule_is_told_once_with_its_number_and_no_half_key_is_made() -> None:
    row = {
        "rules": [{"from": "x"}, {"from": "y", "do": ["decimal"]}, {"when": "1/0", "const": "z"}],
        "table": {"a": "1"},
    }
    made, problems = applied(row, {"x": "a", "y": "Fenna"})
    assert made is None
    assert [(problem.path, problem.rule) for problem in problems] == [
        ("y", "is no number (for rule 2 of A)"),
        ("A", "the expression cannot work on this document (ZeroDivisionError) (for when of rule 3 of A)"),
    ]
    assert problems[0].value == "F*** (5 characters)"


def test_a_list_cannot_be_joined_with_another_result() -> None:
    _, [problem] = applied({"rules": [{"from": "x"}, {"from": "y"}]}, {"x": ["a"], "y": "b"})
    assert (
        problem.rule
        == "has a rule whose result is neither a text nor a number, so it cannot be joined to the others (for A)"
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"rules": []}, "rules: write a list"),
        ({"rules": ["x"]}, "rules[0]: write a rule as {when: ..., const: ...}"),
        ({"rules": [{"const": 1}] * 51}, "rules: write at most 50 rules"),
        ({"rules": [{"const": 1}], "from": "x"}, "give exactly one of from, const, expr and rules"),
        ({"from": "x", "join": "-"}, "join is about the results of rules"),
        ({"rules": [{"const": 1}], "join": "-" * 11}, "join: write what stands between two results"),
        ({"rules": [{"when": filled("x")}]}, "rules[0]: give exactly one of from, const and expr"),
        (
            {"rules": [{"const": 1}, {"const": 1, "otherwise": 2}]},
            "rules[1].otherwise: otherwise gives the value where when",
        ),
        ({"rules": [{"const": 1, "whne": "x"}]}, 'rules[0].whne: no field "whne"; did you mean "when"?'),
        ({"rules": [{"const": 1, "table": {"a": "b"}}]}, 'rules[0].table: no field "table"'),
        (
            {"rules": [{"from": "x", "do": ["trim", "uper"]}]},
            'rules[0].do[1]: no function "uper"; did you mean "upper"?',
        ),
        ({"rules": [{"const": 1, "when": {"path": "x", "isnt": 1}}]}, 'rules[0].when.isnt: no test "isnt"'),
        ({"from": "x", "when": [filled("x"), {"path": "y"}]}, "when[1]: write {path: ..., is: ...}"),
        ({"from": "x", "when": []}, "when: write one condition, or a list of 1 to 20"),
    ],
)
def test_a_mistake_in_a_rule_is_told_with_its_place_and_a_guess(row: dict[str, Any], told: str) -> None:
    with pytest.raises(MappingError) as caught:
        read_rows([{"to": "A", **row}])
    assert caught.value.mistakes[0].startswith("row 1 (A)")
    assert told in caught.value.mistakes[0]


def test_rules_can_be_read_aloud_in_one_line() -> None:
    [row] = read_rows([{"to": "A", "rules": [IS_V, BOTH, THE_SAME], "join": "-", "table": {"a": "1"}}])
    assert tell(row) == (
        '["v", when x is v; "TRUE", when x is filled and y is filled, otherwise "FALSE"; y, when x is not v] '
        'joined by "-", table: {a: 1}'
    )


@given(st.lists(st.sampled_from([IS_V, HAS_Y, BOTH, ONLY_X, THE_SAME]), min_size=1, max_size=6), st.text(max_size=4))
def test_a_key_has_the_results_of_its_rules_in_their_order(rules: list[dict[str, Any]], y: str) -> None:
    alone = [str(one) for rule in rules if (one := applied({"rules": [rule]}, {"x": "w", "y": y})[0]) is not None]
    made, problems = applied({"rules": rules}, {"x": "w", "y": y})
    assert problems == []
    assert (made or "") == ("|".join(part.strip() for part in alone) if len(alone) > 1 else "".join(alone))
