"""The commands that need a settings file alone: `relay check` and `relay explain-address`."""

from pathlib import Path
from typing import Annotated

import typer

from relay.bootstrap.flows import rehearse
from relay.cli.running import DEFAULT_CONFIG, Config, load, refuse, run
from relay.errors import StartError
from relay.intake.explain import explain
from relay.intake.rules import settings_rules


def check(file: Annotated[Path, typer.Argument(help="The settings file to check.")] = DEFAULT_CONFIG) -> None:
    """Check a settings file and tell every mistake at once; nothing is opened or called."""
    settings = load(file)

    async def tell_notices() -> None:
        for notice in await rehearse(settings):
            typer.echo(f"Notice: {notice}")

    run(tell_notices())
    typer.echo(f"{file.name}: {len(settings.connections)} connections and {len(settings.flows)} flows, all well.")
    typer.echo(f"These are settings {settings.version}.")


def explain_address(
    peer: Annotated[str, typer.Option("--peer", help="The address the connection comes from.")],
    header: Annotated[list[str], typer.Option("--header", help="A header line, as NAME: VALUE; may be repeated.")] = [],  # noqa: B006 - typer copies it
    flow: Annotated[str | None, typer.Option("--flow", help="One flow; left out: all of them.")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Tell which hop gives which address, and which rule lets it in or refuses it; nothing is called."""
    try:
        lines = explain(settings_rules(load(config)), peer, header, flow)
    except StartError as error:
        refuse(error)
    typer.echo("\n".join(lines))
