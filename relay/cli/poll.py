"""The command `relay poll`: reads one flow's source now, or counts all that it has."""

from typing import Annotated

import typer

from relay.bootstrap.program import Program
from relay.cli.operating import FlowName, open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config


def poll(
    flow: FlowName,
    config: Config = DEFAULT_CONFIG,
    first: Annotated[bool, typer.Option("--first", help="The first poll of a flow with poll.start: all.")] = False,  # noqa: FBT002 - a flag of the command line
    yes: Annotated[bool, typer.Option("--yes", help="Carry what was counted.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Read one flow's source now. With --first: count everything it has, and carry it only with --yes."""

    async def read(program: Program) -> None:
        if first and not yes:
            found = await program.count_all(flow)
            typer.echo(f"{flow}: {found} documents would be carried. Run it again with --yes to carry them.")
            return
        count = await program.poll(flow, begin_anywhere=first)
        typer.echo(f"{flow}: {count.read} documents read, {count.accepted} of them new.")

    open_and_run(config, read)
