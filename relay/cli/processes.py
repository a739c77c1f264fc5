"""The commands `relay serve` and `relay work`: a process of the relay, under the parent that keeps it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from relay.bootstrap import settings as relay_yaml
from relay.bootstrap.opening import open_program
from relay.cli.environment_file import read_environment
from relay.cli.exit_codes import Status
from relay.cli.running import DEFAULT_CONFIG, Config, forbid_core_files, load, refuse, run_to_its_end
from relay.errors import StartError
from relay.http.listeners import listen
from relay.processes import kinds
from relay.processes.logs import configure_logs
from relay.processes.supervise import Role, divide
from relay.processes.supervised import Parent, parent_of_this_process
from relay.settings import Settings
from words.told import pack


def serve(
    config: Config = DEFAULT_CONFIG,
    count: Annotated[int, typer.Option("--processes", min=1, max=64, help="Server processes on one socket.")] = 1,
) -> None:
    """Take events in: the public listener and the admin listener. SIGHUP renews all processes of the relay."""
    run_kept(config, "serve", kinds.serve, count)


def work(config: Config = DEFAULT_CONFIG) -> None:
    """Carry events, and poll the sources on their schedule. SIGHUP renews all processes of the relay."""
    run_kept(config, "work", kinds.work)


def run_kept(config: Path, role: Role, action: Any, count: int = 1) -> None:
    """Run a process of the relay under the parent that keeps it; where there is none, this process becomes it."""
    forbid_core_files()
    parent, settings = parent_of_this_process(), None
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
    run_to_its_end(_run_as_child(config, settings, parent, action))


async def _run_as_child(config: Path, settings: Settings | None, parent: Parent, action: Any) -> None:
    """Open the whole relay for a process that a parent keeps; the parent is told what keeps it from starting.

    ``settings`` are those of the file, where this process has read it already.
    """

    def read() -> Settings:
        return relay_yaml.load(config, read_environment())

    try:
        async with open_program(settings or read()) as program:
            await action(program, parent, read)
    except StartError as error:
        parent.tell(mistakes=[pack(one) for one in error.told])
        raise typer.Exit(Status.MEND_FIRST) from None
