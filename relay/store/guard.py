"""Decides whether the relay may take more in: not on a Redis that is nearly full, nor on one that began to save."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from relay.errors import StorageError
from relay.settings.model import RedisSettings
from relay.store.memory import SAMPLE_SECONDS, MemoryWatch
from relay.store.proof import prove_payload
from relay.store.store import STORAGE_FAILURES, Store
from words.told import Told

log = structlog.get_logger()

FULL_AT: Final = 0.75
"""From this part of ``maxmemory`` on nothing new is taken: at the whole, workers could not even record an outcome."""

PROOF_SECONDS: Final = 60.0


class Guard:
    """Looks at both roles at most once a second, whoever asks; between two looks an answer costs nothing."""

    def __init__(self, store: Store, settings: RedisSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._memory = MemoryWatch(store, clock)
        self._one_looks = asyncio.Lock()
        self._sampled = self._proved = float("-inf")
        self._objections: Sequence[Told] = ()
        self._saving: Sequence[Told] = ()

    async def admit(self) -> None:
        """Raise StorageError when nothing may be taken in now."""
        if self._clock() - self._sampled >= SAMPLE_SECONDS:
            async with self._one_looks:
                if self._clock() - self._sampled >= SAMPLE_SECONDS:
                    await self._look()
        if self._objections or self._saving:
            raise StorageError((*self._saving, *self._objections)[0])

    async def _look(self) -> None:
        try:
            objections = []
            for name, memory in (await self._memory.look()).items():
                if memory.filled >= FULL_AT:
                    objections.append(Told("redis.full", role=name, share=round(FULL_AT * 100)))
            if self._clock() - self._proved >= PROOF_SECONDS:
                await self._prove()
        except STORAGE_FAILURES as error:
            raise StorageError(Told("redis.no_answer", error=type(error).__name__)) from None
        if objections and not self._objections:
            log.error("intake_stops", reason=objections)
        self._objections = objections
        self._sampled = self._clock()

    async def _prove(self) -> None:
        """Prove again that nothing is saved: someone may have changed the server since the start."""
        saving = await prove_payload(self._store.payload, self._settings, self._store.keys.prefix)
        if saving and not self._saving:
            log.error("payload_redis_saves", mistakes=saving)
        self._saving = saving
        self._proved = self._clock()
