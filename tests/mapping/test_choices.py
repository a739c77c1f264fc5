"""The idiom default, force, table, unmapped: which code comes out."""

from typing import Any

import pytest

from mapping.choices import Choice, UnmappedValueError

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
