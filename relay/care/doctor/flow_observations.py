"""Judges one flow: events that a person must see to, how it is read, and what its last comparison found missing."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from relay.care.doctor.observations import Level, Observation, at
from relay.care.orphans import Orphaned
from relay.line.backlog import PAUSES
from relay.line.dues import Waiting
from relay.line.once.breakers import moment
from relay.model import State
from relay.settings.polling import PollSettings
from relay.store.flow_notes import ComparisonNote, PollNote
from relay.store.full_notes import FullRead, LastFullRead
from words.told import Told

FAILS_FOR_LONG: Final = timedelta(minutes=15)
"""A source that could not be read for longer needs a person; before that the next poll may well succeed."""

OVERDUE_AFTER: Final = timedelta(minutes=2)
"""How long after its moment a poll that did not come means that nobody reads."""

MOST_PAUSE: Final = timedelta(hours=1)
"""How much later than its moment a poll by cron words may come, however far apart they are."""

COMPARED_WITHIN: Final = timedelta(hours=50)
"""A daily comparison that is older was missed twice."""

DUE_WITHIN: Final = timedelta(minutes=30)
"""What is due for longer, and not carried, waits for something that does not pass by itself."""

_AT_REST: Final[Mapping[State, tuple[Level, Told]]] = {
    State.HELD: (Level.PROBLEM, Told("doctor.put_right")),
    State.FAILED: (Level.PROBLEM, Told("doctor.have_carried_again")),
    State.EXPIRED: (Level.WARNING, Told("doctor.have_sent_again")),
}
_GOES_ON: Final = (State.WAITING, State.RUNNING, State.RETRYING, State.PARKED, State.UNCONFIRMED)
_SHOWN: Final = 5


def on_events(flow: str, counts: Mapping[State, int], oldest: Mapping[State, int]) -> Iterator[Observation]:
    """What stands in a flow. ``oldest`` is when the oldest of each state was accepted, in milliseconds."""
    subject = at(f"flows.{flow}")
    for state, (level, mend) in _AT_REST.items():
        if counts.get(state):
            told = Told("doctor.events_at_rest", count=counts[state], state=state.value)
            command = f"relay events --flow {flow} --state {state}"
            if state is not State.EXPIRED:
                command += f"; relay replay --flow {flow} --state {state}"
            yield Observation(level, subject, told, mend, since_ms=oldest.get(state), command=command)
    going = [f"{counts[state]} {state}" for state in _GOES_ON if counts.get(state)]
    told = Told("doctor.under_way", states=going) if going else Told("doctor.nothing_under_way")
    yield Observation(Level.OK, subject, told)


def on_dues(
    flow: str, waiting: Waiting, now_ms: int, *, is_read: bool = True, is_gone: bool = False
) -> Iterator[Observation]:
    """What is to be read and carried again at a moment: who nobody carries, and what is late."""
    subject, first = at(f"flows.{flow}.due"), waiting.first_ms
    if not waiting.count:
        return
    if is_gone:
        told, mend = Told("doctor.due_of_gone_flow", number=waiting.count), Orphaned(flow, waiting.count).mend
        yield Observation(Level.PROBLEM, subject, told, mend, since_ms=first)
    elif not is_read:
        told, mend = Told("doctor.due_and_not_read", number=waiting.count), Told("doctor.have_it_sent_again")
        yield Observation(Level.WARNING, subject, told, mend, since_ms=first)
    elif first is not None and now_ms - first > _milliseconds(DUE_WITHIN):
        told, mend = Told("doctor.due_and_late", number=waiting.count), Told("doctor.see_why_it_is_late")
        yield Observation(Level.WARNING, subject, told, mend, since_ms=first)
    else:
        yield Observation(Level.OK, subject, Told("doctor.due_later", number=waiting.count))


def on_refused(flow: str, count: int) -> Observation:
    """How many documents were refused at the door and not accepted since."""
    subject = at(f"flows.{flow}.refused")
    if not count:
        return Observation(Level.OK, subject, Told("doctor.none_refused"))
    told, mend = Told("doctor.refused", documents=count), Told("doctor.tell_their_sender")
    return Observation(Level.WARNING, subject, told, mend, command=f"relay refusals --flow {flow}")


def pause_between(poll: PollSettings, note: PollNote | None) -> timedelta:
    """How long it usually is between two polls; by cron words, from the last one to the next, an hour at the most."""
    if poll.cron is None:
        return poll.every
    length = note.next_ms - note.last_ms if note is not None and note.next_ms is not None else 0
    return min(timedelta(milliseconds=max(length, 0)), MOST_PAUSE)


def on_poll(flow: str, note: PollNote | None, every: timedelta, now_ms: int) -> Iterator[Observation]:
    """How a flow is read; None before the first poll. ``now_ms`` is by the clock of Redis."""
    subject, command = at(f"flows.{flow}.poll"), f"relay poll {flow}"
    if note is None:
        yield Observation(Level.OK, subject, Told("doctor.never_read"))
        return
    if note.next_ms is not None and now_ms - note.next_ms > _milliseconds(max(OVERDUE_AFTER, every)):
        told, mend = Told("doctor.nobody_reads"), Told("doctor.see_that_work_runs")
        yield Observation(Level.PROBLEM, subject, told, mend, since_ms=note.next_ms, command=command)
    if note.failure:
        since = note.failing_since_ms or note.last_ms
        for_long = now_ms - since > _milliseconds(max(FAILS_FOR_LONG, 2 * every))
        mend = Told("doctor.mend_and_read") if for_long else Told("doctor.tried_at_next_time")
        level = Level.PROBLEM if for_long else Level.WARNING
        told = Told("doctor.cannot_be_read", failure=note.failure)
        yield Observation(level, subject, told, mend, since_ms=since, command=command)
    else:
        yield Observation(Level.OK, subject, Told("doctor.last_read", moment=moment(note.last_ms)))
    if note.paused is not None:
        yield _pause(subject, note.paused, note.last_ms)
    if note.left_out_count:
        told = Told("doctor.passed_over", number=note.left_out_count, first=note.passed_over[:3])
        mend = Told("doctor.correct_at_source")
        yield Observation(Level.WARNING, subject, told, mend, since_ms=note.last_ms, command=command)
    if note.noticed_count:
        told = Told("doctor.noticed", number=note.noticed_count, first=note.noticed[:3])
        mend = Told("doctor.look_at_dates_and_clock")
        yield Observation(Level.WARNING, subject, told, mend, since_ms=note.last_ms, command=command)


def on_full_read(flow: str, running: FullRead | None, last: LastFullRead | None) -> Iterator[Observation]:
    """A reading of all there is that cannot go on, and why the last one concluded nothing."""
    subject = at(f"flows.{flow}.refresh")
    if running is not None and running.failure is not None:
        told = Told("doctor.full_read_stands", number=running.read, failure=running.failure)
        mend, since = Told("doctor.tried_at_next_time"), running.began_ms
        if running.failure.code in PAUSES:
            yield _pause(subject, running.failure, since, told)
        else:
            yield Observation(Level.WARNING, subject, told, mend, since_ms=since, command=f"relay poll {flow}")
    if last is not None and last.noticed is not None:
        told, mend = Told("doctor.full_read_concluded_nothing", reason=last.noticed), Told("doctor.compare_with_source")
        yield Observation(Level.WARNING, subject, told, mend, since_ms=last.at_ms, command=f"relay reconcile {flow}")
    if last is not None and last.gone_count:
        told = Told("doctor.gone_at_source", number=last.gone_count, first=last.gone[:_SHOWN])
        yield Observation(Level.WARNING, subject, told, Told("doctor.look_at_gone"), since_ms=last.at_ms)


def _pause(subject: Told, why: Told, since_ms: int, told: Told | None = None) -> Observation:
    """A reader that pauses: no more than usual where events under way are the reason, since they end by themselves."""
    level = Level.OK if PAUSES[why.code] else Level.WARNING
    return Observation(level, subject, told or why, Told("doctor.reads_on_by_itself"), since_ms=since_ms)


def on_comparison(flow: str, note: ComparisonNote | None, now_ms: int) -> Iterator[Observation]:
    """What the last comparison of a flow with its target found; None before the first one."""
    subject = at(f"flows.{flow}.reconcile")
    if note is None:
        return
    if note.missing:
        more = note.missing - min(len(note.references), _SHOWN)
        told = Told(
            "doctor.missing_in_target",
            missing=note.missing,
            references=note.references[:_SHOWN],
            more=Told("doctor.and_more", more=more) if more > 0 else "",
        )
        mend = Told("doctor.carry_them")
        command = f"relay reconcile {flow} --carry"
        yield Observation(Level.PROBLEM, subject, told, mend, since_ms=note.at_ms, command=command)
    if note.failure:
        told, mend = Told("doctor.not_compared", failure=note.failure), Told("doctor.mend_and_compare")
        command = f"relay reconcile {flow}"
        yield Observation(Level.WARNING, subject, told, mend, since_ms=note.at_ms, command=command)
    elif now_ms - note.at_ms > _milliseconds(COMPARED_WITHIN):
        told, command = Told("doctor.compared_too_long_ago"), f"relay reconcile {flow}"
        yield Observation(
            Level.WARNING, subject, told, Told("doctor.compare_now"), since_ms=note.at_ms, command=command
        )
    elif not note.missing:
        yield Observation(Level.OK, subject, Told("doctor.nothing_missing", moment=moment(note.at_ms)))


def _milliseconds(length: timedelta) -> float:
    return length / timedelta(milliseconds=1)
