"""What docs/operations.md tells an operator to type is what the command takes; what it names, the API has."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from admin.app import RESOURCES
from relay.care.activity import PILES
from relay.cli.app import app
from relay.store.counters import COUNTERS

TEXT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
TYPED = re.findall(r"^relay .+$", TEXT, re.MULTILINE)


@pytest.mark.parametrize("line", TYPED)
def test_every_command_that_is_shown_is_taken_with_its_options(line: str) -> None:
    group = typer.main.get_command(app)
    _, name, *words = shlex.split(line, comments=True)
    _, command, _ = group.resolve_command(group.make_context("relay", [name]), [name])  # type: ignore[attr-defined]  # it is a group
    if isinstance(command, TyperGroup):
        name, *words = words
        command = command.get_command(command.make_context(name, [name]), name)
        assert command is not None
    with command.make_context(name, words) as context:
        assert context.params


def test_each_command_for_operators_is_shown() -> None:
    assert {line.split()[1] for line in TYPED} >= {"replay", "link", "reconcile", "trial", "check", "move-events"}
    assert "`relay cancel EVENT`" in TEXT


def test_every_call_that_is_shown_is_a_resource() -> None:
    shown = set(re.findall(r"(?:POST|DELETE) (/api/[^`]+)`", TEXT))
    known = {re.sub(r"\{(\w+)(:[^}]*\})?\}?", "{}", path) for path in RESOURCES}
    assert shown
    assert {re.sub(r"\{\w+\}", "{}", path) for path in shown} <= known


def test_both_piles_and_their_states_are_in_the_table() -> None:
    for state, pile in PILES.items():
        assert re.search(rf"^\| .*`{pile}`\) \| {state} \|", TEXT, re.MULTILINE)


@pytest.mark.parametrize("counter", ["ends_announced", "expired", "missing", "reconciles"])
def test_every_counter_that_is_named_is_counted(counter: str) -> None:
    assert f"`{counter}`" in TEXT
    assert counter in COUNTERS
