"""Every command there is, those inside groups too, and the options it has."""

from collections.abc import Iterator, Sequence
from typing import Any

from typer.core import TyperGroup

from relay.cli.app import COMMANDS, load_command


def every_command() -> Iterator[str]:
    """The words of each, such as ``mapping try``."""
    for name in COMMANDS:
        command: Any = load_command(name)
        if isinstance(command, TyperGroup):
            yield from (f"{name} {below}" for below in command.commands)
        else:
            yield name


def options_of(words: str) -> Sequence[str]:
    """The options of a command, as they are typed."""
    name, _, below = words.partition(" ")
    command: Any = load_command(name)
    command = command.commands[below] if below else command
    return [option for parameter in command.params for option in parameter.opts]
