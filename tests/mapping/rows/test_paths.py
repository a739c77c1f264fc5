"""Paths into documents: what they read, and what they cannot reach."""

from typing import Any

import pytest

from mapping.rows.paths import follow, path_parts, read_path


@pytest.mark.parametrize(
    ("path", "found"),
    [("a.b", 1), ("l[1].x", 2), ("l[9].x", None), ("a.b.c", None), ("l.x", None), ("t[0]", None), ("a[0]", None)],
)
def test_a_path_gives_what_stands_there_or_nothing(path: str, found: Any) -> None:
    assert follow({"a": {"b": 1}, "l": [{}, {"x": 2}], "t": "text"}, path_parts(path)) == found


@pytest.mark.parametrize("path", ["", ".a", "a.", "a..b", "a[x]", "a b", "a[1", "1a"])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="write a path"):
        path_parts(path)


def test_a_path_in_the_configuration_is_text() -> None:
    with pytest.raises(ValueError, match="write a path"):
        read_path(3)
