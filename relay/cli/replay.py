"""What `relay replay`, `relay cancel` and `relay reconcile` do and say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from relay.care.operations import Operations
from relay.care.reconcile import Reconciliation, Stand
from relay.care.selection import DONE, RELEASABLE, Replayed, Result, Selection, Tally
from relay.errors import StartError
from relay.model import State
from relay.settings.names import require_event_id
from relay.settings.types import parse_duration

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the options of `relay replay` choose: one event, one reference of a flow, or a selection."""

    event_id: str | None = None
    flow: str | None = None
    state: State | None = None
    since: datetime | None = None
    until: datetime | None = None
    reference: str | None = None

    def check(self) -> None:
        """Refuse options that contradict each other. Raises StartError with the remedy."""
        narrows = any((self.state, self.since, self.until))
        if self.event_id is not None and (narrows or self.flow or self.reference):
            raise StartError("an event is named, so leave out --flow, --state, --from, --to and --reference")
        if self.reference is not None and (self.flow is None or narrows):
            raise StartError("--reference needs --flow, and neither --state, --from nor --to")

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


async def replay(operations: Operations, chosen: Chosen, say: Say, *, yes: bool) -> bool:
    """Replay what is chosen, many only with ``yes``: else their number is told. False when nothing could go again."""
    chosen.check()
    replayer = operations.replayer
    if chosen.event_id is not None:
        require_event_id(chosen.event_id)
        return _told(await replayer.replay(chosen.event_id), say)
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
    yield ", ".join(f"{count} {result}" for result, count in tally.results.items()) or "nothing to carry again"
    for replayed in tally.unable:
        yield f"  {replayed.event_id}: {replayed.reason}"


async def cancel(operations: Operations, event_id: str, say: Say) -> bool:
    """Cancel one event. False when it cannot be cancelled."""
    require_event_id(event_id)
    move = await operations.resting.cancel(event_id)
    if move.moved:
        say(f"{event_id}: cancelled; it was {move.found}.")
    elif move.found is None:
        say(f"{event_id}: there is no such event, or it is too old.")
    else:
        say(f"{event_id}: it is {move.found}, which cannot be cancelled; nothing is changed.")
    return move.moved


async def reconcile(operations: Operations, flow: str, since: str, say: Say, *, carry: bool) -> None:
    """Compare a flow over a time such as ``7d``. Raises StartError, and what comparing raises."""
    try:
        over = parse_duration(since)
    except ValueError as error:
        raise StartError(f"--since: {error}") from None
    found = await operations.reconciler.reconcile(flow, over, carry=carry)
    if found is None:
        raise StartError(f"{flow} is being compared by another process at this moment; try again later")
    for line in reconciliation_lines(found, carry=carry):
        say(line)


def reconciliation_lines(found: Reconciliation, *, carry: bool) -> Iterator[str]:
    """What a comparison found, for a person."""
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
    say(f"{replayed.event_id or 'no event'}: {replayed.result}: {replayed.reason}.")
    return replayed.result in DONE | {Result.AWAITS_DOCUMENT}
