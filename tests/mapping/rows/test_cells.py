"""What one row does beyond its path: tables, defaults, conditions and expressions."""

from decimal import Decimal
from typing import Any

import pytest

from mapping.problems import Problem
from mapping.rows.mapper import compile_rows
from mapping.rows.presets import read_rows
from tests.plain import as_told


def applied(row: dict[str, Any], context: dict[str, Any], *, shown: bool = True) -> tuple[Any, list[Problem]]:
    fields, problems = compile_rows(read_rows([{"to": "A", **row}]), shown=["A"] if shown else []).apply(context)
    return fields.get("A"), problems


TABLE = {"NL": "1", "BE": 2, 21: "high", True: "yes"}


@pytest.mark.parametrize(
    ("row", "value", "result"),
    [
        ({"table": TABLE}, "NL", "1"),
        ({"table": TABLE}, " BE ", 2),
        ({"table": TABLE}, Decimal("21.00"), "high"),
        ({"table": TABLE}, True, "yes"),
        ({"table": TABLE}, None, None),
        ({"table": TABLE, "unmapped": "keep"}, "DE", "DE"),
        ({"table": TABLE, "unmapped": "keep"}, Decimal("9.50"), Decimal("9.50")),
        ({"table": TABLE, "unmapped": "default", "default": "9"}, "DE", "9"),
        ({"table": TABLE, "default": "9"}, " ", "9"),
        ({"do": ["upper"], "table": TABLE}, "nl", "1"),
        ({"default": "9"}, None, "9"),
        ({"default": "9"}, "x", "x"),
        ({"default": "9", "force": True}, "x", "9"),
        ({"default": 0}, "", 0),
    ],
)
def test_a_row_chooses_by_table_default_and_force(row: dict[str, Any], value: Any, result: Any) -> None:
    assert applied({"from": "a", **row}, {"a": value}) == (result, [])


def test_a_value_without_a_code_is_held_with_the_row_as_remedy() -> None:
    made, problems = applied({"from": "a", "table": TABLE}, {"a": "DE"})
    assert made is None
    assert problems == [
        Problem(
            "a",
            as_told("has no code in the table (for A)"),
            as_told("add it to table in the mapping row for A, or set unmapped there"),
            "DE",
        )
    ]


def test_a_value_without_a_code_is_masked_where_the_field_is_not_known_to_be_open() -> None:
    _, problems = applied({"from": "a", "table": TABLE}, {"a": "Fenna van der Meulen"}, shown=False)
    assert "Meulen" not in str(problems[0])


def test_a_list_is_no_value_for_a_table() -> None:
    _, [problem] = applied({"from": "a", "table": TABLE}, {"a": ["NL"]})
    assert "neither a text nor a number" in problem.rule


def test_a_row_does_nothing_where_its_condition_does_not_hold() -> None:
    row = {"const": "x", "when": {"path": "order.status", "in": ["paid", "sent"]}}
    assert applied(row, {"order": {"status": "paid"}}) == ("x", [])
    assert applied(row, {"order": {"status": "new"}}) == (None, [])
    assert applied({"default": "x", "force": True, "when": "order.status = 'paid'"}, {}) == (None, [])


def test_a_condition_and_an_expression_of_a_line_see_the_item_its_place_and_the_document() -> None:
    rows = [
        {"to": "L.NOTE", "each": "lines", "from": "item.note", "when": {"path": "item.rate", "is": 21}},
        {"to": "L.NAME", "each": "lines", "expr": "number & '-' & $string(index) & '-' & item.sku"},
        {"to": "L.FIRST", "each": "lines", "const": "yes", "when": "index = 1"},
    ]
    lines = [{"note": "a", "rate": Decimal("21.0"), "sku": "X"}, {"note": "b", "rate": 9, "sku": "Y"}]
    fields, problems = compile_rows(read_rows(rows)).apply({"number": 7, "lines": lines})
    assert problems == []
    assert fields == {"L": [{"NOTE": "a", "NAME": "7-1-X", "FIRST": "yes"}, {"NAME": "7-2-Y"}]}


def test_a_joined_key_and_a_table_make_a_business_rule() -> None:
    row = {
        "expr": "country & '|' & ($exists(vat_number) ? 'company' : 'person')",
        "table": {"NL|company": "21", "BE|company": "reverse", "NL|person": "21"},
        "unmapped": "default",
        "default": "ask",
    }
    assert applied(row, {"country": "BE", "vat_number": "BE0123456789"})[0] == "reverse"
    assert applied(row, {"country": "NL"})[0] == "21"
    assert applied(row, {"country": "BE"})[0] == "ask"


def test_an_exact_price_goes_through_an_expression_without_losing_a_digit() -> None:
    row = {"expr": "$money.multiply(price, '3')", "do": ["decimal"]}
    assert applied(row, {"price": Decimal("0.1234567890123456789")}) == (Decimal("0.3703703670370370367"), [])


@pytest.mark.parametrize("row", [{"expr": "[1..1e7]"}, {"const": "x", "when": "[1..1e7]"}])
def test_an_expression_that_runs_away_is_a_problem_that_names_the_row(row: dict[str, Any]) -> None:
    made, [problem] = applied(row, {"secret": "Fenna"})
    assert made is None
    assert problem.path == "A"
    assert "range of more than" in problem.rule
    assert problem.value is None


def test_a_mapper_knows_which_fields_an_update_may_write() -> None:
    rows = [
        {"to": "A", "from": "a", "write": "always"},
        {"to": "B", "from": "b"},
        {"to": "C", "const": 1, "write": "if_empty"},
    ]
    assert dict(compile_rows(read_rows(rows)).writes) == {"A": "always", "C": "if_empty"}
