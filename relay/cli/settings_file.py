"""The commands `relay check`, which needs a settings file and nothing else, and `relay schema`, which needs none."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from relay.bootstrap.flows import ask_live, rehearse
from relay.bootstrap.rehearsal import flows_that_cannot_be_put_together
from relay.bootstrap.settings import judge
from relay.bootstrap.settings import schema as schema_for_editors
from relay.cli.environment_file import read_environment
from relay.cli.exit_codes import Status
from relay.cli.running import DEFAULT_CONFIG, Config, forbid_core_files, refuse, run
from relay.errors import StartError
from relay.settings import Settings
from relay.settings.findings import Finding
from relay.settings.written import read_file
from words.told import Told


def check(
    file: Annotated[
        Path | None, typer.Argument(help="The settings file to check; left out, that of --config.", show_default=False)
    ] = None,
    config: Config = DEFAULT_CONFIG,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for mistakes too.")] = False,  # noqa: FBT002 - a flag of the command line
    live: Annotated[  # noqa: FBT002 - as above
        bool, typer.Option("--live", help="Also ask both systems whether what the file names is there; only reads.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Tell everything as JSON.")] = False,  # noqa: FBT002 - as above
) -> None:
    """Check a settings file and tell every mistake at once; nothing is opened or called unless --live asks for it."""
    path = file or config
    forbid_core_files()
    try:
        judged = judge(path, read_environment(), (flows_that_cannot_be_put_together,))
        notices = rehearse(judged.settings) if judged.settings is not None else []
    except StartError as error:
        refuse(error)
    said: dict[str, Any] = {"file": path.name, "findings": [found.as_json() for found in judged.findings]}
    said |= {
        "notices": [str(notice) for notice in notices],
        "version": judged.settings.version if judged.settings is not None else None,
    }
    if not as_json:
        _tell(path.name, judged.settings, judged.findings, notices)
    missing = 0
    if live and judged.settings is not None:
        missing = _check_live(path, judged.settings, said, strict=strict, as_json=as_json)
    if as_json:
        typer.echo(json.dumps(said, indent=2, ensure_ascii=False))
    if judged.settings is None or missing or (strict and judged.findings):
        raise typer.Exit(Status.NOT_DONE)


def schema() -> None:
    """Print the JSON Schema of relay.yaml, by which an editor completes and marks; docs/settings.md tells how."""
    typer.echo(json.dumps(schema_for_editors(), indent=1, ensure_ascii=False))


def _tell(name: str, settings: Settings | None, findings: Sequence[Finding], notices: Sequence[Told]) -> None:
    for finding in findings:
        is_warning = finding.severity == "warning"
        typer.echo(Told("settings.warning", place=finding.place, told=finding.sentence()) if is_warning else finding)
    for notice in notices:
        typer.echo(f"Notice: {notice}")
    warnings = sum(finding.severity == "warning" for finding in findings)
    odd = [Told("settings.warnings", count=warnings)] if warnings else []
    if settings is None:
        counts = [Told("settings.mistakes", count=len(findings) - warnings), *odd]
        typer.echo(Told("settings.bad_file", file=name, counts=counts))
        return
    connections, flows = len(settings.connections), len(settings.flows)
    how = odd or [Told("settings.all_well")]
    typer.echo(Told("settings.good_file", file=name, connections=connections, flows=flows, how=how))
    typer.echo(Told("settings.version", version=settings.version))


def _check_live(path: Path, settings: Settings, said: dict[str, Any], *, strict: bool, as_json: bool) -> int:
    """Ask both systems, and give the number of names that they lack; those that may do no harm only where strict."""
    from relay.cli import live as live_check  # noqa: PLC0415 - without --live nothing is called

    missing: list[int] = []

    async def ask() -> None:
        reports = live_check.place(await ask_live(settings), read_file(path))
        missing.append(sum(live_check.missing(report, strict=strict) for report in reports))
        said["live"] = live_check.as_json(reports)
        for line in () if as_json else live_check.tell(reports):
            typer.echo(line)

    run(ask())
    return sum(missing)
