"""The bench as a command: who asks what it does, or mistypes, is told at once and measures nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]


@pytest.mark.parametrize(("word", "status"), [("--help", 0), ("--hlep", 2)])
def test_a_word_for_the_bench_is_answered_and_starts_nothing(word: str, status: int) -> None:
    done = subprocess.run(  # noqa: S603 - a command of our own
        [sys.executable, "-m", "bench", word], cwd=HOUSE, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == status
    assert "usage: python -m bench" in done.stdout + done.stderr
    assert "intake" not in done.stderr
