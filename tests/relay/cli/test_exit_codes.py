"""Every command says in its help what each of its exit statuses means, and they are defined in one place."""

import ast
import doctest

import pytest
from typer.testing import CliRunner

from relay.cli import exit_codes
from relay.cli.app import app
from relay.cli.exit_codes import Status, meanings_of
from tests.relay.cli.every import every_command
from tests.source import modules

ALL = list(every_command())


def plain(text: str) -> str:
    """What a help says, whatever the width of the screen is."""
    return " ".join(text.split())


@pytest.mark.parametrize("command", ALL)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_the_help_of_every_command_tells_what_each_of_its_statuses_means(command: str, option: str) -> None:
    said = CliRunner().invoke(app, [*command.split(), option])
    assert said.exit_code == Status.DONE
    for status, meaning in meanings_of(command).items():
        assert f"{status.value}: {meaning}" in plain(said.output)


def test_what_is_said_of_a_command_is_said_of_one_that_exists() -> None:
    assert set(exit_codes._OF) - set(ALL) == set()


def test_no_other_file_of_the_command_line_writes_a_status_as_a_number() -> None:
    numbers = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if name.startswith("relay/cli/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"typer.Exit", "sys.exit"}
        if any(isinstance(argument, ast.Constant) for argument in node.args)
    ]
    assert numbers == []


def test_the_examples_in_its_file_are_true() -> None:
    assert doctest.testmod(exit_codes).failed == 0
