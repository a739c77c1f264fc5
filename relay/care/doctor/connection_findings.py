"""Judges one connection by what came of asking its system, and by its breaker."""

from typing import Final

from relay.care.doctor.asking import Asked
from relay.care.doctor.findings import Finding, Level
from relay.errors import Contended, OtherSystem, RunEnd, Transient, Unconfirmed
from relay.line.once.breakers import Breaker, clock_time

_BEYOND_A_PROBE: Final = 15 * 60_000
"""After so many milliseconds an open breaker beside a system that answers is no remainder of an outage any more."""


def on_connection(name: str, vendor: str, asked: Asked, breaker: Breaker | None, now_ms: int) -> Finding:
    """Whether calls through a connection would work now, and are made. ``now_ms`` is by the clock of Redis."""
    subject = f"connections.{name}"
    if asked.end is not None:
        return _not_working(subject, name, vendor, asked.end, breaker)
    if breaker is None:
        return Finding(Level.OK, subject, asked.said)
    level = Level.PROBLEM if breaker.since_ms and now_ms - breaker.since_ms > _BEYOND_A_PROBE else Level.WARNING
    again = f", and again from {clock_time(breaker.until_ms)} on" if breaker.until_ms > now_ms else ""
    remedy = f"calls begin again by themselves once a try of the workers succeeds{again}; see what waits and why"
    text = f"it answers the doctor, and {breaker}"
    return Finding(level, subject, text, remedy, command="relay events --state parked")


def _not_working(subject: str, name: str, vendor: str, end: RunEnd, breaker: Breaker | None) -> Finding:
    since = breaker.since_ms if breaker is not None and breaker.since_ms else None
    if isinstance(end, Contended):
        remedy = "nothing, if its flows go on; else ask again when they are done"
        return Finding(Level.WARNING, subject, end.reason, remedy, command="relay doctor")
    if isinstance(end, OtherSystem):
        remedy = "see which systems the connections lead to"
        return Finding(Level.PROBLEM, subject, end.reason, remedy, command="relay connection list")
    if isinstance(end, Transient | Unconfirmed):
        remedy = f"see that {vendor} is up and reached from here; what waits goes on by itself once it answers"
        text = f"it does not work now: {end.reason}"
        return Finding(Level.PROBLEM, subject, text, remedy, since_ms=since, command="relay doctor")
    connect = f"relay connect {name}"
    remedy = f"mend it in {vendor} or in relay.yaml, and ask again"
    command = connect if connect in end.reason else "relay doctor"
    return Finding(
        Level.PROBLEM, subject, f"it does not let the relay in: {end.reason}", remedy, since_ms=since, command=command
    )
