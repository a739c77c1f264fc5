"""One process's part in running one version of the settings: it shows its own, and follows what was announced.

A start or a SIGHUP announces. A process that sees other settings announced reads its own file again, and has itself
renewed once the file gives just those; a file that gives others is told as a problem, and changes nothing. Until
then it carries no event of a flow that the announced settings do not let write.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import structlog

from relay.care.process_register import Announcement, Process, Processes, Register, Role
from relay.errors import StartError
from relay.line.background import end
from relay.model import new_token
from relay.processes.supervised import Parent
from relay.settings import Settings
from relay.store.counters import Metrics
from relay.store.store import STORAGE_FAILURES, Store
from words.told import Told, unpack

log = structlog.get_logger()

EVERY: Final = timedelta(seconds=2)
READ_AGAIN_AFTER: Final = timedelta(seconds=10)
"""Between two readings of a file that does not give what was announced: it may be brought to this machine later."""

_MOST_MISTAKES: Final = 20


class Membership:
    """What one process shows of itself. ``read_again`` reads the settings anew, and raises StartError."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        role: Role,
        read_again: Callable[[], Settings],
        metrics: Metrics,
        parent: Parent | None = None,
    ) -> None:
        self._processes = Processes(store)
        self._read_again = read_again
        self._metrics = metrics
        self._parent = parent
        self._announce = parent is None or parent.because != "followed"
        self._writing = frozenset(name for name, flow in settings.flows.items() if flow.write)
        self._dry = sorted(settings.flows.keys() - self._writing)
        self._process = Process(
            new_token(), role, socket.gethostname(), os.getpid(), started_ms=0, seen_ms=0, version=settings.version
        )
        self._newest = Announcement()
        self._told_of = 0
        self._read_at = float("-inf")
        self._changed = asyncio.Event()
        if parent is not None and parent.is_first and parent.because in {"signal", "followed"}:
            metrics.count("renewals", role, "done")

    @property
    def held_back(self) -> frozenset[str]:
        """Flows that write by our settings, and do not by the newest ones."""
        return self._writing & self._newest.dry if self._newest.version != self._process.version else frozenset()

    def heard(self, words: dict[str, Any]) -> None:
        """Take what the parent tells: that this process was to be replaced, and why it was not."""
        if "refused" in words:
            mistakes = tuple(unpack(line) for line in words["refused"])[:_MOST_MISTAKES]
            self._process = replace(self._process, refused=mistakes)
            self._changed.set()
            if words.get("is_first"):
                self._metrics.count("renewals", self._process.role, "refused")

    def is_leaving(self) -> None:
        """Show from now on that this process takes nothing new."""
        self._process = replace(self._process, is_leaving=True)
        self._changed.set()

    @asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Show this process and follow what is announced while the block runs; then take it out of the register."""
        await self.beat()
        over = asyncio.Event()
        beating = asyncio.create_task(self._run(over))
        try:
            yield
        finally:
            over.set()
            self._changed.set()
            await asyncio.wait([beating], timeout=EVERY.total_seconds())
            await end(beating)

    async def _run(self, over: asyncio.Event) -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), EVERY.total_seconds())
            self._changed.clear()
            if not over.is_set():
                await self.beat()
        with suppress(*STORAGE_FAILURES):
            await self._processes.leave(self._process.name)

    async def beat(self) -> None:
        """Show this process once. A Redis that is away is tried again at the next time."""
        try:
            seen = await self._processes.show(self._process, announce=self._announce, dry=self._dry)
        except STORAGE_FAILURES as error:
            log.warning("process_not_shown", error=type(error).__name__)
            return
        self._announce = False
        if not self._process.started_ms:
            self._process = replace(self._process, started_ms=seen.now_ms)
        self._newest = seen.newest
        if seen.newest.version != self._process.version and not self._process.is_leaving:
            await self._catch_up(seen)

    async def _catch_up(self, seen: Register) -> None:
        """Ask for renewal if our file gives what is announced; else tell, once, when the time for that is over."""
        loop, number = asyncio.get_running_loop(), seen.newest.number
        if loop.time() - self._read_at >= READ_AGAIN_AFTER.total_seconds():
            self._read_at = loop.time()
            if await self._file_gives(seen.newest.version) and self._parent is not None:
                log.info("settings_followed", version=seen.newest.version, number=number)
                self._parent.tell(follows=number)
        if seen.differs(self._process) and self._told_of != number:
            self._told_of = number
            self._metrics.count("settings_differences", self._process.role)
            log.error(
                "settings_differ",
                ours=self._process.version,
                newest=seen.newest.version,
                announced_by=Told("process.named", role=seen.newest.role, host=seen.newest.host),
                held_back=sorted(self.held_back),
                remedy=Told("process.give_all_the_same_file"),
            )

    async def _file_gives(self, version: str) -> bool:
        try:
            settings = await asyncio.to_thread(self._read_again)
        except StartError as error:
            self._process = replace(self._process, refused=error.told[:_MOST_MISTAKES])
            return False
        self._process = replace(self._process, refused=())
        return settings.version == version
