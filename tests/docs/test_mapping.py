"""The page on mappings: every row and condition it shows is one that the relay takes."""

import re
from pathlib import Path
from typing import Any

from handlers.vendors.accountview.mappings import mappings_for
from mapping.conditions import Condition
from mapping.expressions import Expression
from mapping.plain_yaml import read_yaml
from mapping.presets import read_rows
from mapping.rows import Row
from tests.handlers.vendors.accountview.office import a_flow, some_settings

PAGE = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text("utf-8")


def blocks() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_rows_of_the_page_are_taken_as_they_stand() -> None:
    example, _, rule = blocks()
    rows: list[Any] = [*read_yaml(example)["flows"]["shop-orders"]["mapping"], *read_yaml(rule)]
    mappings = mappings_for(a_flow(mapping=tuple(rows)), some_settings())
    assert {"COMMENT2", "X11_VAT"} <= set(mappings.columns("SO_HDR"))
    assert "TEL_BUS" not in mappings.columns("CONTACT")


def test_the_conditions_of_the_page_are_taken_as_they_stand() -> None:
    conditions = [read_yaml(line)["when"] for line in blocks()[1].splitlines()]
    taken = [row.when for row in read_rows([{"to": "A", "const": 1, "when": when} for when in conditions])]
    assert [type(when) for when in taken] == [Condition, Condition, Condition, Condition, Expression]


def test_every_word_of_a_row_is_on_the_page() -> None:
    words = {field.alias or name for name, field in Row.model_fields.items()}
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == words
