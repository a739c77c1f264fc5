"""What docs/customer-records.md says about settings is what the settings are."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from handlers.pipelines.customers.settings import CustomerFinding, CustomerSettings, IncompleteRecord
from mapping.documents.customer import MOST_ADDRESSES, MOST_CONTACTS

TEXT = (Path(__file__).parents[2] / "docs" / "customer-records.md").read_text("utf-8")
EXAMPLES: list[dict[str, Any]] = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)]
SETTINGS = [example["settings"] for example in EXAMPLES if "settings" in example]


@pytest.mark.parametrize("settings", SETTINGS)
def test_every_example_is_taken_as_settings(settings: dict[str, Any]) -> None:
    assert CustomerSettings.model_validate(settings).model_fields_set


def test_the_defaults_that_are_shown_are_the_defaults_and_all_that_are_words() -> None:
    shown = SETTINGS[0]
    assert CustomerSettings.model_validate(shown) == CustomerSettings()
    codes = {name for name, field in CustomerSettings.model_fields.items() if "model_fields" in dir(field.default)}
    assert {*shown} == {*CustomerSettings.model_fields} - codes | {"customer", "incomplete"}
    assert {*shown["customer"]} == {*CustomerFinding.model_fields} - {"not_a_company"}
    assert {*shown["incomplete"]} == {*IncompleteRecord.model_fields}


@pytest.mark.parametrize("name", ["on_many", "on_none", "on_shared", "on_first_match", "update"])
def test_every_choice_is_told(name: str) -> None:
    choices = get_args(CustomerFinding.model_fields[name].annotation)
    assert choices
    assert [choice for choice in choices if f"`{choice}`" not in TEXT] == []


def test_every_setting_is_told() -> None:
    assert [name for name in CustomerSettings.model_fields if not re.search(rf"\b{name}\b", TEXT)] == []


def test_the_limits_are_those_of_the_record() -> None:
    assert f"at most {MOST_ADDRESSES} addresses and {MOST_CONTACTS} contacts" in TEXT
