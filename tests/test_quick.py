"""The quick run: it leaves off what needs a wire, and only that."""

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[1]

TESTS = """
import asyncio
import socket
import subprocess
import sys

import pytest
from hypothesis import given, settings, strategies

ran = []

@settings(max_examples=500, database=None)
@given(strategies.integers())
def test_property(number):
    ran.append(number)

def test_property_had_few_examples():
    assert 0 < len(ran) < 100

@pytest.mark.measures
def test_measures():
    pass

def test_plain():
    assert 1 + 1 == 2

def test_process():
    subprocess.run([sys.executable, "-c", "pass"], check=True)

def test_socket():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))

async def test_server():
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    server.close()

def test_wrong():
    assert 1 + 1 == 3
"""


def outcome(folder: Path, *words: str) -> str:
    """The last line of what pytest says of the tests above."""
    (folder / "test_sample.py").write_text(TESTS, "utf-8")
    plugins = ["-p", "tests.limits", "-p", "tests.quick", "-p", "no:cacheprovider"]
    options = ["-q", "-o", "asyncio_mode=auto", f"--rootdir={folder}", *plugins, *words, "test_sample.py"]
    done = subprocess.run(  # noqa: S603 - a command of our own
        [sys.executable, "-m", "pytest", *options],
        cwd=folder,
        env={"PYTHONPATH": str(HOUSE), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout, done.stderr
    return done.stdout.strip().splitlines()[-1]


def test_what_opens_a_socket_or_starts_a_process_is_left_off_and_the_rest_is_judged(tmp_path: Path) -> None:
    assert "1 failed, 3 passed, 4 skipped" in outcome(tmp_path, "--quick")


def test_without_the_word_everything_runs(tmp_path: Path) -> None:
    assert "2 failed, 6 passed" in outcome(tmp_path)  # the second that fails had 500 examples
