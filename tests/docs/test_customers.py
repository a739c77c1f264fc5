"""What docs/customers.md says about settings is what the settings are."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.settings import CustomerMatching, Mark

TEXT = (Path(__file__).parents[2] / "docs" / "customers.md").read_text("utf-8")
EXAMPLES = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)]


def settings_of(example: dict[str, Any]) -> dict[str, Any]:
    return dict(example.get("settings", example))


@pytest.mark.parametrize("example", [each for each in EXAMPLES if "mapping" not in each])
def test_every_example_is_taken_as_settings(example: dict[str, Any]) -> None:
    assert OrderSettings.model_validate(settings_of(example)).model_fields_set


def test_the_defaults_that_are_shown_are_the_defaults() -> None:
    assert OrderSettings.model_validate(settings_of(EXAMPLES[0])) == OrderSettings()


def test_every_mark_has_a_row() -> None:
    assert re.findall(r"^\| `(\w+)` \| .* \| .* \|$", TEXT, re.MULTILINE)[:5] == list(get_args(Mark))


@pytest.mark.parametrize("name", ["on_many", "on_none", "update"])
def test_every_choice_is_told(name: str) -> None:
    choices = get_args(CustomerMatching.model_fields[name].annotation)
    assert choices
    assert [choice for choice in choices if f"`{choice}`" not in TEXT] == []


def test_every_setting_of_the_customer_is_told() -> None:
    assert [name for name in CustomerMatching.model_fields if f"customer.{name}" not in TEXT] == []
