"""The command `relay check`, which needs a settings file and nothing else."""

from pathlib import Path
from typing import Annotated

import typer

from relay.bootstrap.flows import rehearse
from relay.cli.running import DEFAULT_CONFIG, load, run


def check(file: Annotated[Path, typer.Argument(help="The settings file to check.")] = DEFAULT_CONFIG) -> None:
    """Check a settings file and tell every mistake at once; nothing is opened or called."""
    settings = load(file)

    async def tell_notices() -> None:
        for notice in rehearse(settings):
            typer.echo(f"Notice: {notice}")

    run(tell_notices())
    typer.echo(f"{file.name}: {len(settings.connections)} connections and {len(settings.flows)} flows, all well.")
    typer.echo(f"These are settings {settings.version}.")
