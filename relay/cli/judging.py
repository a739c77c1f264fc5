"""The commands that judge: whether a settings file can be used, and how a running relay stands."""

from pathlib import Path
from typing import Annotated

import typer

from relay.bootstrap.connections import connect
from relay.bootstrap.flows import LOOK_UP, rehearse
from relay.care.doctor import doctor
from relay.care.doctor.findings import Finding
from relay.care.doctor.verdict import judge
from relay.cli.running import DEFAULT_CONFIG, Config, load, run


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="check")(check)
    app.command(name="doctor")(run_doctor)


def check(file: Annotated[Path, typer.Argument(help="The settings file to check.")] = DEFAULT_CONFIG) -> None:
    """Check a settings file and tell every mistake at once; nothing is opened or called."""
    settings = load(file)

    async def tell_notices() -> None:
        for notice in await rehearse(settings):
            typer.echo(f"Notice: {notice}")

    run(tell_notices())
    typer.echo(f"{file.name}: {len(settings.connections)} connections and {len(settings.flows)} flows, all well.")
    typer.echo(f"These are settings {settings.version}.")


def run_doctor(config: Config = DEFAULT_CONFIG) -> None:
    """Tell how the relay stands, a line each, and ask both systems; the last line is the verdict.

    The exit status is 0 when nothing needs a person, 1 when something does, and 2 when the relay does not run or
    cannot be judged.
    """
    settings, found = load(config), list[Finding]()

    async def examine() -> None:
        async for finding in doctor.examine(settings, connect, look_up=LOOK_UP):
            typer.echo(str(finding))
            found.append(finding)

    run(examine())
    verdict = judge(found)
    typer.echo(str(verdict))
    raise typer.Exit(verdict.status)
