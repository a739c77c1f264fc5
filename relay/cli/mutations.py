"""The command `relay mutations`: what a flow would move in books, what is not known there, and a person's word."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from relay.bootstrap.program import Program
from relay.care.difference_desk import DifferenceDesk
from relay.cli.as_json import AsJson, say_json
from relay.cli.exit_codes import Status
from relay.cli.operating import FlowName, Say, open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.errors import Hold, StartError
from relay.line.actions import DifferencesShown
from relay.settings.names import require_event_id
from words.told import Told

_MOST_SHOWN = 200
"""Rows of a preview that a person reads; `--json` has all."""


def mutations(
    flow: FlowName,
    confirm: Annotated[bool, typer.Option("--confirm", help="What the table shows is right: move stock.")] = False,  # noqa: FBT002 - a flag of the command line
    booked: Annotated[str | None, typer.Option("--booked", help="An event whose mutation is in the books.")] = None,
    not_booked: Annotated[str | None, typer.Option("--not-booked", help="One whose mutation is not.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Tell what a flow would move in books that take differences, and which are not known to be booked; say so."""
    done: list[bool] = []

    async def act(program: Program) -> None:
        desk = program.differences()
        if as_json:
            say_json(asdict(await desk.show(flow)))
            return
        done.append(await answer(desk, flow, typer.echo, confirm=confirm, booked=booked, not_booked=not_booked))

    open_and_run(config, act)
    if not all(done):
        raise typer.Exit(Status.NOT_DONE)


async def answer(
    desk: DifferenceDesk, flow: str, say: Say, *, confirm: bool, booked: str | None, not_booked: str | None
) -> bool:
    """Show a flow, or take a person's word. False where nothing came of it, or something is unknown.

    Raises StartError for several words at once.
    """
    if sum((confirm, booked is not None, not_booked is not None)) > 1:
        raise StartError(Told("command.one_word_at_a_time"))
    event = booked or not_booked
    try:
        if event is not None:
            require_event_id(event)
            for told in await desk.settle(flow, event, booked=booked is not None):
                say(f"{told}.")
            return True
        if confirm:
            say(f"{await desk.confirm(flow)}.")
            return True
    except Hold as hold:
        say(f"{hold.reason}.")
        return False
    shown = await desk.show(flow)
    for line in tell_differences(flow, shown):
        say(line)
    return not shown.unknown


def tell_differences(flow: str, shown: DifferencesShown) -> Iterator[str]:
    """Lines that tell a person how a flow stands, and what to do about it."""
    if shown.is_confirmed:
        yield f"{flow} moves stock."
    else:
        yield f"{flow} moves nothing yet. What it would move, of {len(shown.planned)} articles and warehouses:"
    for one in shown.planned[:_MOST_SHOWN]:
        place = f" in {one.where}" if one.where else ""
        yield f"  {one.what}{place}: {one.base} -> {one.wanted} {one.unit} ({one.difference})"
    if len(shown.planned) > _MOST_SHOWN:
        yield f"  and {len(shown.planned) - _MOST_SHOWN} more: --json has all"
    if shown.planned and not shown.is_confirmed:
        yield f"If that is right, let it move: relay mutations {flow} --confirm"
    for unknown in shown.unknown:
        place = f" in {unknown.where}" if unknown.where else ""
        yield f"Not known to be booked: {unknown.difference} {unknown.unit} of {unknown.what}{place}, sent"
        yield f"  {unknown.seconds} s ago for {unknown.booked_on} under the mark {unknown.mark}"
        yield f"  look for the mark in the books: relay mutations {flow} --booked {unknown.event}, or --not-booked"
