"""Judges the processes of one relay: which part does not run, which runs other settings, and where its memory is."""

from collections.abc import Iterator
from typing import Final

from relay.care.activity import Health
from relay.care.doctor.observations import Level, Observation
from relay.care.doctor.process_memory import ProcessMemory
from relay.care.process_register import Process, Register, Role
from words.told import Told

OLD_EVENT_SECONDS: Final = 300.0
"""An event that has been due for longer means that the workers do not keep up."""

_WAITING: Final = Told("doctor.waiting_events")
_NOT_RUNNING: Final = {"serve": Told("doctor.no_serve"), "work": Told("doctor.no_work")}


def on_parts(register: Register, health: Health, *, takes_documents: bool) -> Iterator[Observation]:
    """Whether both parts of the relay run. ``takes_documents``: a flow of it is posted to.

    A relay that is only read from does its work without `relay serve`.
    """
    running: dict[Role, int] = {"serve": _running(register, "serve"), "work": _running(register, "work")}
    workers = max(running["work"], health.workers)
    stops = None if running["serve"] or workers else Told("doctor.does_not_run")
    for role in ("serve", "work"):
        count = workers if role == "work" else running["serve"]
        subject, command = Told("doctor.command", role=role), f"relay {role}"
        if not count:
            level = Level.PROBLEM if role == "work" or takes_documents or stops else Level.WARNING
            since = max((one.seen_ms for one in register.processes if one.role == role), default=None)
            mend = Told("doctor.start_it")
            yield Observation(level, subject, _NOT_RUNNING[role], mend, since_ms=since, command=command, stops=stops)
        else:
            yield Observation(Level.OK, subject, Told("doctor.processes", count=count))
    if running["work"] and not health.workers:
        yield Observation(
            Level.PROBLEM,
            Told("doctor.command", role="work"),
            Told("doctor.none_takes_events"),
            Told("doctor.start_it_again"),
        )


def on_waiting(health: Health) -> Observation:
    """Whether workers keep up with what is due."""
    oldest = health.oldest_waiting or 0.0
    if oldest >= OLD_EVENT_SECONDS:
        told = Told("doctor.workers_behind", waiting=health.waiting, seconds=round(oldest))
        mend = Told("doctor.start_more_workers")
        return Observation(Level.WARNING, _WAITING, told, mend, command="relay events --state waiting")
    told = Told("doctor.events_due", waiting=health.waiting, seconds=round(oldest))
    return Observation(Level.OK, _WAITING, told)


def on_processes(register: Register, version: str) -> Iterator[Observation]:
    """Whether all processes of the relay run the settings that the file here gives, whose version is ``version``."""
    newest, command = register.newest, "relay check relay.yaml"
    for one in register.alive():
        subject = as_subject(one)
        if one.refused and not one.is_leaving:
            told = Told("doctor.not_renewed", mistakes=one.refused)
            yield Observation(Level.PROBLEM, subject, told, Told("doctor.correct_the_file"), command=command)
        elif register.differs(one):
            told = Told(
                "doctor.runs_other_settings",
                version=one.version,
                newest=newest.version,
                role=newest.role,
                host=newest.host,
            )
            since = max(one.started_ms, newest.at_ms)
            mend = Told("doctor.give_all_the_same_file")
            yield Observation(Level.PROBLEM, subject, told, mend, since_ms=since, command=command)
        elif one.is_leaving:
            yield Observation(Level.OK, subject, Told("doctor.ends_under_settings", version=one.version))
        else:
            yield Observation(Level.OK, subject, Told("doctor.runs_settings", version=one.version))
    if newest.number and newest.version != version:
        told = Told("doctor.file_is_another", version=version, newest=newest.version)
        yield Observation(Level.WARNING, Told("doctor.settings"), told, Told("doctor.check_the_file"), command=command)
    else:
        yield Observation(Level.OK, Told("doctor.settings"), Told("doctor.file_gives", version=version))


def on_memory_of(who: Told, memory: ProcessMemory | None, *, holds_documents: bool) -> Iterator[Observation]:
    """Whether the memory of a process reaches a disk, by swapping or by a core file."""
    if memory is None:
        yield Observation(Level.WARNING, who, Told("doctor.swap_not_told"), Told("doctor.have_no_swap"))
        return
    bad = Level.PROBLEM if holds_documents else Level.WARNING
    if memory.swapped:
        told = Told("doctor.swapped_out", kilobytes=memory.swapped // 1024)
        yield Observation(bad, who, told, Told("doctor.switch_swap_off"))
    if memory.may_dump:
        yield Observation(Level.WARNING, who, Told("doctor.may_dump"), Told("doctor.set_core_limit"))
    if not memory.swapped and not memory.may_dump:
        yield Observation(Level.OK, who, Told("doctor.memory_stays"))


def name_process(one: Process) -> str:
    """A process for a person.

    >>> name_process(Process("n", "work", "office", 7, started_ms=0, seen_ms=0, version="v"))
    'relay work, process 7 on office'
    """
    return str(as_subject(one))


def as_subject(one: Process) -> Told:
    """A process as that which an observation is about."""
    return Told("doctor.process", role=one.role, pid=one.pid, host=one.host)


def _running(register: Register, role: Role) -> int:
    return sum(not one.is_leaving for one in register.alive(role))
