"""The `relay` command: the table of its commands, of which only the one that is typed is loaded."""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from relay.cli.common_options import VERBOSE, common_first
from relay.cli.environment_file import VARIABLE
from relay.cli.exit_codes import Status, write_epilog
from relay.processes.loading import load_structlog, put_off_jwt

COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "serve": (
        "relay.cli.processes:serve",
        "Take events in: the public listener and the admin listener. SIGHUP renews all processes of the relay.",
    ),
    "work": (
        "relay.cli.processes:work",
        "Carry events, and poll the sources on their schedule. SIGHUP renews all processes of the relay.",
    ),
    "connect": (
        "relay.cli.setting_up:connect",
        "Authorise a connection once, in the browser; the relay keeps its access alive from then on.",
    ),
    "poll": (
        "relay.cli.poll:poll",
        "Read one flow's source now. With --first: count what it has to carry, and carry it only with --yes.",
    ),
    "refresh": (
        "relay.cli.refresh:refresh",
        "Count what carrying all records of a flow again would change, by field; with --yes have it carried.",
    ),
    "year": (
        "relay.cli.year:year",
        "Tell how many records of a flow lead to one that its target shows now, and which do not; nothing is written.",
    ),
    "replay": (
        "relay.cli.replay:replay_events",
        "Carry again: one event, one document of a flow, or all events that the options choose (counted first).",
    ),
    "cancel": ("relay.cli.replay:cancel_event", "Cancel an event that is not being carried; its document is deleted."),
    "reconcile": (
        "relay.cli.replay:reconcile_flow",
        "Tell which records of a source are not in the target, and why; with --carry, carry them.",
    ),
    "explain-address": (
        "relay.cli.callers:explain_address",
        "Tell which hop gives which address, and which rule lets it in or refuses it; nothing is called.",
    ),
    "whoami-code": (
        "relay.cli.callers:whoami_code",
        "Make a one-time code with which a caller may ask GET /whoami how the door sees them.",
    ),
    "rekey": (
        "relay.cli.setting_up:rekey",
        "Start over under a new keys.index, once every event has ended; what was linked is found again by look-ups.",
    ),
    "demo": (
        "relay.cli.demo:run_demo",
        "Show the whole line on this machine: sandboxes, an embedded Redis, real processes, invented orders.",
    ),
    "up": (
        "relay.cli.demo:up",
        "Start everything on this machine and stay: an embedded Redis, the server and a worker.",
    ),
    "events": (
        "relay.cli.events:events",
        "List events, newest first: id, when it was accepted, flow, reference, state and why.",
    ),
    "records": (
        "relay.cli.records:records",
        "Tell what became of each record of a flow that keeps no stories, or of one of them.",
    ),
    "mutations": (
        "relay.cli.mutations:mutations",
        "Tell what a flow would move in books that take differences, and which are not known to be booked; say so.",
    ),
    "check": (
        "relay.cli.settings_file:check",
        "Check a settings file and tell every mistake at once; nothing is opened or called unless --live asks for it.",
    ),
    "schema": (
        "relay.cli.settings_file:schema",
        "Print the JSON Schema of relay.yaml, by which an editor completes and marks; docs/settings.md tells how.",
    ),
    "doctor": (
        "relay.cli.doctor:doctor",
        "Tell how the relay stands, a line each, and ask both systems; the last line is the verdict.",
    ),
    "link": (
        "relay.cli.link:link",
        "Say which debtor or article an event is about, for this one and all to come; then replay the event.",
    ),
    "relink": (
        "relay.cli.link:relink",
        "Carry a record again whose counterpart was gone: to the one that is back, or, with --create, to a new one.",
    ),
    "trial": (
        "relay.cli.trial:trial",
        "Show with its values what would be written of an event now; the target is asked, and nothing is written.",
    ),
    "show": (
        "relay.cli.show:show",
        "Tell how one event stands: why it waits, when it is tried next, and what each of its runs came to.",
    ),
    "move-events": (
        "relay.cli.move_events:move_events",
        "Hand the events of a flow that was renamed or removed on to another one with the same source and entity.",
    ),
    "refusals": (
        "relay.cli.refusals:refusals",
        "List documents that were refused and not accepted since, newest first, with the fields that are wrong.",
    ),
    "mapping": ("relay.cli.mapping:app", "Look at what becomes of each field, and try it; nothing is written."),
    "filter": ("relay.cli.filter_preview:app", "Look at what the filter of a flow does; nothing is carried."),
    "connection": (
        "relay.cli.connection:app",
        "See which system each connection leads to, replace one, and have one tried at once.",
    ),
}
"""Each command: the module and the function, or group of commands, that it is; and the first paragraph of its help."""


class LateCommands(TyperGroup):
    """The commands of the table: the help shows what the table says of each, and running one loads its module."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=said) for name, (_, said) in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the first word names, loaded, and the words behind it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else load_command(name), rest


def load_command(name: str) -> Any:
    """A command of the table with its options, or a group of commands with its own commands."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    load_structlog()
    put_off_jwt()
    found = getattr(import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command(name=name)(found)
        found = alone
    return _tell_statuses(typer.main.get_command(found), name)


def _tell_statuses(command: Any, name: str) -> Any:
    """Put the exit statuses below the help of a command, or of every command of a group."""
    if isinstance(command, TyperGroup):
        for below, inner in command.commands.items():
            _tell_statuses(inner, f"{name} {below}")
    else:
        command.epilog = write_epilog(name)
    return command


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 - what typer calls for an option
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - it loads a parser of mail, and nobody else asks

        typer.echo(f"relay {version('afas-accountview-relay')}")
        raise typer.Exit(Status.DONE)


app = typer.Typer(
    cls=LateCommands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=write_epilog(""),
)


@app.callback()
def set_up(
    env_file: Annotated[
        Path | None,
        typer.Option("--env-file", envvar=VARIABLE, help="A file of variables, such as .env, that relay.yaml names."),
    ] = None,
    verbose: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--verbose", "-v", help="Also tell what is done, on standard error.")
    ] = False,
    _version: Annotated[  # noqa: FBT002 - as above
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell which version this is.")
    ] = False,
) -> None:
    """Keeps AFAS Profit and AccountView in step."""
    if env_file is not None:  # kept in the environment, so that processes which are started later read it too
        os.environ[VARIABLE] = str(env_file.absolute())
    if verbose:
        os.environ[VERBOSE] = "1"


def main() -> None:
    """The entry point of the `relay` command."""
    sys.argv[1:] = common_first(sys.argv[1:])
    sys.exit(app())
