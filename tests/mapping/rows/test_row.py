"""What a mapping row may say, and how each mistake in it is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mapping.functions import FUNCTIONS
from mapping.rows.paths import path_parts
from mapping.rows.row import Row, Step

NAMES = st.from_regex(r"[A-Za-z_@#][A-Za-z0-9_@#-]{0,8}", fullmatch=True)


@given(st.lists(NAMES, min_size=1, max_size=4), st.integers(0, 9999))
def test_a_path_is_taken_apart_at_its_points_and_brackets(names: list[str], position: int) -> None:
    assert path_parts(".".join(names)) == tuple(names)
    assert path_parts(f"{'.'.join(names)}[{position}].{names[0]}") == (*names, position, names[0])


@pytest.mark.parametrize(
    "path", ["", ".", "a.", ".a", "a..b", "a b", "a[x]", "a[-1]", "a[0", "[0]", "a[99999]", "a.b[]", "1a"]
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="write a path"):
        path_parts(path)


def test_a_row_reads_as_its_writer_meant_it() -> None:
    row = Row.model_validate({"to": "SO_HDR.COMMENT2", "from": "order.remark", "do": ["trim", {"cut": 40}]})
    assert (row.source, row.do) == (
        ("order.remark",),
        (Step("trim", FUNCTIONS["trim"]), Step("cut", FUNCTIONS["cut"], 40)),
    )
    assert Row.model_validate({"to": "A", "from": ["order.a", "order.b"]}).source == ("order.a", "order.b")
    assert Row.model_validate({"to": "A", "const": 0}).const == 0
    assert Row.model_validate({"to": "A", "off": True}).off


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"to": "A"}, "exactly one of from, const, expr and rules"),
        ({"to": "A", "from": "b", "const": "c"}, "exactly one of from, const, expr and rules"),
        ({"to": "A", "from": "b", "const": "c", "off": True}, "exactly one of from, const, expr and rules"),
        ({"to": "A", "from": "b", "each": "c"}, "needs table and field"),
        ({"to": "A B", "from": "b"}, "write the target field"),
        ({"to": "", "from": "b"}, "write the target field"),
        ({"to": 1, "from": "b"}, "write the target field"),
        ({"to": "A", "from": "b", "do": ["tirm"]}, 'no function "tirm"; did you mean "trim"?'),
        ({"to": "A", "from": "b", "do": ["cut"]}, '"cut" takes a whole number from 1 to 10000; write it as {cut: ...}'),
        ({"to": "A", "from": "b", "do": [{"trim": 1}]}, '"trim" takes no argument; write it as trim'),
        ({"to": "A", "from": "b", "do": [{"cut": 1, "trim": 2}]}, "name of a function"),
        ({"to": "A", "from": "b", "do": [{1: 2}]}, "name of a function"),
        ({"to": "A", "const": 0.1}, "between quotes"),
        ({"to": "A", "const": ["x"]}, "between quotes"),
        ({"to": "A", "from": "b", "each": 3}, "write a path"),
        ({"to": "A", "from": "b", "expr": "c"}, "exactly one of from, const, expr and rules"),
        ({"to": "A", "expr": "c["}, "character 2"),
        ({"to": "A", "expr": 3}, "write an expression as text"),
        ({"to": "A", "from": "b", "table": {}}, "write the codes by value"),
        ({"to": "A", "from": "b", "table": {"x": 0.1}}, "between quotes"),
        ({"to": "A", "from": "b", "table": {"21": "a", 21: "b"}}, "21 stands here twice"),
        ({"to": "A", "from": "b", "unmapped": "keep"}, "unmapped is about a table"),
        ({"to": "A", "from": "b", "force": True}, "force needs a default"),
        ({"to": "A", "from": "b", "when": {"path": "c"}}, "{path: ..., is: ...}"),
        ({"to": "A", "from": "b", "when": "c["}, "character 2"),
    ],
)
def test_a_mistake_in_a_row_is_told_with_its_remedy(row: dict[Any, Any], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Row.model_validate(row)
    assert told in str(caught.value)


def test_a_row_is_frozen_and_knows_no_other_fields() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Row.model_validate({"to": "A", "from": "b", "source": "c"})
    with pytest.raises(ValidationError, match="frozen"):
        Row.model_validate({"to": "A", "from": "b"}).to = "B"  # type: ignore[misc] # the point of the test


@pytest.mark.parametrize(
    "row",
    [
        {"table": {"a": "1"}, "unmapped": "default"},
        {"do": [{"table": {"rows": {"a": "1"}, "unmapped": "default"}}]},
    ],
)
def test_a_default_that_is_used_for_other_values_is_written(row: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="unmapped: default needs a default"):
        Row.model_validate({"to": "A.B", "from": "order.status", **row})


def test_one_that_is_written_is_used() -> None:
    steps = [{"table": {"rows": {"a": "1"}, "unmapped": "default", "default": "2"}}]
    assert Row.model_validate({"to": "A.B", "from": "order.status", "do": steps}).do
