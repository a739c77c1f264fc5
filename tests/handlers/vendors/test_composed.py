"""Presets are read as composed, which says what their YAML says; one that was changed since is read itself."""

from pathlib import Path
from typing import NoReturn

import pytest

from handlers.vendors import composed
from handlers.vendors.composed import COMPOSED, FOLDERS, compose, read_preset
from mapping.strict_yaml import read

PRESETS = [(vendor, path.stem) for vendor, folder in FOLDERS.items() for path in sorted(folder.glob("*.yaml"))]


@pytest.fixture(autouse=True)
def _forgets() -> None:
    composed._composed.cache_clear()


@pytest.mark.parametrize("vendor", FOLDERS)
def test_what_is_composed_is_what_the_presets_say(vendor: str) -> None:
    found = (FOLDERS[vendor] / COMPOSED).read_bytes()
    assert found == compose(FOLDERS[vendor]), "renew it with: python -m handlers.vendors.composed"


@pytest.mark.parametrize(("vendor", "name"), PRESETS)
def test_a_preset_as_composed_is_its_yaml_to_the_last_digit(
    vendor: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = read((FOLDERS[vendor] / f"{name}.yaml").read_text("utf-8"))

    def refuse(_: str) -> NoReturn:
        raise AssertionError("the YAML was read")

    monkeypatch.setattr(composed, "read", refuse)
    assert repr(read_preset(vendor, name)) == repr(says)


@pytest.mark.parametrize("is_composed", [True, False])
def test_a_preset_that_was_changed_since_is_read_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_composed: bool
) -> None:
    preset = tmp_path / "toy.yaml"
    preset.write_text("version: 1", "utf-8")
    if is_composed:
        (tmp_path / COMPOSED).write_bytes(compose(tmp_path))
    preset.write_text("version: 2", "utf-8")
    monkeypatch.setitem(composed.FOLDERS, "toys", tmp_path)
    assert read_preset("toys", "toy") == {"version": 2}
