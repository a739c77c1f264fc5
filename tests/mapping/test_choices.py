"""The idiom default, force, table, unmapped: which code comes out."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from mapping.choices import Choice, Choosing, UnmappedValueError, table_key

TABLE = {"14 days": "14", "30 days": "30"}


@pytest.mark.parametrize(
    ("settings", "value", "code"),
    [
        ({}, None, None),
        ({"default": "30"}, None, "30"),
        ({"default": "30"}, "", "30"),
        ({"default": "30", "table": TABLE}, "14 days", "14"),
        ({"default": "30", "table": TABLE, "force": True}, "14 days", "30"),
        ({"default": "30", "table": TABLE, "unmapped": "default"}, "60 days", "30"),
        ({"default": "30", "table": TABLE, "unmapped": "keep"}, "60", "60"),
    ],
)
def test_a_choice_gives_the_code_its_settings_ask_for(settings: dict[str, Any], value: str | None, code: str) -> None:
    assert Choice.model_validate(settings).choose(value) == code


def test_a_value_the_table_lacks_is_held_for_a_person_by_default() -> None:
    with pytest.raises(UnmappedValueError, match="60 days"):
        Choice(default="30", table=TABLE).choose("60 days")


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (" NL ", "NL"),
        (Decimal("21.00"), "21"),
        (Decimal("1E+2"), "100"),
        (7, "7"),
        (False, "false"),
        (Decimal("NaN"), None),
        (Decimal("1E+999999"), None),
        ([], None),
        (None, None),
    ],
)
def test_a_value_is_looked_up_as_a_person_would_write_it(value: Any, key: str | None) -> None:
    assert table_key(value) == key


def test_codes_of_a_row_may_be_numbers_and_truths() -> None:
    assert Choosing[Any](table={"a": 1, "b": True}).choose("b") is True


@pytest.mark.parametrize("setting", [{"force": True}, {"unmapped": "default"}])
def test_a_default_that_is_used_must_be_said_and_null_says_none(setting: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="write default with the target's code") as caught:
        Choice.model_validate(setting)
    [found] = caught.value.errors()
    assert found["ctx"]["error"].at == (next(iter(setting)),)
    assert Choice.model_validate({**setting, "default": None}).choose("x") is None
    assert Choice.model_validate({**setting, "default": "30"}).choose("x") == "30"
