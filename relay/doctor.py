"""`relay doctor`: measures a relay as it stands, role by role, and reports what is well, what may fail and what does.

It starts where the relay itself refuses to: every mistake is a line, not an end. It writes nothing.
"""

import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from relay import findings
from relay.activity import Activity
from relay.clocks import ahead_of_us, read_differences
from relay.findings import Finding, Level, Role
from relay.flow_notes import FlowNotes
from relay.machine import look_at, relays_here, runs_here
from relay.memory import read_memory
from relay.model import ENDS, State
from relay.orphans import find_orphans
from relay.process_register import Processes
from relay.proof import payload_mistakes, state_mistakes
from relay.register_store import RegisterStore
from relay.settings import Settings
from relay.store import STORAGE_FAILURES, Store, unproved_store
from relay.vault import open_vault

_OPEN: Final = tuple(state for state in State if state not in ENDS)


async def examine(settings: Settings, clock: Callable[[], float] = time.time) -> AsyncIterator[Finding]:
    """Every finding, as it is made. ``clock`` gives seconds since the epoch. Raises StartError on a wrong address."""
    told: set[Finding] = set()
    async with unproved_store(settings.redis, settings.instance) as store:
        async for finding in _all(store, settings, clock):
            if finding not in told:  # a server that is away is met more than once
                told.add(finding)
                yield finding


def exit_status(found: Sequence[Finding]) -> int:
    """1 when there is a problem, else 0."""
    return int(any(finding.level is Level.PROBLEM for finding in found))


async def _all(store: Store, settings: Settings, clock: Callable[[], float]) -> AsyncIterator[Finding]:
    async for finding in _role("payload", store, settings):
        yield finding
    async for finding in _role("state", store, settings):
        yield finding
    for finding in _processes():
        yield finding
    try:
        async for finding in _line(store, settings, clock):
            yield finding
        kept = RegisterStore(store, {name: one.vendor for name, one in settings.connections.items()})
        for finding in findings.on_systems(await kept.read(), await kept.refused(), settings.connections):
            yield finding
    except STORAGE_FAILURES as error:
        yield _silent(settings.redis.where("state"), error)


async def _role(role: Role, store: Store, settings: Settings) -> AsyncIterator[Finding]:
    """What one server says of itself, and what this machine says of it where it runs here."""
    redis, mistakes_of = (store.payload, payload_mistakes) if role == "payload" else (store.state, state_mistakes)
    try:
        mistakes = await mistakes_of(redis, settings.redis)
        for finding in findings.on_proof(role, settings.redis, mistakes, await _replicas(redis)):
            yield finding
        yield findings.on_memory(settings.redis.where(role), await read_memory(redis))
        server = await redis.info("server")
    except STORAGE_FAILURES as error:
        yield _silent(settings.redis.where(role), error)
        return
    if runs_here(pid := int(server.get("process_id", 0)), str(server.get("executable", ""))):
        holds_documents = role == "payload" or store.one_role
        for finding in findings.on_process(f"the {role} Redis", look_at(pid), holds_documents=holds_documents):
            yield finding


def _processes() -> Iterator[Finding]:
    """What this machine says of the relay's own processes on it, this one first."""
    yield from findings.on_process("this process", look_at(), holds_documents=False)
    for pid, command in relays_here():
        yield from findings.on_process(f"relay {command}, process {pid}", look_at(pid), holds_documents=True)


async def _line(store: Store, settings: Settings, clock: Callable[[], float]) -> AsyncIterator[Finding]:
    """What the state role tells of the line as a whole. Raises the failures of Redis."""
    open_events = await _open_events(store, settings)
    fsync, replicas = await _fsync(store.state), await _replicas(store.state)
    for finding in findings.on_restart(settings.redis, fsync, open_events, replicas):
        yield finding
    found = await store.state.get(store.keys.index_mark)
    mark = open_vault(settings.keys).keyed_hash("index-key")
    yield findings.on_index_key(mark, found.decode() if found is not None else None)
    for finding in findings.on_processes(await Processes(store).read(), settings.version):
        yield finding
    for finding in findings.on_work(await Activity(store).health(list(settings.flows))):
        yield finding
    for finding in findings.on_orphans(await find_orphans(store, settings.flows)):
        yield finding
    for name, flow in settings.flows.items():
        if flow.poll is not None:
            yield findings.on_poll(name, (await FlowNotes(store).read(name)).poll)
    async for finding in _clocks(store, clock):
        yield finding


async def _clocks(store: Store, clock: Callable[[], float]) -> AsyncIterator[Finding]:
    """How far this machine's clock is from those of Redis, and what the processes of the relay found."""
    yield findings.on_clock(-await ahead_of_us(store.state, clock))
    if not store.one_role:
        yield findings.on_clock(-await ahead_of_us(store.payload, clock), "payload")
    for finding in findings.on_clocks(await read_differences(store)):
        yield finding


async def _open_events(store: Store, settings: Settings) -> Counter[bool]:
    """Events that have not ended, of flows that are polled (True) and of those that are not."""
    counted: Counter[bool] = Counter()
    for name, flow in settings.flows.items():
        counts = await Activity(store).counts(name)
        counted[flow.poll is not None] += sum(counts[state] for state in _OPEN)
    return counted


async def _fsync(redis: Redis) -> str | None:
    try:
        return str((await redis.config_get("appendfsync"))["appendfsync"])
    except (ResponseError, KeyError):
        return None  # a managed service that refuses CONFIG


async def _replicas(redis: Redis) -> int:
    return int((await redis.info("replication")).get("connected_slaves", 0))


def _silent(subject: str, error: Exception) -> Finding:
    text = f"no answer ({type(error).__name__})"
    return Finding(Level.PROBLEM, subject, text, "check the address and that Redis runs")
