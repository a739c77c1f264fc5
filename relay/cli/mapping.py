"""`relay mapping`: what becomes of each field, and a trial of one document; nothing is written to a target."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from relay.bootstrap.flows import LookedAt, look_at, looked_at
from relay.bootstrap.program import Program
from relay.cli import mapping_json, mapping_reset, mapping_views
from relay.cli.as_json import AsJson
from relay.cli.exit_codes import Status
from relay.cli.operating import FlowName, open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config, load, refuse, run
from relay.errors import StartError
from relay.settings.names import FLOW, require_known
from relay.settings.written import text_of
from words.told import Told

app = typer.Typer(
    help="Look at what becomes of each field, and try it; nothing is written.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command()
def show(flow: FlowName, as_json: AsJson = False, config: Config = DEFAULT_CONFIG) -> None:  # noqa: FBT002 - a flag of the command line
    """Tell every row of a flow's mapping, and whether it comes from the preset or from your overlay."""
    _look(config, flow, mapping_json.show if as_json else mapping_views.show)


@app.command()
def diff(flow: FlowName, as_json: AsJson = False, config: Config = DEFAULT_CONFIG) -> None:  # noqa: FBT002 - a flag of the command line
    """Tell what your overlay changes of the preset, and how to go back."""
    _look(config, flow, mapping_json.diff if as_json else mapping_views.diff)


@app.command(name="try")
def try_mapping(
    flow: FlowName,
    sample: Annotated[
        Path | None, typer.Option("--sample", help="A file with one JSON document, as the source gives it.")
    ] = None,
    record: Annotated[
        str | None, typer.Option("--record", help="Instead: a document's number, to be read from the source now.")
    ] = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Map one document and show what came of it, field by field."""
    tell = mapping_json.tell_trial if as_json else mapping_views.tell_trial
    if record is not None and sample is None:
        _fetch(config, flow, record, tell)
    elif sample is not None and record is None:
        _look(config, flow, lambda looked: mapping_views.try_sample(looked, sample, tell))
    else:
        refuse(StartError(Told("command.sample_or_record")))


@app.command()
def reset(
    flow: FlowName,
    field: Annotated[str | None, typer.Option("--field", help="Only the row for this field; else all of them.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Change the file.")] = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Take your own rows out of the settings file, so that the preset counts again; without --yes only tell which."""
    try:
        require_known(FLOW, flow, load(config).flows)
    except StartError as error:
        refuse(error)
    try:
        text = text_of(config)
        left = mapping_reset.remove_rows(text, flow, field)
        gone = ", ".join([field] if field else mapping_reset.rows_of(text, flow))
        if not yes:
            typer.echo(f"{flow}: would take away your rows for {gone}. Run it again with --yes to do so.")
            return
        mapping_reset.replace_text(config, left)
    except StartError as error:
        refuse(error)
    typer.echo(f"{flow}: your rows for {gone} are gone from {config.name}, and the preset counts; restart the relay.")


def _look(config: Path, flow: str, action: Callable[[LookedAt], bool | None]) -> None:
    async def look() -> None:
        if action(look_at(load(config), flow)) is False:
            raise typer.Exit(Status.NOT_DONE)

    run(look())


def _fetch(config: Path, flow: str, reference: str, tell: mapping_views.TellTrial) -> None:
    """Unlike a file, a source is read by the whole relay: under its limits, with its tokens."""

    async def fetch(program: Program) -> None:
        looked = looked_at(flow, program.flows)
        await program.systems.prove(program.flows[flow].flow.source)
        if not await mapping_views.try_record(looked, reference, tell):
            raise typer.Exit(Status.NOT_DONE)

    open_and_run(config, fetch)
