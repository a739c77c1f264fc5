"""The commands `relay replay`, `relay cancel` and `relay reconcile`: what they take, do and say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Final

import typer

from relay.care.operations import Operations
from relay.care.reconcile import Reconciliation, Stand
from relay.care.selection import DONE, RELEASABLE, Replayed, Result, Selection, Tally
from relay.cli.as_json import AsJson
from relay.cli.operating import EventId, FlowName, Say, operate
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.errors import StartError
from relay.model import State
from relay.settings.names import require_event_id
from relay.settings.types import parse_duration
from words.told import Told

DAY: Final = ["%Y-%m-%d"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options of `relay replay` choose: one event, one reference of a flow, or a selection."""

    event_id: str | None = None
    flow: str | None = None
    state: State | None = None
    since: datetime | None = None
    until: datetime | None = None
    reference: str | None = None
    not_there: bool = False

    def check(self) -> None:
        """Refuse options that contradict each other. Raises StartError with the remedy."""
        narrows = any((self.state, self.since, self.until))
        if self.event_id is not None and (narrows or self.flow or self.reference):
            raise StartError(Told("command.event_and_selection"))
        if self.not_there and self.event_id is None:
            raise StartError(Told("command.not_there_of_one"))
        if self.reference is not None and (self.flow is None or narrows):
            raise StartError(Told("command.reference_alone"))

    def selection(self) -> Selection:
        """The events meant where it is not one: without a state all that can go again themselves. Days are in UTC."""
        return Selection(
            flow=self.flow,
            states=(self.state,) if self.state else RELEASABLE,
            since=start_of(self.since),
            until=end_of(self.until),
        )


def start_of(day: datetime | None) -> datetime | None:
    """The first moment of a day in UTC."""
    return datetime.combine(day, time(), UTC) if day else None


def end_of(day: datetime | None) -> datetime | None:
    """The last millisecond of a day in UTC."""
    return datetime.combine(day, time(), UTC) + timedelta(days=1, milliseconds=-1) if day else None


def replay_events(  # noqa: PLR0913, PLR0917 - each is an option of the command
    event: Annotated[str | None, typer.Argument(help="One event, by its id.")] = None,
    flow: Annotated[str | None, typer.Option("--flow", help="Only events of this flow.")] = None,
    state: Annotated[
        State | None, typer.Option("--state", help="In this state; else held, failed or expired. Of skipped: dry runs.")
    ] = None,
    since: Annotated[datetime | None, typer.Option("--from", formats=DAY, help="Accepted on or after (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=DAY, help="Accepted on or before (UTC).")] = None,
    reference: Annotated[str | None, typer.Option("--reference", help="The document's number at the source.")] = None,
    not_there: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--not-there", help="You looked: what got no answer is not in the target. Send it again.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Carry what was counted.")] = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Carry again: one event, one document of a flow, or all events that the options choose (counted first)."""
    chosen = Chosen(event, flow, state, since, until, reference, not_there)
    operate(config, lambda operations: replay(operations, chosen, typer.echo, yes=yes))


def cancel_event(event: EventId, config: Config = DEFAULT_CONFIG) -> None:
    """Cancel an event that is not being carried; its document is deleted."""
    operate(config, lambda operations: cancel(operations, event, typer.echo))


def reconcile_flow(
    flow: FlowName,
    since: Annotated[str, typer.Option("--since", help="How far back, such as 36h or 7d.")] = "7d",
    carry: Annotated[bool, typer.Option("--carry", help="Carry what is missing, held or failed.")] = False,  # noqa: FBT002 - a flag of the command line
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Tell which records of a source are not in the target, and why; with --carry, carry them."""

    async def compare(operations: Operations) -> bool:
        await reconcile(operations, flow, since, typer.echo, carry=carry, as_json=as_json)
        return True

    operate(config, compare)


async def replay(operations: Operations, chosen: Chosen, say: Say, *, yes: bool) -> bool:
    """Replay what is chosen, many only with ``yes``: else their number is told. False when nothing could go again."""
    chosen.check()
    replayer = operations.replayer
    if chosen.event_id is not None:
        require_event_id(chosen.event_id)
        replays = operations.not_there if chosen.not_there else replayer
        return _told(await replays.replay(chosen.event_id), say)
    if chosen.reference is not None:
        return _told(await replayer.replay_reference(str(chosen.flow), chosen.reference), say)
    count = await replayer.count(chosen.selection())
    if not yes:
        say(f"{count} events would be carried again. Run it again with --yes to carry them.")
        return True
    tally = await replayer.replay_all(chosen.selection())
    for line in tally_lines(tally):
        say(line)
    return sum(tally.results[result] for result in DONE) > 0 or not tally.results


def tally_lines(tally: Tally) -> Iterator[str]:
    """A tally for a person: how many of each result, then why those did not go that did not."""
    yield (
        ", ".join(f"{count} {result.replace('_', ' ')}" for result, count in tally.results.items())
        or "nothing to carry again"
    )
    for replayed in tally.unable:
        yield f"  {replayed.event_id}: {replayed.reason}"


async def cancel(operations: Operations, event_id: str, say: Say) -> bool:
    """Cancel one event. False when it cannot be cancelled."""
    require_event_id(event_id)
    move = await operations.moves.cancel(event_id)
    if move.moved:
        say(f"{event_id}: cancelled; it was {move.found}.")
    elif move.found is None:
        say(f"{event_id}: there is no such event, or it is too old.")
    else:
        say(f"{event_id}: it is {move.found}, which cannot be cancelled; nothing is changed.")
    return move.moved


async def reconcile(
    operations: Operations, flow: str, since: str, say: Say, *, carry: bool, as_json: bool = False
) -> None:
    """Compare a flow over a time such as ``7d``. Raises StartError, and what comparing raises."""
    try:
        over = parse_duration(since)
    except ValueError as error:
        raise StartError(Told("command.since", why=str(error))) from None
    found = await operations.reconciler.reconcile(flow, over, carry=carry)
    if found is None:
        raise StartError(Told("command.compared_elsewhere", flow=flow))
    if as_json:
        from relay.bootstrap import answers  # noqa: PLC0415 - lines need no page

        say(answers.write_comparison(found))
        return
    for line in tell_reconciliation(found, carry=carry):
        say(line)


def tell_reconciliation(found: Reconciliation, *, carry: bool) -> Iterator[str]:
    """Lines that tell a person what a comparison found."""
    stands = found.stands
    yield f"{found.flow}: records changed since {found.since:%Y-%m-%d %H:%M} UTC, as they stand in the target:"
    yield f"  {stands[Stand.PRESENT]} there, {stands[Stand.UNDER_WAY]} under way, {stands[Stand.MISSING]} missing"
    yield (
        f"  {stands[Stand.AT_REST]} held or failed, {stands[Stand.CANCELLED]} cancelled, "
        f"{stands[Stand.UNCLEAR]} unclear (the log says why)"
    )
    if found.before_start:
        yield f"  {found.before_start} left out: last changed before this flow began (poll.start in relay.yaml)"
    if found.left_out:
        yield f"  {len(found.left_out)} left out: they cannot be read at the source; the first: {found.left_out[0]}"
    if found.references:
        more = stands[Stand.MISSING] - len(found.references)
        yield f"  missing: {', '.join(found.references)}" + (f" and {more} more" if more > 0 else "")
    if carry:
        yield f"  {found.carried} of the missing, held and failed are carried now."
    elif stands[Stand.MISSING] or stands[Stand.AT_REST]:
        yield "  Run it again with --carry to carry what is missing, held or failed."


def _told(replayed: Replayed, say: Say) -> bool:
    say(f"{replayed.event_id or 'no event'}: {replayed.reason}.")
    return replayed.result in DONE | {Result.AWAITS_DOCUMENT}
