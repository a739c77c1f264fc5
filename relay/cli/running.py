"""What every command does the same: read the settings file, run, and tell what went wrong without a trace."""

import os
import resource
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import typer
import uvloop

from relay.bootstrap import settings as relay_yaml
from relay.cli.common_options import VERBOSE
from relay.cli.environment_file import read_environment
from relay.cli.exit_codes import Status
from relay.errors import Parked, RelayError, RunEnd, StartError
from relay.line.once.breakers import try_command
from relay.processes.loading import end_loading
from relay.processes.logs import configure_command_logs
from relay.settings import Settings
from relay.store.gate_names import GateName
from words.told import Told

Config = Annotated[
    Path, typer.Option("--config", "-c", envvar="RELAY_CONFIG", help="The settings file.", show_default=True)
]
DEFAULT_CONFIG: Final = Path("relay.yaml")


def load(config: Path) -> Settings:
    """The settings; a mistake in them ends the command with status 2."""
    try:
        return relay_yaml.load(config, read_environment())
    except StartError as error:
        refuse(error)


def run(action: Coroutine[Any, Any, None]) -> None:
    """Run a command to its end, which says nothing but its answer unless RELAY_VERBOSE is set.

    It ends with ``Status.NOT_DONE`` where a call did not succeed, ``MEND_FIRST`` where something must be put right.
    """
    configure_command_logs(verbose=bool(os.environ.get(VERBOSE)))
    run_to_its_end(action)


def run_to_its_end(action: Coroutine[Any, Any, None]) -> None:
    """Run a command or a process of the relay, and tell what ends it; the exit status is as above."""
    forbid_core_files()
    end_loading()
    try:
        uvloop.run(action)
    except RunEnd as end:
        typer.echo(end.reason, err=True)
        if isinstance(end, Parked) and end.gate:
            told = Told("once.try_at_once", command=try_command(GateName.read(end.gate)))
            typer.echo(str(told), err=True)
        raise typer.Exit(Status.NOT_DONE) from None
    except RelayError as error:
        refuse(error)


def forbid_core_files() -> None:
    """See to it that a crash of this process, or of one it starts, does not put documents on a disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def refuse(error: RelayError) -> NoReturn:
    """Tell every mistake, a line each, and end with status 2."""
    for line in getattr(error, "mistakes", (str(error),)):
        typer.echo(line, err=True)
    raise typer.Exit(Status.MEND_FIRST) from None
