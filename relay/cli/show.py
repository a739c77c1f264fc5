"""The command `relay show`: how one event stands, why it waits and when it is tried next, and what its runs came to."""

from collections.abc import Iterator, Mapping
from typing import Any

import typer

from relay.care.activity import Story
from relay.care.operations import Operations
from relay.care.waits import Wait
from relay.cli.as_json import AsJson
from relay.cli.operating import EventId, Say, complain, operate
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.line.once.breakers import clock_time
from relay.settings.names import require_event_id


def show(
    event: EventId,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Tell how one event stands: why it waits, when it is tried next, and what each of its runs came to."""
    operate(config, lambda operations: tell_event(operations, event, typer.echo, as_json=as_json))


async def tell_event(operations: Operations, event_id: str, say: Say, *, as_json: bool = False) -> bool:
    """Tell the story of an event. False where there is none. Raises StorageError."""
    require_event_id(event_id)
    told = await operations.storyteller.tell(event_id)
    if told is None:
        (complain if as_json else say)(f"{event_id}: there is no such event, or it is too old.")
        return False
    if as_json:
        from relay.bootstrap import answers  # noqa: PLC0415 - lines need no page

        say(answers.write_story(*told))
        return True
    for line in story_lines(*told):
        say(line)
    return True


def story_lines(story: Story, wait: Wait | None) -> Iterator[str]:
    """An event for a person, its runs from the oldest to the newest. Times are in UTC."""
    summary = story.summary
    event = summary.event
    yield f"{event.id}: {event.reference} of {event.flow}, {event.state}, accepted {clock_time(event.accepted_ms)}"
    if wait is not None:
        yield f"  waits: {wait.why}"
        yield f"  tried next: {clock_time(wait.next_ms) if wait.next_ms is not None else 'not known'}"
    elif summary.reason:
        yield f"  reason: {summary.reason}"
    for run in story.runs:
        yield f"  {_describe_run(run)}"


def _describe_run(run: Mapping[str, Any]) -> str:
    numbers = f"run {run['run']}"
    if run["times"] > 1:
        numbers = f"runs {run['run'] - run['times'] + 1} to {run['run']}, since {clock_time(run['first'])}"
    parts = [f"{numbers}: {run['state']}: {run['reason']}"]
    if "at" in run:
        parts.append(f"{clock_time(run['at'])}, {run['lasted']} ms")
    if run.get("settings"):
        parts.append(f"settings {run['settings']}")
    return " · ".join(parts)
