"""The command `relay year`: tells whether the links of a flow hold in books of a new year; it writes nothing."""

from collections.abc import Iterator
from dataclasses import asdict

import typer

from relay.bootstrap.program import Program
from relay.care.year_change import YearPreview
from relay.cli.as_json import AsJson, say_json
from relay.cli.operating import FlowName, open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config


def year(flow: FlowName, config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:  # noqa: FBT002 - a flag of the command line
    """Tell how many records of a flow lead to one that its target shows now, and which do not; nothing is written."""

    async def act(program: Program) -> None:
        found = await program.year_change().preview(flow)
        if as_json:
            say_json(asdict(found))
            return
        for line in tell_year(found):
            typer.echo(line)

    open_and_run(config, act)


def tell_year(found: YearPreview) -> Iterator[str]:
    """Lines that tell a person what was found, and what to do about it."""
    yield f"{found.flow}: {found.read} records in the books as they are now:"
    yield f"  {found.there} lead to a record that is there, {found.gone_count} to one that is not, {found.new} are new"
    if found.left_out:
        yield f"  {found.left_out} cannot be read, or are carried no more"
    if found.gone:
        more = found.gone_count - len(found.gone)
        yield f"  not there: {', '.join(found.gone)}" + (f" and {more} more" if more > 0 else "")
        yield "Take these over into the new year's books before the flow goes on; or let each be carried and held, and"
        yield "say what becomes of it with relay relink or relay link. Links stay as they are."
