"""The command `relay link`: tells the relay by hand which debtor the customer of an event is."""

from typing import Annotated

import typer

from relay.care.link_by_hand import LinkResult
from relay.care.operations import Operations
from relay.cli.operating import Say, operate
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.errors import StartError
from relay.settings.names import require_event_id
from words.told import Told


def link(
    event: Annotated[str, typer.Argument(help="The event of one of the customer's orders, by its id.")],
    debtor: Annotated[str | None, typer.Option("--debtor", help="The debtor's number in the target.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Forget what the customer is linked to.")] = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Say which debtor the customer of an event is, for this order and all to come; then replay the event."""
    operate(config, lambda operations: link_by_hand(operations, event, debtor, typer.echo, undo=undo))


async def link_by_hand(operations: Operations, event: str, debtor: str | None, say: Say, *, undo: bool) -> bool:
    """Link, or undo it. False when nothing came of it. Raises StartError for options that contradict each other."""
    if undo == (debtor is not None):
        raise StartError(Told("command.debtor_or_undo"))
    require_event_id(event)
    linked = await operations.linker.link(event, debtor)
    say(f"{event}: {linked.reason}.")
    if linked.result is LinkResult.LINKED:
        say(f"If the event is held, carry it now: relay replay {event}")
    return linked.done
