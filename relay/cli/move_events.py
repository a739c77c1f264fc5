"""The command `relay move-events`: hands the events of a flow that was renamed or removed on to another one."""

from collections.abc import Iterator
from typing import Annotated

import typer

from relay.care.hand_on import MOST_TOLD, Moved
from relay.care.operations import Operations
from relay.cli.operating import Say, operate
from relay.cli.running import DEFAULT_CONFIG, Config


def move_events(
    old: Annotated[str, typer.Argument(help="The flow as it was called; it is in the settings file no more.")],
    new: Annotated[str, typer.Argument(help="The flow that carries its events from now on.")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Hand the events of a flow that was renamed or removed on to another one with the same source and entity."""
    operate(config, lambda operations: move(operations, old, new, typer.echo))


async def move(operations: Operations, old: str, new: str, say: Say) -> bool:
    """Hand events on. False when some were left. Raises StartError where it makes no sense."""
    moved = await operations.mover.move(old, new)
    for line in tell_moved(moved):
        say(line)
    return not moved.left


def tell_moved(moved: Moved) -> Iterator[str]:
    """Lines that tell a person what became of the events."""
    states = ", ".join(f"{count} {state}" for state, count in moved.states.items())
    yield f"{moved.count} events of {moved.old} were handed on to {moved.new}{f': {states}' if states else ''}."
    if moved.left:
        yield f"{len(moved.left)} were left in {moved.old}:"
    for event_id, why in list(moved.left.items())[:MOST_TOLD]:
        yield f"  {event_id}: {why}."
