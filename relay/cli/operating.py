"""What the commands do the same that need the whole relay: open it, do something with it, and close it again."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from relay.bootstrap.opening import open_program
from relay.bootstrap.program import Program
from relay.care.operations import Operations
from relay.cli.exit_codes import Status
from relay.cli.running import forbid_core_files, load, run

FlowName = Annotated[str, typer.Argument(help="The flow's name in the settings file.")]
EventId = Annotated[str, typer.Argument(help="The event's id.")]

Say = Callable[[str], None]
"""Tells a person one line."""


def complain(line: str) -> None:
    """Tell a person one line beside an answer that another program reads."""
    typer.echo(line, err=True)


def open_and_run(
    config: Path, action: Callable[[Program], Coroutine[Any, Any, None]], *, new_index_key: bool = False
) -> None:
    """Open the whole relay with the settings of a file, and do something with it."""
    forbid_core_files()
    settings = load(config)  # which loads vendors: `run` ends the loading

    async def act() -> None:
        async with open_program(settings, new_index_key=new_index_key) as program:
            await action(program)

    run(act())


def operate(config: Path, action: Callable[[Operations], Coroutine[Any, Any, bool]]) -> None:
    """Do something to events; the exit status is 1 when nothing came of it."""

    async def act(program: Program) -> None:
        done.append(await action(program.operations()))
        await program.metrics.hand_over()

    done: list[bool] = []
    open_and_run(config, act)
    if not all(done):
        raise typer.Exit(Status.NOT_DONE)
