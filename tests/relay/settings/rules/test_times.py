"""Lengths of time that contradict each other, or mean what nobody wants, are told."""

from pathlib import Path

import pytest

from tests.relay.settings.files import GOOD, found_in


def test_a_start_in_the_future_is_odd_and_shown(tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("2026-11-24", "2099-01-01"), tmp_path)
    assert (found.severity, found.path) == ("warning", ("flows", "shop-orders", "poll", "start"))
    assert "2099-01-01" in str(found)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("retry: {first: 3h}", ("retry", "first")),
        ("retry: {most: 1s}", ("retry", "most")),
        ("retention: {documents: 1d}", ("retention", "documents")),
        ("retention: {events: 500d}", ("retention", "events")),
    ],
)
def test_a_bound_is_the_longer_of_two(written: str, path: tuple[str, ...], tmp_path: Path) -> None:
    [found] = found_in(f"{GOOD}\n{written}\n", tmp_path)
    assert (found.severity, found.path, found.code) == ("error", path, "settings.longer_than")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("breaker: {first_pause: 1m}", ("breaker", "first_pause")),
        ("breaker: {longest_pause: 1h}", ("breaker", "longest_pause")),
    ],
)
def test_so_it_is_in_a_connection(written: str, path: tuple[str, ...], tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("{vendor: books}", f"{{vendor: books, {written}}}"), tmp_path)
    assert (found.severity, found.path) == ("error", ("connections", "books", *path))


def test_a_horizon_shorter_than_the_vendors_is_odd_for_a_target_and_nothing_for_a_source(tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("{vendor: books}", "{vendor: books, commit_horizon: 10s}"), tmp_path)
    assert (found.severity, found.path) == ("warning", ("connections", "books", "commit_horizon"))
    assert found_in(GOOD.replace("limits:", "commit_horizon: 10s, limits:"), tmp_path) == []


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("retention: {events: 1s}", ("retention", "events")),
        ("worker: {lease: 999d}", ("worker", "lease")),
        ("worker: {drain: 2h}", ("worker", "drain")),
    ],
)
def test_lengths_that_nobody_means_are_refused_with_the_bound(
    written: str, path: tuple[str, ...], tmp_path: Path
) -> None:
    [found] = found_in(f"{GOOD}\n{written}\n", tmp_path)
    assert (found.severity, found.path) == ("error", path)


@pytest.mark.parametrize("every", ["1ms", "0s", "999ms"])
def test_a_source_is_read_once_a_second_at_most(every: str, tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("every: 1m", f"every: {every}"), tmp_path)
    assert found.path == ("flows", "shop-orders", "poll", "every")


@pytest.mark.parametrize("horizon", ["0s", "25h"])
def test_no_horizon_is_nothing_or_longer_than_a_day(horizon: str, tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("{vendor: books}", f"{{vendor: books, commit_horizon: {horizon}}}"), tmp_path)
    assert (found.severity, found.path) == ("error", ("connections", "books", "commit_horizon"))


@pytest.mark.parametrize(("start", "days"), [("2016-11-24", 3657), ("2025-10-24", 401)])
def test_a_start_long_ago_is_odd_and_told_in_days(start: str, days: int, tmp_path: Path) -> None:
    [found] = found_in(GOOD.replace("2026-11-24", start), tmp_path)
    assert (found.severity, found.path) == ("warning", ("flows", "shop-orders", "poll", "start"))
    assert f"since {start}, {days} days ago" in str(found)


@pytest.mark.parametrize("start", ["2025-10-25", "2026-11-29", "now"])
def test_a_start_within_a_year_or_so_is_fine(start: str, tmp_path: Path) -> None:
    assert found_in(GOOD.replace("2026-11-24", start), tmp_path) == []
