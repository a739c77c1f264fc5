"""Functions beyond their examples: what they refuse, and that they refuse it in one way only."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.arguments import Argument
from mapping.functions import FUNCTIONS, WrongValueError, is_empty

ARGUMENTS: dict[Argument, st.SearchStrategy[Any]] = {
    Argument.NONE: st.none(),
    Argument.LENGTH: st.integers(1, 10_000),
    Argument.PLACES: st.integers(0, 20),
    Argument.TEXT: st.text(max_size=5),
    Argument.CONSTANT: st.text() | st.integers() | st.booleans(),
    Argument.ADDRESS_PART: st.sampled_from(["street", "number", "addition"]),
}
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text()
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.binary()
    | st.sampled_from([Decimal("sNaN"), Decimal("1E+999999"), 10**4000, "\ud800", "9" * 5000, "٣", "1e5", object()])
)
ANYTHING = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(max_size=3), SCALARS, max_size=2)


def call(name: str, value: Any, *arguments: Any) -> Any:
    return FUNCTIONS[name].call(value, *arguments)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@given(data=st.data(), value=ANYTHING)
def test_a_function_gives_a_value_or_refuses_whatever_it_gets(name: str, data: st.DataObject, value: Any) -> None:
    argument = data.draw(ARGUMENTS[FUNCTIONS[name].argument])
    arguments = () if FUNCTIONS[name].argument is Argument.NONE else (argument,)
    try:
        first = call(name, value, *arguments)
    except WrongValueError as wrong:
        told = f"{wrong.rule}; {wrong.remedy}"
        with pytest.raises(WrongValueError, match=f"^{re.escape(told)}$"):
            call(name, value, *arguments)
    else:
        assert repr(call(name, value, *arguments)) == repr(first)


@pytest.mark.parametrize(
    ("name", "value", "arguments", "rule"),
    [
        ("trim", 5, (), "is no text"),
        ("cut", None, (3,), "is no text"),
        ("join", "abc", (", ",), "is no list"),
        ("join", ["a", {}, [1]], (", ",), "cannot be written as text"),
        ("text", {"a": 1}, (), "cannot be written as text"),
        ("text", 0.1, (), "cannot be written as text"),
        ("decimal", "1,50", (), "is no number"),
        ("decimal", "1e5", (), "is no number"),
        ("decimal", 0.1, (), "is no number"),
        ("decimal", True, (), "is no number"),
        ("round", "1.50", (2,), "is text, not a number"),
        ("round", Decimal("NaN"), (2,), "is no number"),
        ("date", "24-11-2026", (), "is no date"),
        ("date", "2026-02-30", (), "is no date"),
        ("date", "2026-W48-2", (), "is no date"),
        ("date", 1700000000, (), "is no date"),
        ("datetime", "", (), "is no date"),
        ("country_name", "XX", (), "is no country code"),
        ("country_name", "", (), "is no country code"),
    ],
)
def test_a_wrong_value_is_refused_with_a_rule(name: str, value: Any, arguments: tuple[Any, ...], rule: str) -> None:
    with pytest.raises(WrongValueError, match=rule):
        call(name, value, *arguments)


@pytest.mark.parametrize(
    ("name", "value", "arguments", "result"),
    [
        ("cut", "abc", (3,), "abc"),
        ("cut", "ab cd", (3,), "ab"),
        ("default", "", ("x",), "x"),
        ("default", 0, ("x",), 0),
        ("default", False, ("x",), False),
        ("join", [], (", ",), None),
        ("join", ["", None, " "], (", ",), None),
        ("join", [1, Decimal("2.50"), "x"], ("-",), "1-2.50-x"),
        ("round", Decimal("1.005"), (2,), Decimal("1.01")),
        ("round", Decimal("0.4"), (0,), Decimal(0)),
        ("date", datetime(2026, 11, 24, 23, 59, tzinfo=UTC), (), "2026-11-24"),
        ("datetime", date(2026, 11, 24), (), "2026-11-24T00:00:00"),
        ("first_word", "   ", (), None),
        ("search_code", "Ångström & Łódź GmbH", (20,), "ANGSTROMLODZGMBH"),
        ("search_code", "Straße 5", (20,), "STRASSE5"),
        ("search_code", "東京", (10,), None),
        ("country_name", " be ", (), "Belgium"),
        ("split_street", "'s-Gravenweg 1-bis", ("addition",), "bis"),
    ],
)
def test_a_function_at_its_edges(name: str, value: Any, arguments: tuple[Any, ...], result: Any) -> None:
    assert call(name, value, *arguments) == result


def test_zero_and_false_are_values_and_blanks_are_not() -> None:
    filled: list[Any] = [0, False, Decimal(0), "0", [0], {"a": None}]
    blank: list[Any] = [None, "", " \t", [], (), {}]
    assert [value for value in filled if is_empty(value)] == []
    assert [value for value in blank if not is_empty(value)] == []


def test_a_number_of_thousands_of_digits_is_refused_and_not_written() -> None:
    for name, arguments in (("text", ()), ("decimal", ()), ("round", (2,))):
        with pytest.raises(WrongValueError):
            call(name, 10**5000, *arguments)
