"""What benches of the line share: a run that only makes calls, workers at work, and one server for both roles."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

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


@dataclass
class RelayProcess:
    """A `relay work`, or another command, that may be killed; ``peak_kb`` is the most memory that one process held."""

    config: Path
    environment: dict[str, str]
    words: tuple[str, ...] = ("work",)
    peak_kb: int = 0
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def start(self) -> None:
        """Start it in a process group of its own."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "relay", *self.words, "--config", str(self.config)),
            env={**os.environ, **self.environment},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )

    def look(self) -> None:
        """See how much memory its processes hold at the most."""
        if self._process is None:
            return
        pid = self._process.pid
        with suppress(OSError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
            for one in (str(pid), *children):
                told = Path(f"/proc/{one}/status").read_text("ascii")
                self.peak_kb = max(self.peak_kb, int(told.partition("VmHWM:")[2].split()[0]))

    async def run(self) -> int:
        """Run it to its end; its status."""
        await self.start()
        assert self._process is not None
        try:
            return await self._process.wait()
        finally:
            await self.end()

    async def end(self, signum: signal.Signals = signal.SIGKILL) -> None:
        """End it and its children."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signum)
            await self._process.wait()
