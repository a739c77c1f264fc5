"""The commands `relay connection`: which system each connection leads to, replacing it, and trying it at once."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from relay.bootstrap.program import Program
from relay.care.replacing import ConnectionRow
from relay.care.trying import Attempt
from relay.cli.as_json import AsJson, say_json
from relay.cli.operating import open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config

_Connection = Annotated[str, typer.Argument(help="The connection's name in the settings file.")]
_KeepLinks = Annotated[bool, typer.Option("--keep-links", help="They are the same books under another id.")]
_WithOpenEvents = Annotated[
    bool, typer.Option("--with-open-events", help="Carry events that are open into the new system.")
]
app = typer.Typer(
    help="See which system each connection leads to, replace one, and have one tried at once.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command(name="list")
def list_all(as_json: AsJson = False, config: Config = DEFAULT_CONFIG) -> None:  # noqa: FBT002 - a flag of the command line
    """Ask every connection which system it leads to, and tell to which its links belong."""

    async def tell(program: Program) -> None:
        rows = await program.replacing().rows()
        if as_json:
            say_json({"connections": [describe(row) for row in rows]})
            return
        for row in rows:
            typer.echo("\n".join(lines_of(row)))

    open_and_run(config, tell)


@app.command()
def replace(
    connection: _Connection,
    config: Config = DEFAULT_CONFIG,
    keep_links: _KeepLinks = False,  # noqa: FBT002 - a flag of the command line
    with_open_events: _WithOpenEvents = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Say that a connection leads to another system from now on; what is linked in the old one stays apart."""

    async def act(program: Program) -> None:
        told = program.replacing().replace(connection, keep_links=keep_links, with_open_events=with_open_events)
        typer.echo(str(await told))

    open_and_run(config, act)


@app.command()
def prefix(connection: _Connection, config: Config = DEFAULT_CONFIG) -> None:
    """Accept a changed reference_prefix: what was carried under the former one stays known."""

    async def act(program: Program) -> None:
        typer.echo(str(await program.replacing().accept_prefix(connection)))

    open_and_run(config, act)


@app.command(name="try")
def try_now(
    connection: _Connection,
    config: Config = DEFAULT_CONFIG,
    flow: Annotated[str, typer.Option("--flow", help="Only what this flow asks of it.")] = "",
) -> None:
    """Have a connection tried at once that is left alone, once you have mended what barred it."""

    async def act(program: Program) -> None:
        say_attempt(await program.trying().try_now(connection, flow))

    open_and_run(config, act)


def say_attempt(attempt: Attempt) -> None:
    """Tell what came of trying. Raises what the system raised."""
    for sentence in attempt.told():
        typer.echo(str(sentence))
    if attempt.end is not None:
        raise attempt.end


def lines_of(row: ConnectionRow) -> Iterator[str]:
    """One connection for a person."""
    yield f"{row.name} ({row.vendor}): {_parts(row.now) if row.now is not None else row.trouble}"
    if row.linked is not None and row.linked != row.now:
        yield f"  linked: {_parts(row.linked)} ({row.system})"
    if row.former_prefixes:
        yield f"  former prefixes, which are looked for as well: {', '.join(map(repr, row.former_prefixes))}"


def describe(row: ConnectionRow) -> dict[str, Any]:
    """One connection for another program, under the keys of ``GET /api/connections`` where that tells the same."""
    return {
        "name": row.name,
        "vendor": row.vendor,
        "system": row.system,
        "linked": _named(row.linked or {}),
        "now": _named(row.now or {}),
        "trouble": None if row.trouble is None else str(row.trouble),
        "former_prefixes": list(row.former_prefixes),
    }


def _named(shown: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in shown.items()]


def _parts(shown: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {text}" for name, text in shown.items())
