"""The Redis servers of a chaos run: a payload role in memory only, a state role on a disk, and how they fail."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Protocol

from relay.demo.embedded import EmbeddedRedis
from tests.chaos.scale import OUTAGE


class Storage(Protocol):
    """Both roles, as relay.yaml names them, and how each goes away and comes back."""

    @property
    def settings(self) -> dict[str, Any]:
        """The block ``redis`` of relay.yaml."""
        ...

    async def interrupt_state(self) -> None:
        """Take the state role away for a while; returns once it is back."""
        ...

    async def lose_payloads(self) -> None:
        """Take the payload role away, with all it holds; returns once it is back, empty."""
        ...


class PlainStorage:
    """Two servers."""

    def __init__(self, payload: EmbeddedRedis, state: EmbeddedRedis, random: Random) -> None:
        self._payload = payload
        self._state = state
        self._random = random

    @property
    def settings(self) -> dict[str, Any]:
        return {"payload_url": self._payload.url, "state_url": self._state.url}

    async def interrupt_state(self) -> None:
        await self._restart(self._state)

    async def lose_payloads(self) -> None:
        await self._restart(self._payload)

    async def _restart(self, server: EmbeddedRedis) -> None:
        server.kill()
        await asyncio.sleep(self._random.uniform(*(length.total_seconds() for length in OUTAGE)))
        server.start()


@contextmanager
def plain_storage(folder: Path, random: Random) -> Iterator[PlainStorage]:
    """Two servers from here to the end of the block; the state is kept in ``folder``."""
    data = folder / "state"
    data.mkdir()
    with (
        EmbeddedRedis(maxmemory_mb=128) as payload,
        EmbeddedRedis(maxmemory_mb=256, appendonly=True, folder=data) as state,
    ):
        yield PlainStorage(payload, state, random)
