"""How full each role of Redis is, by its own account."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from redis.asyncio import Redis

from relay.store.servers import Role
from relay.store.store import Store

SAMPLE_SECONDS: Final = 1.0
"""How old an account may be that is taken for the present one."""


@dataclass(frozen=True, slots=True)
class Memory:
    """``used`` and ``most`` are bytes; ``most`` is ``maxmemory``, 0 where none is set.

    ``exempt`` is the part of ``used`` that Redis does not count against the limit (buffers of replicas and of the
    append-only file); ``evicts`` says whether it makes room by itself when it is full.
    """

    used: int
    most: int
    exempt: int
    evicts: bool

    @property
    def is_full(self) -> bool:
        """Whether Redis would refuse the next write, as it decides that itself (``getMaxmemoryState`` in evict.c)."""
        return not self.evicts and 0 < self.most < self.used - self.exempt

    @property
    def filled(self) -> float:
        """Which part of the limit is used; 0 where there is no limit, or where Redis makes room by itself."""
        return 0.0 if self.evicts or self.most <= 0 else (self.used - self.exempt) / self.most


async def read_memory(redis: Redis) -> Memory:
    """Ask a server. Raises the failures of Redis."""
    found: Mapping[str, Any] = await redis.info("memory")
    return Memory(
        used=int(found.get("used_memory", 0)),
        most=int(found.get("maxmemory", 0)),
        exempt=int(found.get("mem_not_counted_for_evict", 0)),
        evicts=found.get("maxmemory_policy", "noeviction") != "noeviction",
    )


class MemoryWatch:
    """Asks both roles at most once a second, whoever wants to know."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._sampled = float("-inf")
        self._found: Mapping[Role, Memory] = {}

    async def look(self) -> Mapping[Role, Memory]:
        """The memory of each role. Raises the failures of Redis."""
        if self._clock() - self._sampled >= SAMPLE_SECONDS:
            self._found = {
                "payload": await read_memory(self._store.payload),
                "state": await read_memory(self._store.state),
            }
            self._sampled = self._clock()
        return self._found
