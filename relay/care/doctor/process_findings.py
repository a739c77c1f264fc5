"""Judges the processes of one relay: which part does not run, which runs other settings, and where its memory is."""

from collections.abc import Iterator
from typing import Final

from relay.care.activity import Health
from relay.care.doctor.findings import Finding, Level
from relay.care.doctor.process_memory import ProcessMemory
from relay.care.process_register import Process, Register, Role

OLD_EVENT_SECONDS: Final = 300.0
"""An event that has been due for longer means that the workers do not keep up."""

_LEAVES_UNDONE: Final = {
    "serve": "nothing that is posted is taken in, and there is no admin API",
    "work": "nothing is carried and no source is read",
}


def on_parts(register: Register, health: Health, *, takes_documents: bool) -> Iterator[Finding]:
    """Whether both parts of the relay run. ``takes_documents``: a flow of it is posted to.

    A relay that is only read from does its work without `relay serve`.
    """
    running: dict[Role, int] = {"serve": _running(register, "serve"), "work": _running(register, "work")}
    workers = max(running["work"], health.workers)
    stops = "" if running["serve"] or workers else "does not run"
    for role in ("serve", "work"):
        count = workers if role == "work" else running["serve"]
        subject = f"relay {role}"
        if not count:
            level = Level.PROBLEM if role == "work" or takes_documents or stops else Level.WARNING
            text = f"no process of it runs, so {_LEAVES_UNDONE[role]}"
            since = max((one.seen_ms for one in register.processes if one.role == role), default=None)
            remedy = "start it, and see in its log why it ended"
            yield Finding(level, subject, text, remedy, since_ms=since, command=subject, stops=stops)
        else:
            yield Finding(Level.OK, subject, f"{count} {'process runs' if count == 1 else 'processes run'}")
    if running["work"] and not health.workers:
        text = "its processes are there, and none of them takes events"
        yield Finding(Level.PROBLEM, "relay work", text, "see in its log what it waits for, and start it again")


def on_waiting(health: Health) -> Finding:
    """Whether workers keep up with what is due."""
    oldest = health.oldest_waiting or 0.0
    if oldest >= OLD_EVENT_SECONDS:
        text = f"{health.waiting} are due and the oldest has been for {round(oldest)} s"
        remedy = "start more workers, or see which target is slow"
        return Finding(Level.WARNING, "waiting events", text, remedy, command="relay events --state waiting")
    return Finding(Level.OK, "waiting events", f"{health.waiting} are due, the oldest for {round(oldest)} s")


def on_processes(register: Register, version: str) -> Iterator[Finding]:
    """Whether all processes of the relay run the settings that the file here gives, whose version is ``version``."""
    newest, again = register.newest, "and send SIGHUP to any process of the relay"
    for one in register.alive():
        subject = named(one)
        if one.refused and not one.is_leaving:
            text = "it was not renewed: " + " | ".join(one.refused)
            yield Finding(Level.PROBLEM, subject, text, f"correct the file, {again}", command="relay check relay.yaml")
        elif register.differs(one):
            text = f"it runs settings {one.version}, and {newest.version} came by relay {newest.role} on {newest.host}"
            remedy = f"give every machine the same file and environment, {again}"
            since = max(one.started_ms, newest.at_ms)
            yield Finding(Level.PROBLEM, subject, text, remedy, since_ms=since, command="relay check relay.yaml")
        else:
            text = f"it {'ends what it began under' if one.is_leaving else 'runs'} settings {one.version}"
            yield Finding(Level.OK, subject, text)
    if newest.number and newest.version != version:
        text = f"the file here gives settings {version}, and the relay was last told to run {newest.version}"
        remedy = f"if the file is what you want, check it, {again}"
        yield Finding(Level.WARNING, "settings", text, remedy, command="relay check relay.yaml")
    else:
        yield Finding(Level.OK, "settings", f"the file here gives settings {version}")


def on_memory_of(who: str, memory: ProcessMemory | None, *, holds_documents: bool) -> Iterator[Finding]:
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


def named(one: Process) -> str:
    """A process for a person.

    >>> named(Process("n", "work", "office", 7, started_ms=0, seen_ms=0, version="v"))
    'relay work, process 7 on office'
    """
    return f"relay {one.role}, process {one.pid} on {one.host}"


def _running(register: Register, role: Role) -> int:
    return sum(not one.is_leaving for one in register.alive(role))
