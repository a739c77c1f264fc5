"""The command `relay events`: which events there are, newest first, so that one of them can be shown or replayed."""

from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from relay.care.activity import MOST_PER_PAGE, Activity, Summary
from relay.line.once.breakers import clock_time
from relay.model import State
from relay.settings.names import UnknownName

Look = Callable[[Path, Callable[[Activity, list[str]], Coroutine[Any, Any, None]]], None]
"""Looks at what happened, and at the names of the flows of a settings file."""

Say = Callable[[str], None]


def register(app: typer.Typer, look: Look) -> None:
    """Add the command."""

    @app.command(name="events")
    def events(
        flow: Annotated[str | None, typer.Option("--flow", help="Only events of this flow.")] = None,
        state: Annotated[State | None, typer.Option("--state", help="Only events in this state.")] = None,
        limit: Annotated[int, typer.Option("--limit", min=1, max=MOST_PER_PAGE, help="How many at the most.")] = 20,
        config: Annotated[
            Path, typer.Option("--config", "-c", envvar="RELAY_CONFIG", help="The settings file.", show_default=True)
        ] = Path("relay.yaml"),
    ) -> None:
        """List events, newest first: id, when it was accepted, flow, reference, state and why."""
        look(config, lambda activity, flows: list_events(activity, flows, flow, state, limit, typer.echo))


async def list_events(
    activity: Activity, flows: list[str], flow: str | None, state: State | None, limit: int, say: Say
) -> None:
    """Tell the newest events. Raises UnknownName for a flow that never was, and the failures of Redis."""
    if flow is not None and flow not in flows and not await activity.count(flow=flow):
        raise UnknownName("flow", flow, flows)
    page = await activity.page(flow=flow, state=state, limit=limit)
    for line in event_lines(page.events):
        say(line)
    if not page.events:
        say("there are no such events")
    elif page.next is not None:
        total = await activity.count(flow=flow, state=state)
        say(f"these are the newest {len(page.events)} of {total}")


def event_lines(events: Sequence[Summary]) -> Iterator[str]:
    """Events for a person, a line each. Times are in UTC."""
    for summary in events:
        event = summary.event
        number = f", number {summary.number}" if summary.number else ""
        reason = f": {summary.reason}" if summary.reason else ""
        stands = f"{event.state}{number}{reason}"
        yield f"{event.id}  {clock_time(event.accepted_ms)}  {event.flow}  {event.reference}  {stands}"
