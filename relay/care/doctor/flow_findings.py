"""Judges one flow: events that a person must see to, how it is read, and what its last comparison found missing."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from relay.care.doctor.findings import Finding, Level
from relay.line.once.breakers import clock_time
from relay.model import State
from relay.store.flow_notes import ComparisonNote, PollNote

FAILS_FOR_LONG: Final = timedelta(minutes=15)
"""A source that could not be read for longer needs a person; before that the next poll may well succeed."""

OVERDUE_AFTER: Final = timedelta(minutes=2)
"""How long after its moment a poll that did not come means that nobody reads."""

COMPARED_WITHIN: Final = timedelta(hours=50)
"""A daily comparison that is older was missed twice."""

_AT_REST: Final[Mapping[State, tuple[Level, str]]] = {
    State.HELD: (Level.PROBLEM, "put right what each one says, and have them carried"),
    State.FAILED: (Level.PROBLEM, "see why, and have them carried again"),
    State.EXPIRED: (Level.WARNING, "they are carried by nobody any more: have those sent again that are still wanted"),
}
_GOES_ON: Final = (State.WAITING, State.RUNNING, State.RETRYING, State.PARKED, State.UNCONFIRMED)
_SHOWN: Final = 5


def on_events(flow: str, counts: Mapping[State, int], oldest: Mapping[State, int]) -> Iterator[Finding]:
    """What stands in a flow. ``oldest`` is when the oldest of each state was accepted, in milliseconds."""
    subject = f"flows.{flow}"
    for state, (level, remedy) in _AT_REST.items():
        if counts.get(state):
            text = f"{_events(counts[state])} {state}"
            command = f"relay events --flow {flow} --state {state}"
            if state is not State.EXPIRED:
                command += f"; relay replay --flow {flow} --state {state}"
            yield Finding(level, subject, text, remedy, since_ms=oldest.get(state), command=command)
    going = [f"{counts[state]} {state}" for state in _GOES_ON if counts.get(state)]
    yield Finding(Level.OK, subject, f"under way: {', '.join(going)}" if going else "nothing is under way")


def on_refused(flow: str, count: int) -> Finding:
    """How many documents were refused at the door and not accepted since."""
    subject = f"flows.{flow}.refused"
    if not count:
        return Finding(Level.OK, subject, "no document is refused that was not accepted since")
    text = f"{count} documents were refused at the door, and none with their numbers was accepted since"
    remedy = "see which fields are wrong and tell their sender; --forget takes them off the list"
    return Finding(Level.WARNING, subject, text, remedy, command=f"relay refusals --flow {flow}")


def _events(count: int) -> str:
    """So many of them, for a sentence.

    >>> _events(1), _events(31)
    ('1 event is', '31 events are')
    """
    return "1 event is" if count == 1 else f"{count} events are"


def on_poll(flow: str, note: PollNote | None, every: timedelta, now_ms: int) -> Iterator[Finding]:
    """How a flow is read; None before the first poll. ``now_ms`` is by the clock of Redis."""
    subject, command = f"flows.{flow}.poll", f"relay poll {flow}"
    if note is None:
        yield Finding(Level.OK, subject, "never read so far")
        return
    if note.next_ms is not None and now_ms - note.next_ms > _milliseconds(max(OVERDUE_AFTER, every)):
        text = "it should have been read by now, and nobody does"
        remedy = "see that `relay work` runs, and what its log says"
        yield Finding(Level.PROBLEM, subject, text, remedy, since_ms=note.next_ms, command=command)
    if note.error:
        since = note.failing_since_ms or note.last_ms
        for_long = now_ms - since > _milliseconds(max(FAILS_FOR_LONG, 2 * every))
        remedy = "mend what it says, and read it now" if for_long else "it is tried again at its next time, or now"
        level = Level.PROBLEM if for_long else Level.WARNING
        text = f"it cannot be read: {note.error}"
        yield Finding(level, subject, text, remedy, since_ms=since, command=command)
    else:
        yield Finding(Level.OK, subject, f"last read at {clock_time(note.last_ms)}")
    if note.left_out_count:
        text = f"the last poll passed over {note.left_out_count} that cannot be read: {'; '.join(note.left_out[:3])}"
        remedy = "correct them at the source; the next poll after that reads them"
        yield Finding(Level.WARNING, subject, text, remedy, since_ms=note.last_ms, command=command)


def on_comparison(flow: str, note: ComparisonNote | None, now_ms: int) -> Iterator[Finding]:
    """What the last comparison of a flow with its target found; None before the first one."""
    subject = f"flows.{flow}.reconcile"
    if note is None:
        return
    if note.missing:
        named = ", ".join(note.references[:_SHOWN])
        more = note.missing - min(len(note.references), _SHOWN)
        text = f"{note.missing} records of the source are missing in the target: {named}"
        text += f" and {more} more" if more > 0 else ""
        remedy = "carry them, unless a person wrote them by hand"
        command = f"relay reconcile {flow} --carry"
        yield Finding(Level.PROBLEM, subject, text, remedy, since_ms=note.at_ms, command=command)
    if note.error:
        text, remedy = f"source and target could not be compared: {note.error}", "mend what it says, and compare now"
        command = f"relay reconcile {flow}"
        yield Finding(Level.WARNING, subject, text, remedy, since_ms=note.at_ms, command=command)
    elif now_ms - note.at_ms > _milliseconds(COMPARED_WITHIN):
        text, command = "source and target were compared too long ago", f"relay reconcile {flow}"
        yield Finding(Level.WARNING, subject, text, "compare them now", since_ms=note.at_ms, command=command)
    elif not note.missing:
        yield Finding(Level.OK, subject, f"nothing was missing at {clock_time(note.at_ms)}")


def _milliseconds(length: timedelta) -> float:
    return length / timedelta(milliseconds=1)
