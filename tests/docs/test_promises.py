"""The pages about promises and personal data name tests, settings and commands that are there."""

import re
from pathlib import Path
from typing import Any

import pytest

from relay.care.expiry import WARNING
from relay.cli.app import COMMANDS
from relay.line.queue import GRACE
from relay.settings.model import RetentionSettings, Settings
from relay.store.disk_proof import _SAVES_NOTHING
from relay.store.guard import FULL_AT

HOUSE = Path(__file__).parents[2]
PAGES = {name: (HOUSE / "docs" / f"{name}.md").read_text("utf-8") for name in ("guarantees", "privacy")}
RETENTION = RetentionSettings()


def test_every_promise_names_tests_and_each_of_them_is_there() -> None:
    promises = re.split(r"^## ", PAGES["guarantees"], flags=re.MULTILINE)[1:]
    named = {part.splitlines()[0]: re.findall(r"`(tests/[\w/]+\.py)`", part) for part in promises}
    assert [title for title, tests in named.items() if not tests] == []
    assert [test for tests in named.values() for test in tests if not (HOUSE / test).is_file()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_names_is_there(page: str) -> None:
    named = set(re.findall(r"`relay ([a-z-]+)", PAGES[page]))
    assert named
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_that_a_page_names_is_there(page: str) -> None:
    named = set(re.findall(r"`((?:redis|keys|retention|server)\.[a-z_]+)[`:]", PAGES[page]))
    assert named
    assert [path for path in named if not _is_setting(path)] == []


def _is_setting(path: str) -> bool:
    model: Any = Settings
    for name in path.split("."):
        if name not in model.model_fields:
            return False
        model = model.model_fields[name].annotation
    return True


def test_the_figures_are_those_of_the_program() -> None:
    text = "".join(PAGES.values())
    kept = [RETENTION.events, RETENTION.deliveries, RETENTION.documents, GRACE, RETENTION.events + GRACE]
    figures = [f"{length.days} days" for length in kept]
    figures += [f"below {FULL_AT * 100:.0f} % of", f"{WARNING.total_seconds() / 3600:.0f} hours"]
    assert [figure for figure in figures if figure not in text] == []


def test_all_that_the_payload_server_is_asked_stands_in_the_promise() -> None:
    asked = [f"`{name} {value}`" if value else f'`{name} ""`' for name, value in _SAVES_NOTHING.items()]
    assert [setting for setting in asked if setting not in PAGES["guarantees"]] == []
