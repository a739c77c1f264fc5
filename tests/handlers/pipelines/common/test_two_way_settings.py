"""Whose edit counts is said by connection, and judged by the systems behind them."""

from handlers.pipelines.common.two_way import NEWEST, Rules
from handlers.pipelines.common.two_way_settings import TwoWaySettings


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
