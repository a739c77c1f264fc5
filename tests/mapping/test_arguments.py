"""Which arguments each kind accepts, as YAML gives them."""

from decimal import Decimal
from typing import Any

import pytest

from mapping.arguments import Argument


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Argument.NONE, [None], ["", 1, False]),
        (Argument.LENGTH, [1, 10_000], [0, -1, 10_001, True, "5", Decimal(5), None]),
        (Argument.PLACES, [0, 20], [-1, 21, False, "2", None]),
        (Argument.TEXT, ["", ", "], [1, None, []]),
        (Argument.CONSTANT, ["", 1, True, Decimal("0.10")], [None, 0.1, [], {}]),
        (Argument.ADDRESS_PART, ["street", "number", "addition"], ["city", None, 1, []]),
    ],
)
def test_a_kind_of_argument_accepts_its_own_and_nothing_else(kind: Argument, good: list[Any], bad: list[Any]) -> None:
    assert [argument for argument in good if not kind.accepts(argument)] == []
    assert [argument for argument in bad if kind.accepts(argument)] == []
