"""What every command does the same: read the settings file, run, and tell what went wrong without a trace."""

import os
import resource
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
import uvloop

from relay.bootstrap import settings as relay_yaml
from relay.bootstrap.opening import open_program
from relay.errors import RelayError, RunEnd, StartError
from relay.http.listeners import listen
from relay.processes.logs import configure_command_logs, configure_logs
from relay.processes.supervise import Role, divide
from relay.processes.supervised import Parent, parent_of_this_process
from relay.settings import Settings
from relay.settings.environment_file import known_environment

Config = Annotated[
    Path, typer.Option("--config", "-c", envvar="RELAY_CONFIG", help="The settings file.", show_default=True)
]
FlowName = Annotated[str, typer.Argument(help="The flow's name in the settings file.")]
DEFAULT_CONFIG = Path("relay.yaml")

VERBOSE: Final = "RELAY_VERBOSE"
"""Set: a command also tells what it does, on standard error."""


async def with_program(config: Path, action: Any, *, new_index_key: bool = False) -> None:
    """Open the whole relay, and await the action on it. Raises what either does."""
    async with open_program(load(config), new_index_key=new_index_key) as program:
        await action(program)


def run_kept(config: Path, role: Role, action: Any, count: int = 1) -> None:
    """Run a process of the relay under the parent that keeps it; where there is none, this process becomes it."""
    forbid_core_files()
    parent = parent_of_this_process()
    if parent is None:
        settings, sockets = load(config), []
        if role == "serve":
            listeners = (("server", settings.server), ("admin", settings.admin))
            try:
                sockets = [listen(part, one.host, one.port) for part, one in listeners]
            except StartError as error:
                refuse(error)
        parent = divide(role, str(config), count, sockets)
    configure_logs()
    _run(_as_child(config, parent, action))


async def _as_child(config: Path, parent: Parent, action: Any) -> None:
    """Open the whole relay for a process that a parent keeps; the parent is told what keeps it from starting."""

    def read() -> Settings:
        return relay_yaml.load(config, known_environment())

    try:
        async with open_program(read()) as program:
            await action(program, parent, read)
    except StartError as error:
        parent.tell(mistakes=error.mistakes)
        raise typer.Exit(2) from None


def load(config: Path) -> Settings:
    """The settings; a mistake in them ends the command with status 2."""
    try:
        return relay_yaml.load(config, known_environment())
    except StartError as error:
        refuse(error)


def run(action: Coroutine[Any, Any, None]) -> None:
    """Run a command to its end, which says nothing but its answer unless RELAY_VERBOSE is set.

    The exit status is 1 where a call did not succeed, 2 where something must be put right first.
    """
    configure_command_logs(verbose=bool(os.environ.get(VERBOSE)))
    _run(action)


def _run(action: Coroutine[Any, Any, None]) -> None:
    forbid_core_files()
    try:
        uvloop.run(action)
    except RunEnd as end:
        typer.echo(end.reason, err=True)
        raise typer.Exit(1) from None
    except RelayError as error:
        refuse(error)


def forbid_core_files() -> None:
    """See to it that a crash of this process, or of one it starts, does not put documents on a disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse(error: RelayError) -> NoReturn:
    """Tell every mistake, a line each, and end with status 2."""
    for line in getattr(error, "mistakes", (str(error),)):
        typer.echo(line, err=True)
    raise typer.Exit(2) from None
