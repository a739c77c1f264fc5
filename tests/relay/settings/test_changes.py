"""The example file with one word, type or indentation changed at random: few messages, soon, each with its line."""

import random
import re
import time
from pathlib import Path

import pytest

from relay.bootstrap.rehearsal import flows_that_cannot_be_put_together
from relay.bootstrap.settings import judge
from tests.deploy.example import EXAMPLE, example_environment

CHANGES = 2_000
QUICK = 50
LONGEST = 2.0
"""Seconds of the processor, for one file."""

MOST_MESSAGES = 3
ENVIRONMENT = example_environment()
TEXT = EXAMPLE.read_text("utf-8")
_WORD = re.compile(r"[^\s{}\[\],:#\"']+")
_VALUE = re.compile(r"(?<=: )[^\s#{\[|][^#\n,}\]]*(?=[,}\]\s#]|$)", re.MULTILINE)

VALUES = (
    "5", "-1", "0", "012", "1.5", "1e3", "0x10", "1_000", "true", "false", "null", "~", "yes", "no", "on", "off",
    "''", '""', "[]", "{}", "[x]", "{x: y}", "2026-11-24", "2026-13-40", "5m", "10.0.0.0/8", "${NO_SUCH}", "één",
    "*x", "&x y", "!x y", "- x", "x: y", "? x", "|", ">", "@x", "%x", "'x", '"x', "<<", "---", "...", "\t", "x" * 5000,
)  # fmt: skip


def changed(seed: int) -> str:
    """The example with one change, which the seed decides."""
    chance = random.Random(seed)
    return chance.choice((_another_word, _another_value, _another_indentation, _another_sign))(chance)


def _another_word(chance: random.Random) -> str:
    """A word that is misspelt, repeated, left out, or another word of the file."""
    begin, end = chance.choice([match.span() for match in _WORD.finditer(TEXT)])
    word, at = TEXT[begin:end], chance.randrange(end - begin)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyzABC012_-. é")
    other = chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word.upper(),
            word + word,
            "",
            chance.choice(_WORD.findall(TEXT)),
        )
    )
    return TEXT[:begin] + other + TEXT[end:]


def _another_value(chance: random.Random) -> str:
    """A value of another type."""
    begin, end = chance.choice([match.span() for match in _VALUE.finditer(TEXT)])
    return TEXT[:begin] + chance.choice(VALUES) + TEXT[end:]


def _another_indentation(chance: random.Random) -> str:
    """A line that begins further in or out, or not at all any more, or twice."""
    lines = TEXT.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    line = lines[at]
    lines[at] = chance.choice(
        (f"  {line}", f" {line}", f"\t{line}", line.removeprefix("  "), line.lstrip(" "), "", line * 2)
    )
    return "".join(lines)


def _another_sign(chance: random.Random) -> str:
    """A sign that is left out or put in."""
    at, sign = chance.randrange(len(TEXT)), chance.choice(":,[]{}\"'#-&*!|>%@`?\n\t \x00\u2028")
    return TEXT[:at] + chance.choice(("", sign, sign + TEXT[at])) + TEXT[at + 1 :]


def _soonest(path: Path, seed: int) -> float:
    """The least of three: a search for garbage in the many objects of a run of all tests may take seconds by itself."""
    path.write_text(changed(seed), "utf-8")
    found = []
    for _ in range(3):
        begun = time.process_time()
        judge(path, ENVIRONMENT, (flows_that_cannot_be_put_together,))
        found.append(time.process_time() - begun)
    return min(found)


def test_one_change_is_told_soon_in_few_messages_that_each_have_a_line(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path, slow, wrong = tmp_path / "relay.yaml", [], []
    for seed in range(QUICK if request.config.getoption("--quick") else CHANGES):
        path.write_text(changed(seed), "utf-8")
        begun = time.process_time()
        try:
            found = judge(path, ENVIRONMENT, (flows_that_cannot_be_put_together,)).findings
        except Exception as error:
            raise AssertionError(f"a traceback for the change of seed {seed}") from error
        if time.process_time() - begun >= LONGEST:
            slow.append(seed)
        if len(found) > MOST_MESSAGES or any(finding.line is None for finding in found):
            wrong.append((seed, [str(finding) for finding in found]))
    assert wrong == []
    assert [seed for seed in slow if _soonest(path, seed) >= LONGEST] == []
