"""The suite's own limits: whatever a test or its teardown does, the suite ends, and tells which test and where."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.limits import STATUS

HOUSE = Path(__file__).parents[1]

DEAF_TEARDOWN = """
import asyncio
import pytest

async def never_listens():
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass

@pytest.fixture
async def worker():
    running = asyncio.create_task(never_listens())
    yield
    running.cancel()
    await running  # cancels once and waits

async def test_whose_teardown_never_ends(worker):
    pass

async def test_beside_it():
    pass
"""

SLOW = """
import time
import pytest

@pytest.mark.parametrize("number", range(1000))
def test_of_a_suite_without_an_end(number):
    time.sleep(0.05)
"""

DEAF_TO_SIGNALS = """
import signal
import time

def test_that_blocks():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    time.sleep(3600)
"""


def suite(folder: Path, text: str, *words: str, **settings: str) -> tuple[int, str, float]:
    """Run a suite of one file under these settings: its exit status, all it says, and how many seconds it took."""
    (folder / "test_inner.py").write_text(text, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n", "utf-8")
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    started = time.monotonic()
    done = subprocess.run(  # noqa: S603 - a suite of our own
        [sys.executable, "-m", "pytest", "-p", "tests.limits", "-p", "no:cacheprovider", "-q", *options, *words, "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HOUSE), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr, time.monotonic() - started


def test_a_teardown_that_never_ends_is_cut_off_and_named_with_what_each_task_waits_for(tmp_path: Path) -> None:
    status, said, _ = suite(tmp_path, DEAF_TEARDOWN, "-n", "0", timeout="1", limit_after_timeout="1")
    assert status == STATUS
    assert "a test has not ended within 2 s, its teardown included" in said
    assert "running: test_inner.py::test_whose_teardown_never_ends" in said
    assert "in never_listens" in said


def test_under_xdist_a_test_that_is_cut_off_counts_as_failed_and_the_others_go_on(tmp_path: Path) -> None:
    status, said, _ = suite(tmp_path, DEAF_TEARDOWN, "-n", "1", timeout="1", limit_after_timeout="1")
    assert status == 1
    assert "running: test_inner.py::test_whose_teardown_never_ends" in said
    assert "crashed while running 'test_inner.py::test_whose_teardown_never_ends'" in said
    assert "1 failed" in said


def test_a_test_that_hears_no_signal_is_cut_off_too(tmp_path: Path) -> None:
    status, said, _ = suite(tmp_path, DEAF_TO_SIGNALS, "-n", "0", timeout="1", limit_after_timeout="1")
    assert status == STATUS
    assert "in test_that_blocks" in said


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_suite_without_an_end_is_cut_off_and_tells_what_ran(processes: str, tmp_path: Path) -> None:
    status, said, seconds = suite(tmp_path, SLOW, "-n", processes, session_limit="3")
    assert status != 0
    assert seconds < 90
    assert "the suite has not ended within 3 s" in said
    assert re.search(r"(running|the last was): test_inner\.py::test_of_a_suite_without_an_end", said)


def test_this_suite_has_both_limits(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.has_plugin("limits of the suite")
    assert float(pytestconfig.getini("timeout")) > 0
    assert 0 < float(pytestconfig.getini("session_limit")) < 85 * 60  # .ci/run gives up then, and tells nothing
