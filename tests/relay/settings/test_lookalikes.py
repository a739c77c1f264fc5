"""Only the word null means none: a setting that may be none and is left empty was forgotten."""

from pathlib import Path

import pytest

from tests.relay.settings.files import GOOD, found_in


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("every: 1m,", "overlap: ,", ("flows", "shop-orders", "poll", "overlap")),
        ("    settings: {grace: 5m}", "    settings: {grace: 5m}\n    allow:", ("flows", "shop-orders", "allow")),
    ],
)
def test_a_setting_that_may_be_none_is_not_left_empty(
    before: str, after: str, path: tuple[str, ...], tmp_path: Path
) -> None:
    [found] = found_in(GOOD.replace(before, after), tmp_path)
    assert (found.severity, found.path, found.code) == ("error", path, "settings.nothing_said")
    assert "or null where none is meant" in str(found)
    assert (
        found_in(GOOD.replace(before, after.replace(": ,", ": null,").replace("allow:", "allow: null")), tmp_path) == []
    )
