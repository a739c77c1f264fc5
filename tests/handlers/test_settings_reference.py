"""The page of all settings says what the models say."""

from pathlib import Path

from handlers.pipelines import PIPELINES
from handlers.settings_reference import page
from handlers.vendors import VENDORS

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
