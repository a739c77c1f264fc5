"""What rows of every vendor may name under ``do``: documented, and open to all flows."""

import doctest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from handlers.vendors.row_functions import FAMILIES, FUNCTIONS
from handlers.vendors.row_functions.afas_countries import AFAS_COUNTRIES
from mapping.functions import FUNCTIONS as OF_THE_MAPPING
from mapping.functions import WrongValueError
from mapping.functions.reference import reference_page
from mapping.rows.mapper import compile_rows
from mapping.rows.presets import MappingError, read_rows
from tests.mapping.functions.strategies import ANYTHING

PAGE = Path(__file__).parents[4] / "docs" / "functions.md"
COMMAND = "python -m handlers.vendors.row_functions docs/functions.md"


def test_the_reference_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference_page(FAMILIES), COMMAND


def test_every_function_has_one_name_one_family_and_an_example() -> None:
    assert len(FUNCTIONS) == sum(len(family) for family in FAMILIES.values())
    examples = doctest.DocTestParser().get_examples
    assert [name for name, function in FUNCTIONS.items() if not examples(function.call.__doc__ or "")] == []


@pytest.mark.parametrize("name", sorted(AFAS_COUNTRIES))
@given(value=ANYTHING)
def test_a_function_gives_a_value_or_refuses_whatever_it_gets(name: str, value: Any) -> None:
    try:
        first = AFAS_COUNTRIES[name].call(value)
    except WrongValueError:
        with pytest.raises(WrongValueError):
            AFAS_COUNTRIES[name].call(value)
    else:
        assert AFAS_COUNTRIES[name].call(value) == first


def test_what_is_no_country_code_of_afas_is_refused() -> None:
    with pytest.raises(WrongValueError, match="is no country code of AFAS"):
        FUNCTIONS["from_afas_country"].call("QQ")


def test_rows_that_are_given_the_function_use_it_and_the_mapping_alone_does_not_know_it() -> None:
    rows: list[dict[str, Any]] = [{"to": "A", "from": "country", "do": ["to_afas_country"]}]
    fields, problems = compile_rows(read_rows(rows, FUNCTIONS)).apply({"country": "DE"})
    assert (fields, problems) == ({"A": "D"}, [])
    with pytest.raises(MappingError, match='no function "to_afas_country"'):
        read_rows(rows)


def test_the_mapping_itself_names_no_vendor() -> None:
    assert [name for name in OF_THE_MAPPING if "afas" in name or "accountview" in name] == []
