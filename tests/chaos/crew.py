"""The relay's processes of a chaos run: workers, and servers on one socket; killed, frozen, drained and replaced."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Final, Self

from relay.line.background import end
from tests.chaos.scale import FREEZE

_ENDS_WITHIN: Final = 30.0
_BEGUN: Final = b"crew_ready"
"""What a parent says once its processes do their work."""
_LOOK: Final = 0.05
_FINE: Final = frozenset({0, 2})
"""How a process may end by itself: as told, or because Redis was away when it started."""


class Relay:
    """One `relay` process in a process group of its own, with its words in a file."""

    def __init__(self, config: Path, environment: Mapping[str, str], words: Path, *command: str) -> None:
        self._command = (sys.executable, "-m", "relay", command[0], "--config", str(config), *command[1:])
        self._environment = {**os.environ, **environment}
        self._words = words
        self._said_before = 0
        self._process: asyncio.subprocess.Process | None = None
        self._is_replaced = False

    @property
    def process(self) -> asyncio.subprocess.Process:
        """The running process."""
        if self._process is None:
            raise RuntimeError("start it first")
        return self._process

    @property
    def is_gone(self) -> bool:
        """Whether it ended by itself, and nobody starts it again yet."""
        return self.process.returncode is not None and not self._is_replaced

    @property
    def has_begun(self) -> bool:
        """Whether it says that it works: before that a SIGTERM ends it like any program that loads."""
        with self._words.open("rb") as words:
            words.seek(self._said_before)
            return _BEGUN in words.read()

    async def start(self) -> None:
        with self._words.open("ab") as words:
            self._said_before = words.tell()
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=words,
                start_new_session=True,
            )

    def send(self, signum: signal.Signals) -> None:
        """Send a signal to the process and its children, where they still are."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signum)

    def send_to_parent(self, signum: signal.Signals) -> None:
        """Send a signal to the process alone."""
        with suppress(ProcessLookupError):
            self.process.send_signal(signum)

    async def kill(self) -> None:
        """End it and its children as a power cut would, and start it again."""
        async with self._replaced():
            self.send(signal.SIGKILL)

    async def drain(self) -> int:
        """Let it end as a deploy does, and start it again; its exit status."""
        async with self._replaced():
            ended = self.process
            self.send_to_parent(signal.SIGTERM)
        return int(ended.returncode or 0)

    @asynccontextmanager
    async def _replaced(self) -> AsyncIterator[None]:
        """Start it again once what the block did has ended it."""
        self._is_replaced = True
        try:
            yield
            await asyncio.wait_for(self.process.wait(), _ENDS_WITHIN)
            await self.start()
        finally:
            self._is_replaced = False

    async def end(self) -> None:
        """End it for good: politely, and else by force."""
        self.send(signal.SIGCONT)
        self.send_to_parent(signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.process.wait(), _ENDS_WITHIN)
        self.send(signal.SIGKILL)
        await self.process.wait()

    def children(self) -> list[int]:
        """The process ids of its children, as the kernel knows them."""
        try:
            pid = self.process.pid
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
        except OSError:
            return []


class Crew:
    """Workers and a server crew of two, from ``async with`` to its end. ``troubles`` tells what none of them may do."""

    def __init__(
        self, config: Path, environment: Mapping[str, str], folder: Path, random: Random, *, workers: int
    ) -> None:
        self.workers = [Relay(config, environment, folder / f"work-{n}.log", "work") for n in range(workers)]
        self.servers = Relay(config, environment, folder / "serve.log", "serve", "--processes", "2")
        self.troubles: list[str] = []
        self._manager: asyncio.Task[None]
        self._random = random

    async def __aenter__(self) -> Self:
        for relay in self._all:
            await relay.start()
        self._manager = asyncio.create_task(self._manage())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await end(self._manager)
        await asyncio.gather(*(relay.end() for relay in self._all))

    async def any_worker(self) -> Relay:
        """One of the workers that work, by chance; waits until there is one."""
        while True:
            begun = [worker for worker in self.workers if worker.has_begun and not worker.is_gone]
            if begun:
                return self._random.choice(begun)
            await asyncio.sleep(_LOOK)

    async def _manage(self) -> None:
        """Start what ended by itself, as a service manager does."""
        while True:
            for relay in self._all:
                if relay.is_gone:
                    if relay.process.returncode not in _FINE:
                        self.troubles.append(f"a process ended by itself with status {relay.process.returncode}")
                    await relay.start()
            await asyncio.sleep(_LOOK)

    async def freeze_a_worker(self) -> None:
        """Stop a worker for longer than its lease, in the middle of whatever it does, and let it go on."""
        worker = await self.any_worker()
        worker.send(signal.SIGSTOP)
        try:
            await asyncio.sleep(self._random.uniform(*(length.total_seconds() for length in FREEZE)))
        finally:
            worker.send(signal.SIGCONT)

    async def drain_a_worker(self) -> None:
        """Replace a worker as a deploy does."""
        worker = await self.any_worker()
        status = await worker.drain()
        if status not in _FINE:
            self.troubles.append(f"a drained worker ended with status {status}")

    async def renew_servers_and_a_worker(self) -> None:
        """Let the server crew and a worker replace their processes, as a deploy does; they go on by themselves."""
        for relay in (self.servers, self.workers[0]):
            while relay.is_gone or not relay.has_begun:  # noqa: ASYNC110 - another process says so
                await asyncio.sleep(_LOOK)
            relay.send_to_parent(signal.SIGHUP)

    async def kill_one_server(self) -> None:
        """Kill one process of the server crew; the crew replaces it."""
        children = self.servers.children()
        if children:
            with suppress(ProcessLookupError):
                os.kill(self._random.choice(children), signal.SIGKILL)

    @property
    def _all(self) -> list[Relay]:
        return [*self.workers, self.servers]
