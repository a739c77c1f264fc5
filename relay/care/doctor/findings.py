"""What a finding of the doctor is, and those about Redis, keys, clocks and flows that are gone; nobody is asked here.

A *problem* breaks a promise of docs/guarantees.md or stops the line now; a *warning* may do so later, or is a loss
that the settings accept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, Literal

from relay.care.clocks import TOLERANCE, Difference
from relay.care.orphans import Orphaned
from relay.line.once.breakers import clock_time
from relay.settings.model import RedisSettings
from relay.store.guard import FULL_AT
from relay.store.memory import Memory

Role = Literal["payload", "state"]

FILLING_AT: Final = 0.6
"""From this part of ``maxmemory`` on it is time to look, before nothing is taken in any more."""


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report: what it is about, how it stands, and what to do about it.

    ``since_ms`` is when it began or was seen, in milliseconds since the epoch, where that is known; ``command`` is what
    to type. ``stops`` says what a problem makes of the relay as a whole, as the end of "the relay …".
    """

    level: Level
    subject: str
    text: str
    remedy: str = ""
    since_ms: int | None = None
    command: str = ""
    stops: str = ""

    def __str__(self) -> str:
        since = f" (since {clock_time(self.since_ms)})" if self.since_ms is not None else ""
        told = f"{self.level:<8} {self.subject}: {self.text}{since}"
        told += f"; {self.remedy}" if self.remedy else ""
        return told + (f": `{self.command}`" if self.command else "")


def on_proof(role: Role, settings: RedisSettings, mistakes: Sequence[str], replicas: int) -> Iterator[Finding]:
    """What the proof of a role came to. Each mistake is a line of ``disk_proof``, with its remedy in it."""
    subject = settings.where(role)
    for mistake in mistakes:
        yield Finding(Level.PROBLEM, subject, mistake.removeprefix(f"{subject}: "))
    if mistakes:
        return
    copies = f", nor does any of its {replicas} replicas" if replicas else ""
    if role == "state":
        yield Finding(Level.OK, subject, "it answers and forgets nothing while it runs")
    elif settings.operator_confirms_no_disk:
        text = "that it saves nothing is the word of its owner where it refuses CONFIG (operator_confirms_no_disk)"
        yield Finding(Level.WARNING, subject, text, "nothing but that word keeps documents from a disk")
    else:
        yield Finding(Level.OK, subject, f"it answers and saves nothing{copies}")


def on_restart(
    settings: RedisSettings, fsync: str | None, open_events: Mapping[bool, int], replicas: int
) -> Iterator[Finding]:
    """What a restart of each role would lose. ``open_events`` counts those of polled flows (True) and of others.

    ``fsync`` is the state role's ``appendfsync``, None where it does not tell; ``replicas`` are those of that role.
    """
    polled, posted = open_events.get(True, 0), open_events.get(False, 0)
    if settings.volatile_state:
        text = f"a restart of the state Redis loses {polled + posted} open events and all links, cursors and keys"
        remedy = "for real books: appendonly yes and appendfsync always, and no redis.volatile_state"
        yield Finding(Level.WARNING, "restart", text, remedy)
    elif fsync == "always":
        yield Finding(Level.OK, "restart", "the state Redis has every event again after a restart or a power cut")
    else:
        text = f"a power cut loses what the state Redis took in last (appendfsync is {fsync or 'not told'})"
        yield Finding(Level.WARNING, "restart", text, "set appendfsync always")
    again = f"; senders must send {posted} of them again" if posted else ""
    text = f"a restart of the payload Redis loses the documents of {polled + posted} open events{again}"
    yield Finding(Level.OK, "restart", text)
    if replicas < settings.min_replicas:
        text = f"the state Redis has {replicas} replicas and nothing is taken in below {settings.min_replicas}"
        yield Finding(Level.PROBLEM, "redis.min_replicas", text, "bring the replicas back, or lower the setting")


def on_index_key(mark: str, found: str | None) -> Finding:
    """Whether the state Redis was filled under the index key of the settings."""
    if found is None:
        return Finding(Level.OK, "keys.index", "the state Redis is new to it; the first start leaves its mark")
    if found == mark:
        return Finding(Level.OK, "keys.index", "it is the key that the state Redis was filled with")
    text = "it is not the key that the state Redis was filled with: nothing would be found again"
    return Finding(Level.PROBLEM, "keys.index", text, "put the old key back, or run `relay rekey` once all has ended")


def on_memory(subject: str, memory: Memory) -> Finding:
    """How full a role is; ``subject`` is the setting that says where it is."""
    text = f"{memory.filled:.0%} of its {memory.most // 2**20} MB are in use"
    if memory.filled >= FULL_AT:
        remedy = "let the workers catch up, or raise maxmemory"
        return Finding(Level.PROBLEM, subject, f"{text} and from {FULL_AT:.0%} on nothing is taken in", remedy)
    if memory.filled >= FILLING_AT:
        remedy = f"raise maxmemory, or keep events for a shorter time: from {FULL_AT:.0%} on nothing is taken in"
        return Finding(Level.WARNING, subject, text, remedy)
    return Finding(Level.OK, subject, text)


def on_orphans(orphans: Sequence[Orphaned]) -> Iterator[Finding]:
    """Whether events wait in flows that are in relay.yaml no more."""
    for orphaned in orphans:
        text = f"is in relay.yaml no more, and {orphaned.events} of its events wait; nobody carries them"
        yield Finding(Level.PROBLEM, f"flows.{orphaned.flow}", text, orphaned.remedy)


def on_clock(difference: timedelta, role: Role = "state") -> Finding:
    """How far this machine's clock is ahead of that of one role of Redis; behind it where below zero."""
    seconds = difference.total_seconds()
    text = f"this machine's is {abs(seconds):.1f} s {'ahead of' if seconds > 0 else 'behind'} that of the {role} Redis"
    if abs(difference) > TOLERANCE:
        remedy = "synchronise both (NTP): waits and ages go by one of them, signatures and polls by the other"
        return Finding(Level.WARNING, "clock", text, remedy)
    return Finding(Level.OK, "clock", text)


def on_clocks(found: Sequence[Difference]) -> Iterator[Finding]:
    """Clocks that running processes find too far apart, those of the connected systems among them."""
    for one in found:
        yield Finding(Level.WARNING, "clocks", str(one), "synchronise both (NTP), or ask whoever runs that system")
