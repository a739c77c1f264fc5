"""The version of settings: the same for the same, another for anything that differs, and no hint at a secret."""

import base64
from pathlib import Path

import pytest

from tests.relay.settings.files import ENVIRONMENT, GOOD, load_text


def version(folder: Path, text: str = GOOD, **environment: str) -> str:
    return load_text(text, folder, {**ENVIRONMENT, **environment}).version


def test_the_same_settings_have_the_same_version_however_they_are_written(tmp_path: Path) -> None:
    otherwise = GOOD.replace("instance: relay\n", "") + "# a remark\nserver: {port: 8080}\ninstance: relay\n"
    otherwise = otherwise.replace("every: 1m", "every: 60s").replace("${SHOP_TOKEN}", "${SAME}")
    assert version(tmp_path, otherwise, SAME=ENVIRONMENT["SHOP_TOKEN"]) == version(tmp_path)


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        ("write: true", "write: false"),
        ("every: 1m", "every: 2m"),
        ("grace: 5m", "grace: 6m"),
        ("burst: 7", "burst: 8"),
        ("status: [open]", "status: [open, closed]"),
        ("    settings:", "    mapping: [{to: a, from: b}]\n    settings:"),
    ],
)
def test_any_other_setting_has_another_version(written: str, changed: str, tmp_path: Path) -> None:
    assert written in GOOD
    assert version(tmp_path, GOOD.replace(written, changed)) != version(tmp_path)


@pytest.mark.parametrize("name", ["SHOP_TOKEN", "STATE_URL", "PAYLOAD_KEY", "INDEX_KEY"])
def test_another_secret_in_the_environment_has_another_version(name: str, tmp_path: Path) -> None:
    another = "redis://other:6379/0" if name == "STATE_URL" else base64.b64encode(bytes(range(64, 96))).decode()
    assert version(tmp_path, **{name: another}) != version(tmp_path)


def test_a_secret_file_that_was_written_anew_has_another_version(tmp_path: Path) -> None:
    secret = tmp_path / "secrets" / "token"
    secret.parent.mkdir()
    text = GOOD.replace("${SHOP_TOKEN}", f"${{file:{secret}}}")
    secret.write_text("before", "utf-8")
    before = version(tmp_path, text)
    secret.write_text("after", "utf-8")
    assert version(tmp_path, text) != before


def test_where_a_machine_listens_makes_no_other_version(tmp_path: Path) -> None:
    assert version(tmp_path, f"{GOOD}server: {{host: 192.0.2.7, port: 81}}\nadmin: {{port: 82}}\n") == version(tmp_path)
    assert version(tmp_path, f"{GOOD}server: {{body_limit: 2048}}\n") != version(tmp_path)


def test_a_version_is_short_and_depends_on_the_index_key_so_that_nobody_can_try_values_against_it(
    tmp_path: Path,
) -> None:
    mine, other = version(tmp_path), version(tmp_path, INDEX_KEY=base64.b64encode(bytes(range(64, 96))).decode())
    assert len(mine) == len(other) == 12
    assert set(mine) <= set("0123456789abcdef")
    assert mine != other


@pytest.mark.parametrize(
    "value",
    ["123456789012345678901234567890", "0.10", ".nan", "2026-11-24", "[b, a]", "{b: null}", "true"],
)
def test_whatever_yaml_can_write_in_a_mapping_has_a_version(value: str, tmp_path: Path) -> None:
    text = GOOD.replace("    settings:", f"    mapping: [{{to: a, from: {value}}}]\n    settings:")
    assert len({version(tmp_path, text), version(tmp_path, text), version(tmp_path)}) == 2
