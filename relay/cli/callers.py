"""The commands that tell how the door sees a caller: `relay explain-address` and `relay whoami-code`."""

from typing import Annotated

import typer

from relay.bootstrap.program import Program
from relay.cli.operating import open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config, load, refuse
from relay.errors import StartError
from relay.intake.codes import OneTimeCodes
from relay.intake.explain import explain
from relay.intake.rules import settings_rules


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
    typer.echo("\n".join(map(str, lines)))


def whoami_code(config: Config = DEFAULT_CONFIG) -> None:
    """Make a one-time code with which a caller may ask GET /whoami how the door sees them."""

    async def make(program: Program) -> None:
        typer.echo(await OneTimeCodes(program.store, program.vault).make())

    open_and_run(config, make)
