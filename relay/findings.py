"""Judges what the doctor measured: each function turns figures into findings, and asks nothing of anyone.

A *problem* breaks a promise of docs/guarantees.md or stops the line now; a *warning* may do so later, or is a loss
that the settings accept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, Literal

from relay import system_register
from relay.activity import Health
from relay.clocks import TOLERANCE, Difference
from relay.flow_notes import PollNote
from relay.guard import FULL_AT
from relay.intake.health import OLD_EVENT_SECONDS
from relay.machine import ProcessMemory
from relay.memory import Memory
from relay.orphans import Orphaned
from relay.process_register import Register
from relay.settings.model import RedisSettings

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
    """One line of the doctor's report. What is not well has a remedy, in ``text`` or after it."""

    level: Level
    subject: str
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.level:<8} {self.subject}: {self.text}" + (f"; {self.remedy}" if self.remedy else "")


def on_proof(role: Role, settings: RedisSettings, mistakes: Sequence[str], replicas: int) -> Iterator[Finding]:
    """What the proof of a role came to. Each mistake is a line of :mod:`relay.proof`, with its remedy in it."""
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


def on_process(who: str, memory: ProcessMemory | None, *, holds_documents: bool) -> Iterator[Finding]:
    """Whether the memory of a process reaches a disk, by swapping or by a core file."""
    if memory is None:
        text = "this machine does not tell whether its memory is swapped out"
        yield Finding(Level.WARNING, who, text, "see to it that the machine has no swap")
        return
    bad = Level.PROBLEM if holds_documents else Level.WARNING
    if memory.swapped:
        text = f"{memory.swapped // 1024} kB of its memory are swapped out to a disk"
        yield Finding(bad, who, text, "switch swap off for it (swapoff, or memswap_limit of its container) and restart")
    if memory.may_dump:
        text = "a crash may write its memory to a core file"
        yield Finding(Level.WARNING, who, text, "start it with a core limit of 0 (ulimit -c 0)")
    if not memory.swapped and not memory.may_dump:
        yield Finding(Level.OK, who, "nothing of it is swapped out, and a crash leaves no core file")


def on_processes(register: Register, version: str) -> Iterator[Finding]:
    """Whether all processes of the relay run the settings that the file here gives, whose version is ``version``."""
    newest, again = register.newest, "and send SIGHUP to any process of the relay"
    for one in register.alive():
        subject = f"relay {one.role}, process {one.pid} on {one.host}"
        if one.refused and not one.is_leaving:
            text = "it was not renewed: " + " | ".join(one.refused)
            yield Finding(Level.PROBLEM, subject, text, f"correct the file, {again}")
        elif register.differs(one):
            text = f"it runs settings {one.version}, and {newest.version} came by relay {newest.role} on {newest.host}"
            yield Finding(Level.PROBLEM, subject, text, f"give every machine the same file and environment, {again}")
        else:
            text = f"it {'ends what it began under' if one.is_leaving else 'runs'} settings {one.version}"
            yield Finding(Level.OK, subject, text)
    if newest.number and newest.version != version:
        text = f"the file here gives settings {version}, and the relay was last told to run {newest.version}"
        yield Finding(Level.WARNING, "settings", text, f"if the file is what you want, check it, {again}")
    else:
        yield Finding(Level.OK, "settings", f"the file here gives settings {version}")


def on_work(health: Health) -> Iterator[Finding]:
    """Whether events are carried."""
    if not health.workers:
        text = "none is alive, so events are taken in and not carried"
        yield Finding(Level.PROBLEM, "workers", text, "start `relay work`, and see in its log why it ended")
    else:
        yield Finding(Level.OK, "workers", f"{health.workers} alive")
    oldest = health.oldest_waiting or 0.0
    if oldest >= OLD_EVENT_SECONDS:
        text = f"{health.waiting} are due and the oldest has been for {round(oldest)} s"
        yield Finding(Level.WARNING, "waiting events", text, "start more workers, or see which target is slow")
    else:
        yield Finding(Level.OK, "waiting events", f"{health.waiting} are due, the oldest for {round(oldest)} s")


def on_orphans(orphans: Sequence[Orphaned]) -> Iterator[Finding]:
    """Whether events wait in flows that are in relay.yaml no more."""
    for orphaned in orphans:
        text = f"is in relay.yaml no more, and {orphaned.events} of its events wait; nobody carries them"
        yield Finding(Level.PROBLEM, f"flows.{orphaned.flow}", text, orphaned.remedy)


def on_systems(
    register: system_register.Register, refused: Mapping[str, str], names: Iterable[str]
) -> Iterator[Finding]:
    """Which system each connection led to when it was asked last, and which are not used since that is another."""
    for name in names:
        subject = f"connections.{name}"
        if name in refused:
            remedy = "put the settings back, or run what is named there"
            yield Finding(Level.PROBLEM, subject, f"is neither read nor written: {refused[name]}", remedy)
        elif (known := register.systems.get(register.system_of(name))) is not None and known.shown:
            yield Finding(Level.OK, subject, f"leads to {known}")


def on_poll(flow: str, note: PollNote | None) -> Finding:
    """How the last poll of a flow went; None before the first one."""
    subject = f"flows.{flow}.poll"
    if note is None:
        return Finding(Level.OK, subject, "never read so far")
    if note.error:
        text = f"the last poll failed: {note.error}"
        return Finding(Level.WARNING, subject, text, "it is tried again at its next time")
    if note.left_out_count:
        text = (
            f"the last poll passed over {note.left_out_count}, which it could not read: {'; '.join(note.left_out[:3])}"
        )
        return Finding(Level.WARNING, subject, text, "correct them at the source; the next poll after that reads them")
    return Finding(Level.OK, subject, "the last poll went well")


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
