"""What cannot go both ways is found by mapping there and back; whose edit counts is said by connection."""

from typing import Any

import pytest

from handlers.pipelines.common.two_way import NEWEST, Rules
from handlers.pipelines.common.two_way_settings import TwoWaySettings, find_lossy

TABLE = {"net": "1", "gross": "1", "none": "2"}
BACK = {"1": "net", "2": "none"}


def there(name: str, value: Any) -> Any:
    if name == "name":
        return value[:10]
    if name == "phone":
        return value.replace(" ", "")
    return TABLE[value] if name == "vat" else value


def back(name: str, value: Any) -> Any:
    return BACK[value] if name == "vat" else value


@pytest.mark.parametrize(
    ("probes", "lossy"),
    [
        ({"name": ["short"]}, set()),
        ({"name": ["short", "longer than that"]}, {"name"}),
        ({"vat": ["net", "none"]}, set()),
        ({"vat": ["net", "gross"]}, {"vat"}),
        ({"vat": ["net", "half"]}, {"vat"}),
        ({"phone": ["1 2"], "city": ["Delft "]}, {"phone"}),
        ({}, set()),
    ],
)
def test_a_field_of_which_a_probe_does_not_come_back_is_lossy(probes: dict[str, list[str]], lossy: set[str]) -> None:
    assert find_lossy(probes, there, back) == lossy


def test_rules_are_of_the_systems_behind_the_connections() -> None:
    settings = TwoWaySettings.model_validate(
        {
            "leader": "afas",
            "source_of_truth": {"phone": "books", "city": "newest"},
            "one_way": {"name": "afas"},
            "clock_tolerance": "2m",
        }
    )
    rules = settings.rules({"afas": "one", "books": "other~2"})
    assert rules == Rules(
        "one", {"phone": "other~2", "city": NEWEST}, {"name": "one"}, clock_tolerance=settings.clock_tolerance
    )
    assert settings.clock_tolerance.total_seconds() == 120
    assert settings.connections == {"afas", "books"}
