"""What an observation of the doctor is, and those on Redis, keys, clocks and flows that are gone; nobody is asked here.

A *problem* breaks a promise of docs/guarantees.md or stops the line now; a *warning* may do so later, or is a loss
that the settings accept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from relay.care.clocks import TOLERANCE, Difference
from relay.care.orphans import Orphaned
from relay.line.once.breakers import clock_time
from relay.settings.model import RedisSettings
from relay.store.guard import FULL_AT
from relay.store.memory import Memory
from relay.store.proof import Proof
from relay.store.server_facts import Facts
from relay.store.servers import Role
from words.told import Told

FILLING_AT: Final = 0.6
"""From this part of ``maxmemory`` on it is time to look, before nothing is taken in any more."""


_RESTART: Final = Told("doctor.restart")


class Level(StrEnum):
    """How bad an observation is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Observation:
    """One line of the doctor's report: what it is about, how it stands, and what to do about it.

    ``since_ms`` is when it began or was seen, in milliseconds since the epoch, where that is known; ``command`` is what
    to type. ``stops`` says what a problem makes of the relay as a whole, as the end of "the relay …".
    """

    level: Level
    subject: Told
    told: Told
    mend: Told | None = None
    since_ms: int | None = None
    command: str = ""
    stops: Told | None = None

    @property
    def text(self) -> str:
        """How it stands, in English."""
        return str(self.told)

    @property
    def remedy(self) -> str:
        """What to do about it, in English; empty where there is nothing."""
        return str(self.mend or "")

    def __str__(self) -> str:
        since = f" (since {clock_time(self.since_ms)})" if self.since_ms is not None else ""
        told = f"{self.level:<8} {self.subject}: {self.text}{since}"
        told += f"; {self.remedy}" if self.remedy else ""
        return told + (f": `{self.command}`" if self.command else "")


def at(setting: str) -> Told:
    """What an observation on a part of relay.yaml is about."""
    return Told("doctor.at", setting=setting)


def on_both(together: Sequence[Told]) -> Iterator[Observation]:
    """What is wrong with the two servers as a pair; each mistake has its remedy in it."""
    for mistake in together:
        yield Observation(Level.PROBLEM, at("redis"), mistake)


def on_proof(role: Role, settings: RedisSettings, proof: Proof) -> Iterator[Observation]:
    """What the proof of a role came to. Each mistake has its remedy in it."""
    subject, mistakes = at(settings.where(role)), proof.mistakes[role]
    facts = proof.facts.get(role)
    if facts is None:
        for mistake in mistakes:
            yield on_silence(role, settings, mistake)
        return
    for mistake in mistakes:
        yield Observation(Level.PROBLEM, subject, mistake)
    if mistakes or proof.together:
        return
    if role == "state":
        yield Observation(Level.OK, subject, Told("doctor.state_answers"))
    else:
        yield _on_saving(subject, facts, settings)


def _on_saving(subject: Told, facts: Facts, settings: RedisSettings) -> Observation:
    """How far it is proved that a payload role without mistakes saves nothing."""
    if facts.config is None:
        return Observation(Level.WARNING, subject, Told("doctor.owners_word"), Told("doctor.only_owners_word"))
    if settings.operator_confirms_no_disk:
        return Observation(Level.WARNING, subject, Told("doctor.needless_word"), Told("doctor.take_word_out"))
    if facts.replicas:
        replicas = len(facts.replicas)
        return Observation(Level.OK, subject, Told("doctor.payload_answers_with_replicas", replicas=replicas))
    return Observation(Level.OK, subject, Told("doctor.payload_answers"))


def on_silence(role: Role, settings: RedisSettings, why: Told) -> Observation:
    """A server that cannot be asked, or not any more."""
    stops = Told("doctor.cannot_be_judged") if role == "state" else None
    return Observation(Level.PROBLEM, at(settings.where(role)), why, stops=stops)


def on_restart(
    settings: RedisSettings, fsync: str | None, open_events: Mapping[bool, int], replicas: int
) -> Iterator[Observation]:
    """What a restart of each role would lose. ``open_events`` counts those of polled flows (True) and of others.

    ``fsync`` is the state role's ``appendfsync``, None where it does not tell; ``replicas`` are those of that role.
    """
    polled, posted = open_events.get(True, 0), open_events.get(False, 0)
    if settings.volatile_state:
        told = Told("doctor.volatile_state", events=polled + posted)
        yield Observation(Level.WARNING, _RESTART, told, Told("doctor.make_state_last"))
    elif fsync == "always":
        yield Observation(Level.OK, _RESTART, Told("doctor.state_lasts"))
    else:
        told = Told("doctor.power_cut_loses", fsync=fsync or Told("doctor.not_told"))
        yield Observation(Level.WARNING, _RESTART, told, Told("doctor.set_appendfsync"))
    again = Told("doctor.sent_again", posted=posted) if posted else ""
    yield Observation(Level.OK, _RESTART, Told("doctor.payload_restart", events=polled + posted, again=again))
    if replicas < settings.min_replicas:
        told = Told("doctor.too_few_replicas", replicas=replicas, least=settings.min_replicas)
        yield Observation(Level.PROBLEM, at("redis.min_replicas"), told, Told("doctor.bring_replicas_back"))


def on_index_key(mark: str, found: str | None) -> Observation:
    """Whether the state Redis was filled under the index key of the settings."""
    if found is None:
        return Observation(Level.OK, at("keys.index"), Told("doctor.index_key_new"))
    if found == mark:
        return Observation(Level.OK, at("keys.index"), Told("doctor.index_key_right"))
    return Observation(Level.PROBLEM, at("keys.index"), Told("doctor.index_key_wrong"), Told("doctor.rekey"))


def on_memory(where: str, memory: Memory) -> Observation:
    """How full a role is; ``where`` is the setting that says where it is."""
    subject = at(where)
    share, size, most = round(memory.filled * 100), memory.most // 2**20, round(FULL_AT * 100)
    if memory.filled >= FULL_AT:
        told = Told("doctor.memory_full", share=share, size=size, most=most)
        return Observation(Level.PROBLEM, subject, told, Told("doctor.let_workers_catch_up"))
    in_use = Told("doctor.memory_in_use", share=share, size=size)
    if memory.filled >= FILLING_AT:
        return Observation(Level.WARNING, subject, in_use, Told("doctor.raise_maxmemory", most=most))
    return Observation(Level.OK, subject, in_use)


def on_orphans(orphans: Sequence[Orphaned]) -> Iterator[Observation]:
    """Whether events wait in flows that are in relay.yaml no more."""
    for orphaned in orphans:
        told = Told("doctor.flow_gone", events=orphaned.events)
        yield Observation(Level.PROBLEM, at(f"flows.{orphaned.flow}"), told, orphaned.mend)


def on_clock(difference: timedelta, role: Role = "state") -> Observation:
    """How far this machine's clock is ahead of that of one role of Redis; behind it where below zero."""
    seconds = difference.total_seconds()
    far = f"{abs(seconds):.1f}"
    told = Told("doctor.clock_ahead", seconds=far, role=role)
    if seconds <= 0:
        told = Told("doctor.clock_behind", seconds=far, role=role)
    if abs(difference) > TOLERANCE:
        return Observation(Level.WARNING, Told("doctor.clock"), told, Told("doctor.synchronise_both"))
    return Observation(Level.OK, Told("doctor.clock"), told)


def on_clocks(found: Sequence[Difference]) -> Iterator[Observation]:
    """Clocks that running processes find too far apart, those of the connected systems among them."""
    for one in found:
        yield Observation(Level.WARNING, Told("doctor.clocks"), one.told(), Told("doctor.synchronise_or_ask"))
