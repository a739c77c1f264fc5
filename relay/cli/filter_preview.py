"""The command `relay filter preview`: tells which of the last records of a flow its filter lets through."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer

from relay.bootstrap.program import Program
from relay.care.filter_preview import MOST, FilterPreview, LookedAt, kind_and_length
from relay.cli.as_json import AsJson
from relay.cli.operating import FlowName, open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config

app = typer.Typer(
    help="Look at what the filter of a flow does; nothing is carried.", no_args_is_help=True, add_completion=False
)


@app.callback()
def group() -> None:
    """Look at what the filter of a flow does; nothing is carried."""


@app.command()
def preview(
    flow: FlowName,
    last: Annotated[int, typer.Option("--last", min=1, max=MOST, help="How many records to look at.")] = 100,
    show: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--show", help="Show the values of the fields; they may be personal.")
    ] = False,
    as_json: AsJson = False,  # noqa: FBT002 - as above
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Tell which of the last records of a flow fit its filter, and which do not and why; nothing is carried."""

    async def act(program: Program) -> None:
        found = await program.operations().filter_previews.preview(flow, last)
        if as_json:
            from relay.bootstrap import answers  # noqa: PLC0415 - lines need no page

            typer.echo(answers.write_filter_preview(found))
            return
        for line in tell_preview(found, show=show):
            typer.echo(line)

    open_and_run(config, act)


def tell_preview(found: FilterPreview, *, show: bool = False) -> Iterator[str]:
    """Lines that tell a person what fits and what does not; values only where they are to be shown."""
    if not found.asked:
        yield f"{found.flow} has no filter: all of the last {found.read} records are carried."
        return
    yield f"{found.flow}: of the last {found.read} records {len(found.fitting)} fit, {len(found.others)} do not."
    yield from _list("fit", found.fitting, show=show)
    yield from _list("do not fit", found.others, show=show)


def _list(heading: str, looked: Sequence[LookedAt], *, show: bool) -> Iterator[str]:
    if not looked:
        return
    yield f"  {heading}:"
    for one in looked:
        told = ", ".join(f"{name} {_tell(value, show=show)}" for name, value in one.values.items())
        because = f" (because of {', '.join(one.failing)})" if one.failing else ""
        yield f"    {one.reference}: {told}{because}"


def _tell(value: Any, *, show: bool) -> str:
    return f"= {value!r}" if show else f"holds {kind_and_length(value)}"
