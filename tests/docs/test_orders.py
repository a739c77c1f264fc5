"""The page about orders says what the code does: its settings are accepted, and its steps are the pipeline's."""

import re
from pathlib import Path
from typing import get_args

from handlers.contracts.drafts import SendAs
from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.settings import OrderSettings
from mapping.strict_yaml import read as read_yaml

PAGE = (Path(__file__).parents[2] / "docs" / "orders.md").read_text("utf-8")


def test_the_settings_of_the_example_are_accepted() -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    settings = OrderSettings.model_validate(read_yaml(example)["flows"]["afas-orders"]["settings"])
    assert settings.payment_methods["ideal"].journal == "710"
    assert settings.shipping_cost.item == "VRZ-001"


def test_the_table_has_every_step_in_its_order() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+) \| ", PAGE.partition("## The steps")[2].partition("\n## ")[0], re.MULTILINE)
    assert re.findall(r"`([a-z_]+)`", " ".join(rows)) == [step.__name__ for step in PIPELINE.steps]


def test_every_way_to_send_and_every_setting_it_names_exists() -> None:
    for way in get_args(SendAs):
        assert f"| `{way}`" in PAGE
    for name in ("forward", "credits", "order_date", "cancelled_statuses", "missing_article", "statuses"):
        assert name in OrderSettings.model_fields
        assert f"`{name}" in PAGE
