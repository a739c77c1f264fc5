"""The commands `relay link` and `relay relink`: a person says which record in the target one of the source is."""

from typing import Annotated

import typer

from relay.care.link_by_hand import Linked, LinkResult
from relay.care.operations import Operations
from relay.cli.operating import Say, operate
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.errors import StartError
from relay.settings.names import require_event_id
from words.told import Told


def link(
    event: Annotated[
        str, typer.Argument(help="An event of the customer, of one of their orders, or of the product, by its id.")
    ],
    debtor: Annotated[
        str | None,
        typer.Option("--debtor", "--number", help="The number in the target: a debtor's, or an article's code."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Forget what it is linked to.")] = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Say which debtor or article an event is about, for this one and all to come; then replay the event."""
    operate(config, lambda operations: link_by_hand(operations, event, debtor, typer.echo, undo=undo))


def relink(
    event: Annotated[str, typer.Argument(help="An event of the record, by its id.")],
    create: Annotated[bool, typer.Option("--create", help="Have it made anew where it is not found.")] = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Carry a record again whose counterpart was gone: to the one that is back, or, with --create, to a new one."""
    operate(config, lambda operations: relink_by_hand(operations, event, typer.echo, create=create))


async def relink_by_hand(operations: Operations, event: str, say: Say, *, create: bool) -> bool:
    """Lift a tombstone. False when nothing came of it."""
    require_event_id(event)
    return _tell(event, await operations.linker.relink(event, create=create), say)


async def link_by_hand(operations: Operations, event: str, debtor: str | None, say: Say, *, undo: bool) -> bool:
    """Link, or undo it. False when nothing came of it. Raises StartError for options that contradict each other."""
    if undo == (debtor is not None):
        raise StartError(Told("command.debtor_or_undo"))
    require_event_id(event)
    return _tell(event, await operations.linker.link(event, debtor), say)


def _tell(event: str, linked: Linked, say: Say) -> bool:
    say(f"{event}: {linked.reason}.")
    if linked.result in {LinkResult.LINKED, LinkResult.RELINKED}:
        say(f"If the event is held, carry it now: relay replay {event}")
    return linked.done
