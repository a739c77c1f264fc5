"""Judges connections by what came of asking their systems, and by the breakers at them."""

from collections.abc import Iterator, Sequence
from typing import Final

from relay.care.doctor.asking import Asked
from relay.care.doctor.observations import Level, Observation, at
from relay.errors import Contended, OtherSystem, RunEnd, Transient, Unconfirmed
from relay.line.once.breakers import Breaker
from words.told import Told

_BEYOND_A_PROBE: Final = 15 * 60_000
"""After so many milliseconds an open breaker beside a system that answers is no remainder of an outage any more."""


def on_connection(name: str, vendor: str, asked: Asked, breaker: Breaker | None, now_ms: int) -> Observation:
    """Whether calls through a connection would work now, and are made. ``now_ms`` is by the clock of Redis."""
    subject = at(f"connections.{name}")
    if isinstance(asked.answer, RunEnd):
        return _not_working(subject, name, vendor, asked.answer, breaker)
    if breaker is None:
        return Observation(Level.OK, subject, asked.answer)
    level = Level.PROBLEM if breaker.since_ms and now_ms - breaker.since_ms > _BEYOND_A_PROBE else Level.WARNING
    told = Told("doctor.answers_and_not_called", breaker=breaker.told())
    return Observation(level, subject, told, breaker.lifted_by())


def on_left_alone(breakers: Sequence[Breaker]) -> Iterator[Observation]:
    """What is left alone at connections that are called otherwise: one flow, or one kind of call."""
    for breaker in breakers:
        if breaker.is_whole:
            continue
        gate = breaker.gate
        subject = at(f"flows.{gate.flow}" if gate.flow else f"connections.{gate.connection}")
        yield Observation(Level.PROBLEM, subject, breaker.told(), breaker.lifted_by())


def _not_working(subject: Told, name: str, vendor: str, end: RunEnd, breaker: Breaker | None) -> Observation:
    since = breaker.since_ms if breaker is not None and breaker.since_ms else None
    if isinstance(end, Contended):
        return Observation(Level.WARNING, subject, end.told, Told("doctor.ask_when_done"), command="relay doctor")
    if isinstance(end, OtherSystem):
        return Observation(
            Level.PROBLEM, subject, end.told, Told("doctor.see_connections"), command="relay connection list"
        )
    if isinstance(end, Transient | Unconfirmed):
        told, mend = Told("doctor.does_not_work", reason=end.told), Told("doctor.see_that_it_is_up", vendor=vendor)
        return Observation(Level.PROBLEM, subject, told, mend, since_ms=since, command="relay doctor")
    connects = end.told.holds("command.connect")
    told = Told("doctor.not_let_in", reason=end.told)
    if breaker is not None and not connects:
        return Observation(Level.PROBLEM, subject, told, breaker.lifted_by(), since_ms=since)
    mend = Told("doctor.mend_it", vendor=vendor)
    command = f"relay connect {name}" if connects else "relay doctor"
    return Observation(Level.PROBLEM, subject, told, mend, since_ms=since, command=command)
