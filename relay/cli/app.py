"""The `relay` command: what an administrator types."""

import asyncio
import os
import sys
import webbrowser
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from relay.bootstrap.connections import authorise
from relay.bootstrap.demonstration import DEMONSTRATION
from relay.bootstrap.program import Program
from relay.care.activity import Activity
from relay.care.operations import Operations
from relay.care.replacing import Replacing
from relay.cli import connection, events, judging, link, move_events, refusals, show, trial
from relay.cli import replay as replaying
from relay.cli.common_options import common_first
from relay.cli.mapping import app as mapping
from relay.cli.running import (
    DEFAULT_CONFIG,
    VERBOSE,
    Config,
    FlowName,
    load,
    refuse,
    run,
    run_kept,
    with_program,
)
from relay.demo import show as demo
from relay.errors import StartError
from relay.intake.codes import OneTimeCodes
from relay.intake.explain import explain
from relay.intake.rules import settings_rules
from relay.model import State
from relay.processes import kinds
from relay.settings.environment_file import VARIABLE
from relay.systems.rekey import rekey as drop_index

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(mapping, name="mapping")

DAY = ["%Y-%m-%d"]


Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Also tell what is done, on standard error.")]


@app.callback()
def set_up(
    env_file: Annotated[
        Path | None,
        typer.Option("--env-file", envvar=VARIABLE, help="A file of variables, such as .env, that relay.yaml names."),
    ] = None,
    verbose: Verbose = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Keeps AFAS Profit and AccountView in step."""
    if env_file is not None:  # kept in the environment, so that processes which are started later read it too
        os.environ[VARIABLE] = str(env_file.absolute())
    if verbose:
        os.environ[VERBOSE] = "1"


@app.command()
def serve(
    config: Config = DEFAULT_CONFIG,
    count: Annotated[int, typer.Option("--processes", min=1, max=64, help="Server processes on one socket.")] = 1,
) -> None:
    """Take events in: the public listener and the admin listener. SIGHUP renews all processes of the relay."""
    run_kept(config, "serve", kinds.serve, count)


@app.command()
def work(config: Config = DEFAULT_CONFIG) -> None:
    """Carry events, and poll the sources on their schedule. SIGHUP renews all processes of the relay."""
    run_kept(config, "work", kinds.work)


@app.command()
def connect(
    connection: Annotated[str, typer.Argument(help="The connection's name in the settings file.")],
    config: Config = DEFAULT_CONFIG,
    paste: Annotated[bool, typer.Option("--paste", help="Paste the code instead of waiting for the browser.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Authorise a connection once, in the browser; the relay keeps its access alive from then on."""

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

    run(with_program(config, let_in))


@app.command()
def poll(
    flow: FlowName,
    config: Config = DEFAULT_CONFIG,
    first: Annotated[bool, typer.Option("--first", help="The first poll of a flow with poll.start: all.")] = False,  # noqa: FBT002 - a flag of the command line
    yes: Annotated[bool, typer.Option("--yes", help="Carry what was counted.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Read one flow's source now. With --first: count everything it has, and carry it only with --yes."""

    async def read(program: Program) -> None:
        if first and not yes:
            found = await program.count_all(flow)
            typer.echo(f"{flow}: {found} documents would be carried. Run it again with --yes to carry them.")
            return
        count = await program.poll(flow, begin_anywhere=first)
        typer.echo(f"{flow}: {count.read} documents read, {count.accepted} of them new.")

    run(with_program(config, read))


@app.command()
def replay(
    event: Annotated[str | None, typer.Argument(help="One event, by its id.")] = None,
    flow: Annotated[str | None, typer.Option("--flow", help="Only events of this flow.")] = None,
    state: Annotated[
        State | None, typer.Option("--state", help="In this state; else held, failed or expired. Of skipped: dry runs.")
    ] = None,
    since: Annotated[datetime | None, typer.Option("--from", formats=DAY, help="Accepted on or after (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=DAY, help="Accepted on or before (UTC).")] = None,
    reference: Annotated[str | None, typer.Option("--reference", help="The document's number at the source.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Carry what was counted.")] = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Carry again: one event, one document of a flow, or all events that the options choose (counted first)."""
    chosen = replaying.Chosen(event, flow, state, since, until, reference)
    _operate(config, lambda operations: replaying.replay(operations, chosen, typer.echo, yes=yes))


@app.command()
def cancel(
    event: Annotated[str, typer.Argument(help="The event's id.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Cancel an event that is not being carried; its document is deleted."""
    _operate(config, lambda operations: replaying.cancel(operations, event, typer.echo))


@app.command()
def reconcile(
    flow: FlowName,
    since: Annotated[str, typer.Option("--since", help="How far back, such as 36h or 7d.")] = "7d",
    carry: Annotated[bool, typer.Option("--carry", help="Carry what is missing, held or failed.")] = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Tell which records of a source are not in the target, and why; with --carry, carry them."""

    async def compare(operations: Operations) -> bool:
        await replaying.reconcile(operations, flow, since, typer.echo, carry=carry)
        return True

    _operate(config, compare)


@app.command(name="explain-address")
def explain_address(
    peer: Annotated[str, typer.Option("--peer", help="The address the connection comes from.")],
    header: Annotated[list[str], typer.Option("--header", help="A header line, as NAME: VALUE; may be repeated.")] = [],  # noqa: B006 - typer copies it
    flow: Annotated[str | None, typer.Option("--flow", help="One flow; left out: all of them.")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Tell which hop gives which address, and which rule lets it in or refuses it; nothing is called."""
    try:
        lines = explain(settings_rules(load(config)), peer, header, flow)
    except StartError as error:
        refuse(error)
    typer.echo("\n".join(lines))


@app.command(name="whoami-code")
def whoami_code(config: Config = DEFAULT_CONFIG) -> None:
    """Make a one-time code with which a caller may ask GET /whoami how the door sees him."""

    async def make(program: Program) -> None:
        typer.echo(await OneTimeCodes(program.store, program.vault).make())

    run(with_program(config, make))


@app.command()
def rekey(config: Config = DEFAULT_CONFIG) -> None:
    """Start over under a new keys.index, once every event has ended; what was linked is found again by look-ups."""

    async def start_over(program: Program) -> None:
        dropped = await drop_index(program.store, program.vault)
        typer.echo(f"The new index key counts from now on; {dropped} entries under the old one are dropped.")

    run(with_program(config, start_over, new_index_key=True))


@app.command(name="demo")
def run_demo() -> None:
    """Show the whole line on this machine: sandboxes, an embedded Redis, real processes, invented orders."""
    raise typer.Exit(asyncio.run(demo.run(DEMONSTRATION)))


@app.command()
def up(
    config: Config = DEFAULT_CONFIG,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Start both vendor sandboxes with invented data.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Start everything on this machine and stay: an embedded Redis, the server and a worker."""
    run(demo.stay(DEMONSTRATION if sandbox else None, config))


def _operate(config: Path, action: Callable[[Operations], Coroutine[Any, Any, bool]]) -> None:
    """Do something to events; the exit status is 1 when nothing came of it."""

    async def act(program: Program) -> None:
        done.append(await action(program.operations()))
        await program.metrics.hand_over()

    done: list[bool] = []
    run(with_program(config, act))
    if not all(done):
        raise typer.Exit(1)


def _look(config: Path, action: Callable[[Activity, list[str]], Coroutine[Any, Any, None]]) -> None:
    run(with_program(config, lambda program: action(program.activity, list(program.flows))))


def _with_connections(config: Path, action: Callable[[Replacing], Coroutine[Any, Any, None]]) -> None:
    run(with_program(config, lambda program: action(program.replacing())))


events.register(app, _look)
judging.register(app)
link.register(app, _operate)
connection.register(app, _with_connections)
trial.register(app, _operate)
show.register(app, _operate)
move_events.register(app, _operate)
refusals.register(app, _operate)


def main() -> None:
    """The entry point of the `relay` command."""
    sys.argv[1:] = common_first(sys.argv[1:])
    sys.exit(app())
