"""The command `relay check`, which needs a settings file and nothing else; with `--live` it asks both systems."""

import json
from pathlib import Path
from typing import Annotated

import typer

from relay.bootstrap.flows import ask_live, rehearse
from relay.cli.running import DEFAULT_CONFIG, load, run
from relay.settings import Settings
from relay.settings.written import read_file


def check(
    file: Annotated[Path, typer.Argument(help="The settings file to check.")] = DEFAULT_CONFIG,
    live: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--live", help="Also ask both systems whether what the file names is there; only reads.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Tell what --live found as JSON.")] = False,  # noqa: FBT002 - as above
) -> None:
    """Check a settings file and tell every mistake at once; nothing is opened or called unless --live asks for it.

    The exit status is 1 where --live finds that something is missing, and 2 where the file has mistakes.
    """
    settings = load(file)

    async def tell_notices() -> None:
        for notice in rehearse(settings):
            typer.echo(f"Notice: {notice}", err=as_json)

    run(tell_notices())
    told = f"{file.name}: {len(settings.connections)} connections and {len(settings.flows)} flows, all well."
    typer.echo(told, err=as_json)
    typer.echo(f"These are settings {settings.version}.", err=as_json)
    if live:
        _check_live(file, settings, as_json=as_json)


def _check_live(file: Path, settings: Settings, *, as_json: bool) -> None:
    from relay.cli import live as live_check  # noqa: PLC0415 - without --live nothing is called

    missing: list[int] = []

    async def ask() -> None:
        reports = live_check.place(await ask_live(settings), read_file(file))
        missing.append(sum(live_check.errors(report) for report in reports))
        if as_json:
            typer.echo(json.dumps({"live": live_check.as_json(reports)}, indent=2, ensure_ascii=False))
            return
        for line in live_check.tell(reports):
            typer.echo(line)

    run(ask())
    if any(missing):
        raise typer.Exit(1)
