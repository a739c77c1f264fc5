"""Watches how far the clocks are apart on which the relay rests, and tells of any difference above five seconds.

Each process compares its own clock with that of both roles of Redis and with what the answers of the connected systems
tell, and both roles with each other. No promise rests on them being equal; waits, ages and cursors do, more or less.
"""

import asyncio
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol, runtime_checkable

import structlog
from redis.asyncio import Redis

from relay.store.counters import Metrics
from relay.store.store import STORAGE_FAILURES, Store, reply
from words.told import Told

log = structlog.get_logger()

TOLERANCE: Final = timedelta(seconds=5)
"""Clocks that are further apart are told of."""

LOOK_SECONDS: Final = 30.0
_FORGOTTEN_MS: Final = 120_000

_NAMED: Final = {"state Redis": Told("care.state_redis"), "payload Redis": Told("care.payload_redis")}


@runtime_checkable
class TellsTime(Protocol):
    """A connection whose system tells the time with its answers."""

    @property
    def clock_difference(self) -> timedelta | None:
        """The system's time less ours, as far as it is certain; None where it has told none yet."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """Two clocks that are too far apart: ``of`` is ahead by this much (behind below zero) of the one ``beside`` it.

    ``of`` is ``payload Redis``, ``state Redis`` or a connection's name; ``beside`` is a process or the state Redis.
    """

    of: str
    beside: str
    ahead: timedelta

    def __str__(self) -> str:
        return str(self.told())

    def told(self) -> Told:
        """How far they are apart."""
        seconds = self.ahead.total_seconds()
        far = f"{abs(seconds):.1f}"
        of, beside = _NAMED.get(self.of, self.of), _NAMED.get(self.beside, self.beside)
        if seconds > 0:
            return Told("care.clock_ahead", of=of, seconds=far, beside=beside)
        return Told("care.clock_behind", of=of, seconds=far, beside=beside)


def least_difference(lowest: float, highest: float) -> timedelta:
    """What is certain of a difference that lies between two numbers of seconds: the one nearest to zero."""
    return timedelta(seconds=max(lowest, min(highest, 0.0)))


async def ahead_of_us(redis: Redis, clock: Callable[[], float] = time.time) -> timedelta:
    """How far the clock of a Redis is ahead of ours (seconds since the epoch), as far as it is certain."""
    before = clock()
    seconds, microseconds = await redis.time()
    told = seconds + microseconds / 1_000_000
    return least_difference(told - clock(), told - before)


class ClockWatch:
    """Runs in every process; ``connections`` are by name, and those that tell no time are left out."""

    def __init__(
        self,
        store: Store,
        metrics: Metrics,
        connections: Mapping[str, object],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._metrics = metrics
        self._systems = {name: one for name, one in connections.items() if isinstance(one, TellsTime)}
        self._clock = clock
        self._process = f"{socket.gethostname()}:{os.getpid()}"
        self._told: frozenset[tuple[str, str]] = frozenset()

    async def run(self, stopping: asyncio.Event) -> None:
        """Look every half minute until told to stop; what was told of this process is then taken back."""
        while not stopping.is_set():
            with suppress(*STORAGE_FAILURES):  # whoever needs Redis says so
                await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), LOOK_SECONDS)
        with suppress(*STORAGE_FAILURES):
            await self._note([])

    async def look(self) -> Sequence[Difference]:
        """Compare once, tell what is new, and note what there is. Raises the failures of Redis."""
        found = [one for one in await self._measure() if abs(one.ahead) > TOLERANCE]
        for one in found:
            if (one.of, one.beside) not in self._told:
                self._metrics.count("clock_differences", one.of)
                log.warning("clocks_differ", told=one.told(), remedy=Told("care.synchronise_clocks"))
        await self._note(found)
        return found

    async def _measure(self) -> Sequence[Difference]:
        state = await ahead_of_us(self._store.state, self._clock)
        found = [Difference("state Redis", self._process, state)]
        if not self._store.one_role:
            payload = await ahead_of_us(self._store.payload, self._clock)
            found.append(Difference("payload Redis", self._process, payload))
            found.append(Difference("payload Redis", "state Redis", payload - state))
        for name, system in self._systems.items():
            if (ahead := system.clock_difference) is not None:
                found.append(Difference(name, self._process, ahead))
        return found

    async def _note(self, found: Sequence[Difference]) -> None:
        """Leave what this process found where the others see it, in place of what it had left."""
        told = frozenset((one.of, one.beside) for one in found)
        gone = [self._field(*pair) for pair in self._told - told]
        self._told = told
        if gone:
            await reply(self._store.state.hdel(self._store.keys.clocks, *gone))
        if found:
            now = await _now_ms(self._store)
            values = {self._field(one.of, one.beside): f"{now} {one.ahead.total_seconds():.3f}" for one in found}
            await reply(self._store.state.hset(self._store.keys.clocks, mapping=values))

    def _field(self, of: str, beside: str) -> str:
        return f"{self._process}\x1f{of}\x1f{beside}"


async def read_differences(store: Store) -> Sequence[Difference]:
    """What the processes of this relay have found lately, each pair of clocks once. Raises the failures of Redis."""
    found = await reply(store.state.hgetall(store.keys.clocks))
    if not found:
        return ()
    now = await _now_ms(store)
    differences: dict[tuple[str, str], Difference] = {}
    for field, value in found.items():
        _, of, beside = field.decode().split("\x1f")
        at, seconds = value.decode().split(" ")
        if abs(now - int(at)) < _FORGOTTEN_MS:  # a process that was killed took nothing back
            differences[of, beside] = Difference(of, beside, timedelta(seconds=float(seconds)))
    return [differences[pair] for pair in sorted(differences)]


async def _now_ms(store: Store) -> int:
    seconds, microseconds = await store.state.time()
    return int(seconds * 1000 + microseconds // 1000)
