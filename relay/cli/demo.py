"""The commands `relay demo` and `relay up`: the whole line on one machine, with an embedded Redis."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import typer

from relay.bootstrap.demonstration import DEMONSTRATION
from relay.bootstrap.settings import judge
from relay.cli.environment_file import read_environment
from relay.cli.running import DEFAULT_CONFIG, Config, refuse, run
from relay.demo import show
from relay.errors import StartError
from relay.settings.checked import lies_in
from relay.settings.findings import SettingsError

_MADE_HERE: Final = (("redis",), ("keys",), ("admin", "token"))
"""What `relay up` puts in the place of what the file says."""


def run_demo() -> None:
    """Show the whole line on this machine: sandboxes, an embedded Redis, real processes, invented orders."""
    raise typer.Exit(asyncio.run(show.run(DEMONSTRATION)))


def up(
    config: Config = DEFAULT_CONFIG,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Start both vendor sandboxes with invented data.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Start everything on this machine and stay: an embedded Redis, the server and a worker."""
    if not sandbox and config.exists():
        _require_sound(config)
    run(show.stay(DEMONSTRATION if sandbox else None, config))


def _require_sound(config: Path) -> None:
    """Refuse a file with mistakes by its own lines: the processes read a copy. Redis, keys and token are made here."""
    try:
        judged = judge(config, read_environment())
    except StartError as error:
        refuse(error)
    wrong = [
        finding
        for finding in judged.findings
        if finding.severity == "error" and not any(lies_in(finding.path, made) for made in _MADE_HERE)
    ]
    if wrong:
        refuse(SettingsError(wrong))
