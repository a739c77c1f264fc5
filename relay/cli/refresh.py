"""The command `relay refresh`: tells what changed settings would change of all records of a flow, and carries it."""

from collections.abc import Iterator
from typing import Annotated, Final

import typer

from relay.bootstrap.program import Program
from relay.care.refreshing import Preview
from relay.cli.as_json import AsJson
from relay.cli.operating import FlowName, open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config

_MOST_FIELDS: Final = 20


def refresh(
    flow: FlowName,
    config: Config = DEFAULT_CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Carry what was counted.")] = False,  # noqa: FBT002 - a flag of the command line
    as_json: AsJson = False,  # noqa: FBT002 - as above
) -> None:
    """Count what carrying all records of a flow again would change, by field; with --yes have it carried."""

    async def act(program: Program) -> None:
        refreshing = program.operations().refreshing
        if yes:
            await refreshing.begin(flow)
            typer.echo(f"{flow}: the workers carry it from now on; relay doctor tells how far they are.")
            return
        found = await refreshing.preview(flow)
        if as_json:
            from relay.bootstrap import answers  # noqa: PLC0415 - lines need no page

            typer.echo(answers.write_refresh(found))
            return
        for line in tell_preview(found):
            typer.echo(line)

    open_and_run(config, act)


def tell_preview(found: Preview) -> Iterator[str]:
    """Lines that tell a person what would change."""
    yield f"{found.flow}: of {found.read} records {found.carried} would be written:"
    yield f"  {found.new} new, {found.changed} changed, {found.held} held or left out, {found.unread} unreadable"
    for name, count in found.fields.most_common(_MOST_FIELDS):
        yield f"  {name}: {count}"
    if len(found.fields) > _MOST_FIELDS:
        yield f"  and {len(found.fields) - _MOST_FIELDS} more fields"
    if found.carried:
        yield "Run it again with --yes to carry it."
