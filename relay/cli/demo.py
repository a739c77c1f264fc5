"""The commands `relay demo` and `relay up`: the whole line on one machine, with an embedded Redis."""

import asyncio
from typing import Annotated

import typer

from relay.bootstrap.demonstration import DEMONSTRATION
from relay.cli.running import DEFAULT_CONFIG, Config, run
from relay.demo import show


def run_demo() -> None:
    """Show the whole line on this machine: sandboxes, an embedded Redis, real processes, invented orders."""
    raise typer.Exit(asyncio.run(show.run(DEMONSTRATION)))


def up(
    config: Config = DEFAULT_CONFIG,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Start both vendor sandboxes with invented data.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Start everything on this machine and stay: an embedded Redis, the server and a worker."""
    run(show.stay(DEMONSTRATION if sandbox else None, config))
