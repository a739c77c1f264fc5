"""The commands `relay connection`: which system each connection leads to, and what to do when it is another one."""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from relay.care.replacing import ConnectionRow, Replacing

Operate = Callable[[Path, Callable[[Replacing], Coroutine[Any, Any, None]]], None]
"""Does something with the connections of a settings file."""

_Connection = Annotated[str, typer.Argument(help="The connection's name in the settings file.")]
_Config = Annotated[
    Path, typer.Option("--config", "-c", envvar="RELAY_CONFIG", help="The settings file.", show_default=True)
]
_KeepLinks = Annotated[bool, typer.Option("--keep-links", help="They are the same books under another id.")]
_WithOpenEvents = Annotated[
    bool, typer.Option("--with-open-events", help="Carry events that are open into the new system.")
]
_DEFAULT = Path("relay.yaml")


def register(app: typer.Typer, operate: Operate) -> None:
    """Add the commands."""
    commands = typer.Typer(help="See which system each connection leads to, and replace one.", no_args_is_help=True)
    app.add_typer(commands, name="connection")

    @commands.command(name="list")
    def list_all(config: _Config = _DEFAULT) -> None:
        """Ask every connection which system it leads to, and tell to which its links belong."""

        async def tell(replacing: Replacing) -> None:
            for row in await replacing.rows():
                typer.echo("\n".join(lines_of(row)))

        operate(config, tell)

    @commands.command(name="replace")
    def replace(
        connection: _Connection,
        config: _Config = _DEFAULT,
        keep_links: _KeepLinks = False,  # noqa: FBT002 - a flag of the command line
        with_open_events: _WithOpenEvents = False,  # noqa: FBT002 - a flag of the command line
    ) -> None:
        """Say that a connection leads to another system from now on; what is linked in the old one stays apart."""

        async def act(replacing: Replacing) -> None:
            told = replacing.replace(connection, keep_links=keep_links, with_open_events=with_open_events)
            typer.echo(await told)

        operate(config, act)

    @commands.command(name="prefix")
    def prefix(connection: _Connection, config: _Config = _DEFAULT) -> None:
        """Accept a changed reference_prefix: what was carried under the former one stays known."""

        async def act(replacing: Replacing) -> None:
            typer.echo(await replacing.accept_prefix(connection))

        operate(config, act)


def lines_of(row: ConnectionRow) -> Iterator[str]:
    """One connection for a person."""
    yield f"{row.name} ({row.vendor}): {_parts(row.now) if row.now is not None else row.trouble}"
    if row.linked is not None and row.linked != row.now:
        yield f"  linked: {_parts(row.linked)} ({row.system})"
    if row.former_prefixes:
        yield f"  former prefixes, which are looked for as well: {', '.join(map(repr, row.former_prefixes))}"


def _parts(shown: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {text}" for name, text in shown.items())
