"""`relay doctor`: measures a relay as it stands, part by part, and reports what is well, what may fail and what does.

It starts where the relay itself refuses to: every mistake is a line, not an end. It asks the systems of both sides as
well. It changes nothing but an access token that has run out, and bars no connection.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from relay.care.activity import Activity
from relay.care.clocks import ahead_of_us, read_differences
from relay.care.doctor import observations
from relay.care.doctor.asking import PATIENCE, Asked, Connect, ask_all
from relay.care.doctor.connection_observations import on_connection, on_left_alone
from relay.care.doctor.flow_facts import count_open_events, examine_flows
from relay.care.doctor.observations import Observation
from relay.care.doctor.process_memory import look_at, relays_here, runs_here
from relay.care.doctor.process_observations import as_subject, on_memory_of, on_parts, on_processes, on_waiting
from relay.care.doctor.settings_in_books import LookUp, nothing_looked_up, on_settings
from relay.care.orphans import find_orphans
from relay.care.process_register import Processes, Register
from relay.line.background import end
from relay.line.once.breakers import Breaker, read_breakers, whole_connections
from relay.settings import Settings
from relay.store.failures import tell_failure
from relay.store.memory import read_memory
from relay.store.proof import Proof, prove_roles, tell_at
from relay.store.servers import ROLES, Role, address_of, login_of
from relay.store.store import STORAGE_FAILURES, Store, open_unproved_store
from relay.store.vault import open_vault
from words.told import Told

_Result = TypeVar("_Result")


async def examine(
    settings: Settings,
    connect: Connect,
    clock: Callable[[], float] = time.time,
    patience: timedelta = PATIENCE,
    look_up: LookUp = nothing_looked_up,
) -> AsyncIterator[Observation]:
    """Every observation, as it is made. ``clock`` gives seconds since the epoch, ``patience`` is for each system.

    ``look_up`` says what the settings name and a system lacks.

    Raises StartError on a wrong address.
    """
    told: set[Observation] = set()
    async with open_unproved_store(settings.redis, settings.instance) as store:
        all_systems = ask_all(store, settings, connect, patience, look_up)
        async for observation in _all(store, settings, clock, all_systems, patience):
            if observation not in told:  # a server that is away is met more than once
                told.add(observation)
                yield observation


async def _all(
    store: Store,
    settings: Settings,
    clock: Callable[[], float],
    all_systems: Coroutine[Any, Any, Mapping[str, Asked]],
    patience: timedelta,
) -> AsyncIterator[Observation]:
    async with _beside(all_systems, patience) as asking:
        proof = await prove_roles(store.payload, store.state, settings.redis, store.keys.prefix)
        async for observation in _servers(store, settings, proof):
            yield observation
        for one in on_memory_of(Told("doctor.this_process"), look_at(), holds_documents=False):
            yield one
        try:
            async for observation in _line(store, settings, clock):
                yield observation
            asked, now = await asking, await _now_ms(store)
            breakers = await read_breakers(store)
        except STORAGE_FAILURES as error:
            if "state" in proof.facts:  # else it is told above why it gives no answer
                yield _silent("state", settings, store, error)
            return
    for finding in (*_connections(settings, asked, breakers, now), *on_left_alone(breakers)):
        yield finding


def _connections(
    settings: Settings, asked: Mapping[str, Asked], breakers: Sequence[Breaker], now_ms: int
) -> Iterator[Observation]:
    """What came of asking each system, and what the settings name and it lacks."""
    whole = whole_connections(breakers)
    for name, answer in asked.items():
        yield on_connection(name, settings.connections[name].vendor, answer, whole.get(name), now_ms)
        yield from on_settings(answer.missing, name)


async def _servers(store: Store, settings: Settings, proof: Proof) -> AsyncIterator[Observation]:
    """What the two servers are, together and each by itself."""
    for observation in observations.on_both(proof.together):
        yield observation
    for role in ROLES:
        async for observation in _role(role, store, settings, proof):
            yield observation


async def _role(role: Role, store: Store, settings: Settings, proof: Proof) -> AsyncIterator[Observation]:
    """What one server says of itself, and what this machine says of it where it runs here."""
    redis = store.payload if role == "payload" else store.state
    for observation in observations.on_proof(role, settings.redis, proof):
        yield observation
    if role not in proof.facts:
        return
    try:
        yield observations.on_memory(settings.redis.where(role), await read_memory(redis))
    except STORAGE_FAILURES as error:
        yield _silent(role, settings, store, error)
        return
    server = proof.facts[role].info
    if runs_here(pid := int(server.get("process_id", 0)), str(server.get("executable", ""))):
        holds_documents = role == "payload" or store.one_role
        who = Told("doctor.redis_of", role=role)
        for one in on_memory_of(who, look_at(pid), holds_documents=holds_documents):
            yield one


def _processes_here(register: Register) -> Iterator[Observation]:
    """What this machine says of the memory of this relay's processes on it. Others' are none of our business."""
    ours = {one.pid: one for one in register.alive() if one.host == socket.gethostname()}
    for pid, command in relays_here():
        if pid in ours and ours[pid].role == command:
            yield from on_memory_of(as_subject(ours[pid]), look_at(pid), holds_documents=True)


async def _line(store: Store, settings: Settings, clock: Callable[[], float]) -> AsyncIterator[Observation]:
    """What the state role tells of the line as a whole. Raises the failures of Redis."""
    fsync, replicas = await _fsync(store.state), await _replicas(store.state)
    open_events = await count_open_events(store, settings)
    for observation in observations.on_restart(settings.redis, fsync, open_events, replicas):
        yield observation
    found = await store.state.get(store.keys.index_mark)
    mark = open_vault(settings.keys).keyed_hash("index-key")
    yield observations.on_index_key(mark, found.decode() if found is not None else None)
    register = await Processes(store).read()
    health = await Activity(store).health(list(settings.flows))
    takes_documents = any(flow.poll is None for flow in settings.flows.values())
    for observation in (
        *on_parts(register, health, takes_documents=takes_documents),
        *on_processes(register, settings.version),
        *_processes_here(register),
        on_waiting(health),
        *observations.on_orphans(await find_orphans(store, settings.flows)),
    ):
        yield observation
    async for observation in examine_flows(store, settings, register.now_ms):
        yield observation
    async for observation in _clocks(store, clock):
        yield observation


async def _clocks(store: Store, clock: Callable[[], float]) -> AsyncIterator[Observation]:
    """How far this machine's clock is from those of Redis, and what the processes of the relay found."""
    yield observations.on_clock(-await ahead_of_us(store.state, clock))
    if not store.one_role:
        yield observations.on_clock(-await ahead_of_us(store.payload, clock), "payload")
    for observation in observations.on_clocks(await read_differences(store)):
        yield observation


async def _fsync(redis: Redis) -> str | None:
    try:
        return str((await redis.config_get("appendfsync"))["appendfsync"])
    except (ResponseError, KeyError):
        return None  # a managed service that refuses CONFIG


async def _replicas(redis: Redis) -> int:
    return int((await redis.info("replication")).get("connected_slaves", 0))


async def _now_ms(store: Store) -> int:
    seconds, microseconds = await store.state.time()
    return int(seconds * 1000 + microseconds // 1000)


def _silent(role: Role, settings: Settings, store: Store, error: Exception) -> Observation:
    """A server that answered, and then did not."""
    redis = store.payload if role == "payload" else store.state
    why = tell_failure(error, login_of(settings.redis, role, store.keys.prefix))
    return observations.on_silence(role, settings.redis, tell_at(address_of(settings.redis, role, redis), why))


@asynccontextmanager
async def _beside(asking: Coroutine[Any, Any, _Result], patience: timedelta) -> AsyncIterator[asyncio.Task[_Result]]:
    """Ask while the block runs. One that is left early waits all the same: a token may be on its way to us."""
    task = asyncio.create_task(asking)
    try:
        yield task
    finally:
        await asyncio.wait([task], timeout=patience.total_seconds())
        await end(task)
        if not task.cancelled():
            task.exception()  # seen here, since who left early does not look any more
