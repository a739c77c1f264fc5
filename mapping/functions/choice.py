"""Functions that choose: a default, the first that is filled, one value or another, and a table."""

from collections.abc import Mapping, Sequence
from typing import Any

from mapping.functions.arguments import Argument, ListOf, Named, OneOf
from mapping.functions.comparing import TESTS, holds, same
from mapping.functions.function import Function, by_name
from mapping.functions.values import WrongValueError, is_empty, list_of, written
from words.told import Told


def default(value: Any, fallback: Any) -> Any:
    """Give the fallback where there is nothing, or blanks only.

    >>> default(None, "EUR"), default(" ", "EUR"), default("USD", "EUR")
    ('EUR', 'EUR', 'USD')
    """
    return fallback if is_empty(value) else value


def nothing_if(value: Any, marks: Sequence[Any]) -> Any:
    """Take a value away that only says there is none, whatever its capitals.

    >>> nothing_if("N.V.T.", ["-", "n.v.t."]), nothing_if("Bakkerij", ["-", "n.v.t."])
    (None, 'Bakkerij')
    """
    found = written(value).strip().casefold()
    return None if any(same(found, written(mark).casefold()) for mark in marks) else value


def first(value: Any) -> Any:
    """Give the first entry of a list that holds something; None when all are empty.

    >>> first([None, " ", "b"])
    'b'
    """
    return next((entry for entry in list_of(value) if not is_empty(entry)), None)


def choose(value: Any, **given: Any) -> Any:
    """Give ``then`` where the value passes the tests, else ``otherwise``; without ``otherwise`` the value stays.

    >>> choose("NL", equals="NL", then="domestic", otherwise="abroad"), choose("120", above=100, then="100")
    ('domestic', '100')
    """
    tests = {name: wanted for name, wanted in given.items() if name in TESTS}
    return given["then"] if holds(value, tests) else given.get("otherwise", value)


def switch(value: Any, cases: Sequence[Mapping[str, Any]]) -> Any:
    """Give what the first case that fits says; a case without a test fits all. A value that fits none stays.

    >>> cases = [{"above": 1000, "then": "large"}, {"above": 100, "then": "middle"}, {"then": "small"}]
    >>> switch("250", cases), switch("5", cases)
    ('middle', 'small')
    """
    fitting = (case for case in cases if holds(value, {name: case[name] for name in TESTS if name in case}))
    return next(fitting, {"then": value})["then"]


def table(value: Any, rows: Mapping[Any, Any], unmapped: str = "hold", default: Any = None) -> Any:
    """Look a value up in a table; one that it lacks is held for a person, kept as it is, or replaced by the default.

    >>> rows = {"ideal": "01", "invoice": "30"}
    >>> table("ideal", rows), table("cash", rows, unmapped="keep")
    ('01', 'cash')
    >>> table("cash", rows, unmapped="default", default="99")
    '99'
    """
    key = written(value)
    found = rows.get(key, rows.get(int(key)) if key.isascii() and key.isdigit() and len(key) <= _LONGEST_KEY else None)
    if found is not None:
        return found
    if unmapped == "hold":
        raise WrongValueError(Told("functions.no_row"), Told("functions.add_row"))
    return value if unmapped == "keep" else default


_LONGEST_KEY = 18  # YAML reads longer whole numbers as text

CHOICE: dict[str, Function] = {
    "default": Function(default, Argument.CONSTANT, sees_nothing=True),
    "nothing_if": Function(nothing_if, Argument.CONSTANTS),
    "first": Function(first),
    "if": by_name(
        choose,
        needed={"then": Argument.CONSTANT},
        optional={**TESTS, "otherwise": Argument.CONSTANT},
        sees_nothing=True,
    ),
    "switch": Function(switch, ListOf(Named({"then": Argument.CONSTANT}, TESTS)), sees_nothing=True),
    "table": by_name(
        table,
        needed={"rows": Argument.TABLE},
        optional={"unmapped": OneOf(("hold", "keep", "default")), "default": Argument.CONSTANT},
    ),
}
