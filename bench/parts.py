"""What benches of the line share: a run that only makes calls, a worker at work, and one server for both roles."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from mapping.problems import Problem
from relay.line.background import end
from relay.line.worker import RelayWorker
from relay.model import Ticket
from relay.settings.model import RedisSettings
from words.told import Told


class Own:
    """Every connection is a system of its own."""

    def last_id_of(self, connection: str) -> str:
        return connection

    def asked_id_of(self, connection: str) -> str:
        return ""


@dataclass(frozen=True)
class Run:
    """A run that only makes calls."""

    ticket: Ticket
    told: tuple[Told, ...] = ()
    number: str | None = None
    warnings: tuple[Problem, ...] = ()

    def personal_values(self) -> frozenset[str]:
        return frozenset()


@asynccontextmanager
async def working(worker: RelayWorker) -> AsyncIterator[None]:
    """Let a worker work while a block runs."""
    running = asyncio.create_task(worker.main())
    try:
        yield
    finally:
        worker.stop()
        await asyncio.wait([running], timeout=10)
        await end(running)


def quick_settings(url: str) -> RedisSettings:
    """One server that forgets plays both roles."""
    address = SecretStr(url or "unix:///none")
    return RedisSettings(payload_url=address, state_url=address, volatile_state=True)
