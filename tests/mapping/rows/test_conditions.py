"""The small condition of a row: what holds, and how a wrong one is told."""

from decimal import Decimal
from typing import Any

import pytest

from mapping.rows.conditions import read_condition


@pytest.mark.parametrize(
    ("test", "value", "holds"),
    [
        ({"is": "paid"}, "paid", True),
        ({"is": "paid"}, " paid ", True),
        ({"is": "paid"}, "Paid", False),
        ({"is": 21}, Decimal("21.00"), True),
        ({"is": "21"}, 21, True),
        ({"is": True}, True, True),
        ({"is": True}, None, False),
        ({"in": ["NL", "BE"]}, "BE", True),
        ({"in": ["NL", "BE"]}, "DE", False),
        ({"is_not": "paid"}, "paid", False),
        ({"is_not": "paid"}, None, True),
        ({"not_in": ["NL", "BE"]}, "DE", True),
        ({"not_in": ["NL", "BE"]}, "NL", False),
        ({"filled": True}, "x", True),
        ({"filled": True}, 0, True),
        ({"filled": True}, " ", False),
        ({"filled": False}, None, True),
        ({"empty": True}, [], True),
        ({"empty": True}, "x", False),
        ({"empty": False}, "x", True),
    ],
)
def test_a_condition_holds_for_what_it_names(test: dict[str, Any], value: Any, holds: bool) -> None:  # noqa: FBT001 - a table of cases
    assert read_condition({"path": "a", **test}).holds(value) is holds


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"is": "x"}, "{path: ..., is: ...}"),
        ({"path": "a"}, "{path: ..., is: ...}"),
        ({"path": "a", "is": "x", "filled": True}, "{path: ..., is: ...}"),
        ({"path": "a", "iss": "x"}, 'no test "iss"; did you mean "is"?'),
        ({"path": "a b", "is": "x"}, "write a path"),
        ({"path": "a", "is": ["x"]}, "one text or number"),
        ({"path": "a", "in": "x"}, "a list of texts"),
        ({"path": "a", "in": []}, "a list of texts"),
        ({"path": "a", "not_in": "x"}, "a list of texts"),
        ({"path": "a", "filled": "yes"}, "write true or false"),
        (["a"], "{path: ..., is: ...}"),
    ],
)
def test_a_wrong_condition_is_told_with_its_remedy(entry: Any, told: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_condition(entry)
    assert told in str(caught.value)


def test_a_condition_can_be_read_aloud() -> None:
    assert str(read_condition({"path": "a.b", "in": ["y", "x"]})) == "a.b is x or y"
    assert str(read_condition({"path": "a.b", "is_not": "x"})) == "a.b is not x"
    assert str(read_condition({"path": "a.b", "empty": True})) == "a.b is empty"
