"""The tests that `if`, `switch` and `filter` share: whether a value equals, exceeds or matches something."""

from collections.abc import Callable, Mapping
from typing import Any

from mapping.documents.values import parse_decimal
from mapping.functions.arguments import Argument, Kind
from mapping.functions.patterns import matched
from mapping.functions.values import is_empty, number_of, written

TESTS: Mapping[str, Kind] = {
    "equals": Argument.CONSTANT,
    "one_of": Argument.CONSTANTS,
    "above": Argument.AMOUNT,
    "below": Argument.AMOUNT,
    "starts_with": Argument.FILLED_TEXT,
    "matches": Argument.PATTERN,
    "filled": Argument.YES_OR_NO,
}
"""What each test compares with."""


def holds(value: Any, tests: Mapping[str, Any]) -> bool:
    """Whether the value passes every one of the tests. Nothing passes no test but ``filled: false``.

    Raises WrongValueError for a value that is no number where it is compared with one.

    >>> holds("NL", {"equals": "NL"}), holds("12.50", {"above": 10, "below": 12}), holds(None, {"filled": False})
    (True, False, True)
    """
    return all(_PASSES[name](value, wanted) for name, wanted in tests.items())


def same(value: Any, other: Any) -> bool:
    """Whether two values are one number, or the same text when they are written.

    >>> same("1.0", 1), same(True, "true"), same("a", "A"), same(None, "")
    (True, True, False, False)
    """
    if value is None or other is None:
        return value is other
    if isinstance(value, list | tuple | Mapping) or isinstance(other, list | tuple | Mapping):
        return False
    try:
        return parse_decimal(value) == parse_decimal(other)
    except ValueError:
        return written(value) == written(other)


_PASSES: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": same,
    "one_of": lambda value, wanted: any(same(value, each) for each in wanted),
    "above": lambda value, wanted: not is_empty(value) and number_of(value) > number_of(wanted),
    "below": lambda value, wanted: not is_empty(value) and number_of(value) < number_of(wanted),
    "starts_with": lambda value, wanted: not is_empty(value) and written(value).startswith(wanted),
    "matches": lambda value, wanted: not is_empty(value) and matched(written(value), wanted) is not None,
    "filled": lambda value, wanted: is_empty(value) is not wanted,
}
