"""Commands that a person types once, when a relay is set up: `relay connect` and `relay rekey`."""

import webbrowser
from typing import Annotated

import typer

from relay.bootstrap.connections import authorise
from relay.bootstrap.program import Program
from relay.cli.connection import say_attempt
from relay.cli.operating import open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.systems.rekey import rekey as drop_index


def connect(
    connection: Annotated[str, typer.Argument(help="The connection's name in the settings file.")],
    config: Config = DEFAULT_CONFIG,
    paste: Annotated[bool, typer.Option("--paste", help="Paste the code instead of waiting for the browser.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Authorise a connection once, in the browser; the relay keeps its access alive from then on.

    What waited for it goes on at once. The exit status is 1 where it is authorised and does not let the relay work.
    """

    def ask() -> str:
        return str(typer.prompt("Paste the address the browser ended at, or the code in it"))

    def show(url: str) -> None:
        typer.echo(f"Open this page and allow access:\n\n  {url}\n")
        if not paste:
            webbrowser.open(url)

    async def let_in(program: Program) -> None:
        parts = program.settings, connection, program.session, program.tokens
        await authorise(*parts, show, ask if paste else None)
        typer.echo(f"{connection} is authorised.")
        say_attempt(await program.trying().try_now(connection))

    open_and_run(config, let_in)


def rekey(config: Config = DEFAULT_CONFIG) -> None:
    """Start over under a new keys.index, once every event has ended; what was linked is found again by look-ups."""

    async def start_over(program: Program) -> None:
        dropped = await drop_index(program.store, program.vault)
        typer.echo(f"The new index key counts from now on; {dropped} entries under the old one are dropped.")

    open_and_run(config, start_over, new_index_key=True)
