"""The command `relay events`: which events there are, newest first, so that one of them can be shown or replayed."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from relay.bootstrap.program import Program
from relay.care.activity import MOST_PER_PAGE, Activity, Summary
from relay.care.waits import Waits
from relay.cli.as_json import AsJson
from relay.cli.operating import Say, open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.line.once.breakers import clock_time
from relay.model import State
from relay.settings.names import FLOW, UnknownName


def events(
    flow: Annotated[str | None, typer.Option("--flow", help="Only events of this flow.")] = None,
    state: Annotated[State | None, typer.Option("--state", help="Only events in this state.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST_PER_PAGE, help="How many at the most.")] = 20,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """List events, newest first: id, when it was accepted, flow, reference, state and why."""

    async def tell(program: Program) -> None:
        if as_json:
            typer.echo(await _list_as_json(program, flow, state, limit))
        else:
            await list_events(program.activity, list(program.flows), flow, state, limit, typer.echo)

    open_and_run(config, tell)


async def list_events(
    activity: Activity, flows: list[str], flow: str | None, state: State | None, limit: int, say: Say
) -> None:
    """Tell the newest events. Raises UnknownName for a flow that never was, and the failures of Redis."""
    await _require_flow(activity, flows, flow)
    page = await activity.page(flow=flow, state=state, limit=limit)
    for line in event_lines(page.events):
        say(line)
    if not page.events:
        say("there are no such events")
    elif page.next is not None:
        total = await activity.count(flow=flow, state=state)
        say(f"these are the newest {len(page.events)} of {total}")


async def _list_as_json(program: Program, flow: str | None, state: State | None, limit: int) -> str:
    from relay.bootstrap import answers  # noqa: PLC0415 - lines need no page

    await _require_flow(program.activity, list(program.flows), flow)
    page = await program.activity.page(flow=flow, state=state, limit=limit)
    flows = [opened.flow for opened in program.flows.values()]
    return answers.write_events(page, await Waits(program.store, flows).look(page.events))


async def _require_flow(activity: Activity, flows: list[str], flow: str | None) -> None:
    if flow is not None and flow not in flows and not await activity.count(flow=flow):
        raise UnknownName(FLOW, flow, flows)


def event_lines(events: Sequence[Summary]) -> Iterator[str]:
    """Events for a person, a line each. Times are in UTC."""
    for summary in events:
        event = summary.event
        number = f", number {summary.number}" if summary.number else ""
        reason = f": {summary.reason}" if summary.reason else ""
        stands = f"{event.state}{number}{reason}"
        yield f"{event.id}  {clock_time(event.accepted_ms)}  {event.flow}  {event.reference}  {stands}"
