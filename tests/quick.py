"""`make quick`: runs what needs no wire. A test that opens a socket or starts a process is left off when it does so.

Nobody keeps a list of quick tests: Python's audit events tell which test reaches out, and that one is skipped.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings

WIRES: Final = frozenset({"socket.bind", "socket.connect", "subprocess.Popen", "os.fork", "os.posix_spawn"})
"""What a test does that needs Redis, HTTP, a browser or a process of its own, as the names of audit events."""

EXAMPLES: Final = 10
"""How many examples a property gets, also where it asks for more."""

WHOLE: Final = ("tests/line", "tests/chaos", "tests/faults", "tests/canary", "tests/deploy")
"""Folders whose tests all run the whole program: they are not even read."""

_refusing = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave off what opens a socket or starts a process")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "measures: takes seconds of processor time; left off by --quick")
    if config.getoption("--quick"):
        sys.addaudithook(_refuse_wires)
        settings.register_profile("quick", settings(), max_examples=EXAMPLES)
        settings.load_profile("quick")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    whole = config.getoption("--quick") and collection_path.as_posix().endswith(WHOLE)
    return True if whole else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--quick"):
        return
    for item in items:
        if item.get_closest_marker("measures"):
            item.add_marker(pytest.mark.skip(reason="not quick: measures"))
        test = getattr(item, "function", None)
        asked = getattr(test, "_hypothesis_internal_use_settings", None)
        if asked is not None and asked.max_examples > EXAMPLES:
            vars(test)["_hypothesis_internal_use_settings"] = settings(asked, max_examples=EXAMPLES)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    global _refusing  # noqa: PLW0603 - an audit hook cannot be taken away again, so it asks a flag
    _refusing = bool(item.config.getoption("--quick"))
    try:
        return (yield)
    finally:
        _refusing = False


def _refuse_wires(event: str, _: tuple[Any, ...]) -> None:
    if _refusing and event in WIRES:
        raise pytest.skip.Exception(f"not quick: {event}", _use_item_location=True)
