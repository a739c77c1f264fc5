"""The page on mappings: every row and condition it shows is one that the relay takes."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handlers.vendors.accountview.target.presets import mappings_for
from mapping.expressions.expression import Expression
from mapping.rows.conditions import Condition
from mapping.rows.mapper import compile_rows
from mapping.rows.presets import read_rows
from mapping.rows.row import Row
from mapping.strict_yaml import read as read_yaml
from tests.handlers.vendors.accountview.office import a_flow, some_settings

PAGE = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text("utf-8")


def blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_rows_of_the_page_are_taken_as_they_stand() -> None:
    example, _, *rules = blocks()
    rows: list[Any] = read_yaml(example)["flows"]["shop-orders"]["mapping"]
    mappings = mappings_for(a_flow(mapping=tuple(rows)), some_settings())
    assert "COMMENT2" in mappings.columns("SO_HDR")
    assert "TEL_BUS" not in mappings.columns("CONTACT")
    assert len(rules) > 4
    for rule in rules:
        assert mappings_for(a_flow(mapping=tuple(read_yaml(rule))), some_settings()).columns("SO_HDR")


@pytest.mark.parametrize(
    ("field", "changes", "made"),
    [
        ("SO_HDR.X11_VAT", {"ship_to": {"country": "BE"}, "customer": {"vat_number": "BE1"}}, "4"),
        ("SO_HDR.X11_VAT", {"ship_to": {"country": "BE"}, "customer": {}}, "2"),
        ("SO_HDR.COMMENT2", {"remark": "Ring", "customer_reference": "PO 7"}, "Ring / PO 7"),
        ("SO_HDR.COMMENT2", {"remark": "Ring"}, "Ring"),
        ("SO_HDR.X11_STATE", {"status": "paid", "remark": "Ring"}, "look"),
        ("SO_HDR.X11_STATE", {"status": "new"}, "wait"),
        ("SO_HDR.X11_REF", {"customer": {"code": "7"}, "customer_reference": "PO 7"}, "both"),
        ("SO_HDR.X11_REF", {"customer": {"code": "7"}}, "one"),
        ("SO_HDR.X11_REF", {}, "none"),
        ("SO_LINE.ART_PX", {"ship_to": {"country": "BE"}}, Decimal("10.49")),
        ("SO_LINE.ART_PX", {"ship_to": {"country": "NL"}}, Decimal("9.99")),
    ],
)
def test_the_business_rules_of_the_page_give_what_it_says(field: str, changes: dict[str, Any], made: Any) -> None:
    entries = {row["to"]: row for block in blocks()[2:] for row in read_yaml(block)}
    row = {**entries[field], "to": "A"}
    order = {"lines": [], "unit_price": None, **changes}
    fields, problems = compile_rows(read_rows([row])).apply({"order": order, "item": {"unit_price": Decimal("9.99")}})
    assert (fields, problems) == ({"A": made}, [])


def test_the_conditions_of_the_page_are_taken_as_they_stand() -> None:
    conditions = [read_yaml(line)["when"] for line in blocks()[1].splitlines()]
    taken = [row.when for row in read_rows([{"to": "A", "const": 1, "when": when} for when in conditions])]
    kinds = [[type(one) for one in when] for when in taken]
    assert kinds == [*[[Condition]] * 6, [Condition, Condition], [Expression]]


def test_every_word_of_a_row_is_on_the_page() -> None:
    words = {field.alias or name for name, field in Row.model_fields.items()}
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == words
