"""The command `relay trial`: shows on the screen what would become of an event's document now; nothing is kept."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from relay.care.operations import Operations
from relay.cli.as_json import AsJson
from relay.cli.operating import Say, complain, operate
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.roles import Rehearsal
from relay.settings.names import require_event_id


def trial(
    event: Annotated[str, typer.Argument(help="The event, by its id.")],
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Show with its values what would be written of an event now; the target is asked, and nothing is written."""
    operate(config, lambda operations: show_trial(operations, event, typer.echo, as_json=as_json))


async def show_trial(operations: Operations, event: str, say: Say, *, as_json: bool = False) -> bool:
    """Show it. False where there is nothing to show, or the document would not be written."""
    require_event_id(event)
    tried = await operations.trials.show(event)
    if tried.rehearsal is None:
        (complain if as_json else say)(f"{event}: {tried.reason}.")
        return False
    if as_json:
        from relay.bootstrap import answers  # noqa: PLC0415 - lines need no page

        say(answers.write_trial(tried))
        return tried.rehearsal.would_be == "written"
    say(f"{event}: document {tried.reference} of flow {tried.flow}")
    for line in trial_lines(tried.rehearsal):
        say(line)
    return tried.rehearsal.would_be == "written"


def trial_lines(rehearsal: Rehearsal) -> Iterator[str]:
    """A rehearsal for a person: how it would end, what is wrong, what was decided, and every field with its value."""
    number = f", number {rehearsal.number} in the target" if rehearsal.number else ""
    yield f"It would be {rehearsal.would_be}{number}: {rehearsal.reason}."
    for problem in rehearsal.problems:
        yield f"  {problem}"
    if rehearsal.notes:
        yield "Decided:"
        yield from (f"  {note}" for note in rehearsal.notes)
    for name, part in rehearsal.shown.items():
        yield f"{name.replace('_', ' ').capitalize()}:"
        yield from (f"  {place} = {value}" for place, value in _leaves(part))
    yield "Nothing was written."


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each value with the place it stands at; what is empty is left out."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _leaves(part, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _leaves(part, f"{place}[{position}]")
    elif value is not None:
        yield place, str(value)
