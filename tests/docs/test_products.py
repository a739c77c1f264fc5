"""What docs/products.md says about settings is what the settings are."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from handlers.pipelines.products.both_ways import UNITS
from handlers.pipelines.products.settings import ProductFinding, ProductSettings

TEXT = (Path(__file__).parents[2] / "docs" / "products.md").read_text("utf-8")
EXAMPLES: list[dict[str, Any]] = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)]
SETTINGS = [example["settings"] for example in EXAMPLES if "settings" in example]


@pytest.mark.parametrize("settings", SETTINGS)
def test_every_example_is_taken_as_settings(settings: dict[str, Any]) -> None:
    assert ProductSettings.model_validate(settings).model_fields_set


def test_the_defaults_that_are_shown_are_the_defaults() -> None:
    shown = SETTINGS[0]
    assert ProductSettings.model_validate(shown) == ProductSettings()
    assert {*shown["product"]} == {*ProductFinding.model_fields}


@pytest.mark.parametrize("name", ["on_existing", "on_rename"])
def test_every_choice_is_told(name: str) -> None:
    choices = get_args(ProductFinding.model_fields[name].annotation)
    assert choices
    assert [choice for choice in choices if choice not in TEXT] == []


def test_what_is_edited_as_one_is_told() -> None:
    assert [unit for unit in UNITS.names if f"`{unit}`" not in TEXT] == []
