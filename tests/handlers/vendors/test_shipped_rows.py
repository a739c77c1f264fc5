"""Presets are read as composed, which says what their YAML says; one that was changed since is read itself."""

from pathlib import Path

import pytest

from handlers.vendors import shipped_rows
from handlers.vendors.row_functions import FUNCTIONS
from handlers.vendors.shipped_rows import COMPOSED, FOLDERS, compose
from mapping.rows.presets import load_rows

PRESETS = [(vendor, path.stem) for vendor, folder in FOLDERS.items() for path in sorted(folder.glob("*.yaml"))]


@pytest.fixture(autouse=True)
def _forgets() -> None:
    shipped_rows.shipped_rows.cache_clear()
    shipped_rows._composed.cache_clear()


@pytest.mark.parametrize("vendor", FOLDERS)
def test_what_is_composed_is_what_the_presets_say(vendor: str) -> None:
    found = (FOLDERS[vendor] / COMPOSED).read_bytes()
    assert found == compose(FOLDERS[vendor]), "renew it with: python -m handlers.vendors.shipped_rows"


@pytest.mark.parametrize(("vendor", "name"), PRESETS)
def test_rows_as_composed_are_the_rows_of_the_yaml(vendor: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of_the_yaml = load_rows((FOLDERS[vendor] / f"{name}.yaml").read_text("utf-8"), FUNCTIONS)
    monkeypatch.setattr(shipped_rows, "load_rows", None)  # so that only what is composed can answer
    assert list(map(repr, shipped_rows.shipped_rows(vendor, name))) == list(map(repr, of_the_yaml))


@pytest.mark.parametrize("composed", [True, False])
def test_a_preset_that_was_changed_since_is_read_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, composed: bool
) -> None:
    preset = tmp_path / "toy.yaml"
    preset.write_text("version: 1\nrows: [{to: A, from: before}]", "utf-8")
    if composed:
        (tmp_path / COMPOSED).write_bytes(compose(tmp_path))
    preset.write_text("version: 2\nrows: [{to: A, from: after}]", "utf-8")
    monkeypatch.setitem(shipped_rows.FOLDERS, "toys", tmp_path)
    assert [row.preset for row in shipped_rows.shipped_rows("toys", "toy")] == [2]
