"""The page of all settings says what the models say."""

import re
from pathlib import Path

from handlers.pipelines import PIPELINES
from handlers.settings_reference import page
from handlers.vendors import VENDORS
from relay.bootstrap.settings import judge
from tests.deploy.example import EXAMPLE, example_environment

PUBLISHED = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_published_page_is_current() -> None:
    renew = "renew it with: python -m handlers.settings_reference docs/settings.md"
    assert PUBLISHED.read_text("utf-8") == page(), renew


def test_every_setting_of_every_vendor_and_pipeline_is_explained() -> None:
    told = page()
    for model in [*(vendor.settings for vendor in VENDORS.values()), *(line.settings for line in PIPELINES.values())]:
        for name, field in model.model_fields.items():
            assert f"| `{field.alias or name}` |" in told, name
    silent = [line for line in told.splitlines() if line.startswith("| `") and line.endswith("|  |")]
    assert silent == []


def test_a_secret_is_called_one_and_its_value_is_nowhere() -> None:
    assert "| `client_secret` | secret | **needed** |" in page()


def test_the_mistake_that_is_shown_is_told_so_of_the_example(tmp_path: Path) -> None:
    [shown] = re.findall(r"^relay\.yaml:\d+:\d+: .+$", page(), re.MULTILINE)
    path = tmp_path / "relay.yaml"
    path.write_text(EXAMPLE.read_text("utf-8").replace("    poll: ", "    pol: ", 1), "utf-8")
    environment = {**example_environment(), "ADMIN_TOKEN": "q7Zk0Vx4Tn9Lw2Rb"}
    told = [str(finding) for finding in judge(path, environment).findings]
    assert told == [shown]
