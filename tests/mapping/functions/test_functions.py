"""All functions of the mapping language together: total, pure, checked at load, and told in the reference page."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.functions import FAMILIES, FUNCTIONS, WrongValueError
from mapping.functions.reference import reference_page
from mapping.rows.row import Row
from tests.mapping.functions.strategies import ANYTHING, ARGUMENTS, arguments_for

PAGE = Path(__file__).parents[3] / "docs" / "functions.md"


def call(name: str, value: Any, argument: Any) -> Any:
    return FUNCTIONS[name].call(value) if argument is None else FUNCTIONS[name].call(value, argument)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@given(data=st.data(), value=ANYTHING)
def test_a_function_gives_a_value_or_refuses_whatever_it_gets(name: str, data: st.DataObject, value: Any) -> None:
    argument = data.draw(arguments_for(FUNCTIONS[name].argument))
    before = repr_of(value), repr_of(argument)
    try:
        first = call(name, value, argument)
    except WrongValueError as wrong:
        told = f"{wrong.rule}; {wrong.remedy}"
        with pytest.raises(WrongValueError, match=f"^{re.escape(told)}$"):
            call(name, value, argument)
    else:
        assert repr_of(call(name, value, argument)) == repr_of(first)
    assert (repr_of(value), repr_of(argument)) == before


def repr_of(value: Any) -> str:
    """The repr, also of a whole number that Python does not write in decimals."""
    if isinstance(value, int):
        return hex(value)
    return repr(value) if not isinstance(value, list) else f"[{', '.join(map(repr_of, value))}]"


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@given(data=st.data())
def test_what_a_function_is_tested_with_is_what_a_row_accepts(name: str, data: st.DataObject) -> None:
    argument = data.draw(arguments_for(FUNCTIONS[name].argument))
    step = name if argument is None else {name: argument}
    [read] = Row.model_validate({"to": "A", "from": "b", "do": [step]}).do
    assert (read.name, read.argument) == (name, argument)


def test_every_kind_of_argument_is_tested() -> None:
    assert set(ARGUMENTS) == set(type(next(iter(ARGUMENTS))))


def test_every_name_belongs_to_one_family() -> None:
    assert len(FUNCTIONS) == sum(len(family) for family in FAMILIES.values())


def test_the_reference_page_tells_of_every_function_and_every_argument() -> None:
    page = reference_page(FAMILIES)
    assert [name for name in FUNCTIONS if f"### {name}\n" not in page] == []
    section = page.partition("### pad\n")[2].partition("###")[0]
    assert "- `side` (may be left out): left or right" in section
    assert ">>> pad(" in section
    assert '>>> if("NL", equals="NL"' in page
