"""Runs several server processes on listening sockets that are bound once and inherited, and replaces them in turn.

Sockets of their own, with SO_REUSEPORT, would lose the connections that wait at a process that ends.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from relay.errors import StartError
from relay.intake.serve import BACKLOG
from relay.settings import Settings

log = structlog.get_logger()

VARIABLE: Final = "RELAY_INHERITED"
"""Tells a child which of its file descriptors are the intake's socket, the admin's, and the pipe to its parent."""

_READY_WITHIN: Final = 60.0
_RESTART_PAUSE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a child has from its parent: two listening sockets, and a pipe on which it says that it serves."""

    sockets: tuple[socket.socket, socket.socket]
    pipe: int

    def tell_ready(self) -> None:
        """Say that requests are answered."""
        os.write(self.pipe, b"1")
        os.close(self.pipe)


def inherited() -> Inherited | None:
    """What this process has from a parent of ours, or None when nobody of ours started it."""
    text = os.environ.pop(VARIABLE, "")
    if not text:
        return None
    intake, admin, pipe = (int(part) for part in text.split(","))
    return Inherited((socket.socket(fileno=intake), socket.socket(fileno=admin)), pipe)


async def supervise(config: Path, settings: Settings, processes: int) -> None:
    """Run so many servers until SIGTERM or SIGINT; SIGHUP replaces each by a new one that reads the file anew."""
    with (
        _listen("server", settings.server.host, settings.server.port) as intake,
        _listen("admin", settings.admin.host, settings.admin.port) as admin,
    ):
        await _Crew(config, (intake, admin), processes).run()


def _listen(part: str, host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        raise StartError(
            f"{part}: cannot listen on {host} port {port} ({error.strerror}); stop what uses it, or set another"
        ) from None
    return listener


class _Crew:
    """The children, and the signals that change them."""

    def __init__(self, config: Path, sockets: tuple[socket.socket, socket.socket], size: int) -> None:
        self._config = config
        self._sockets = sockets
        self._size = size
        self._children: set[asyncio.subprocess.Process] = set()
        self._started: set[asyncio.subprocess.Process] = set()
        self._stop = asyncio.Event()
        self._renew = asyncio.Event()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, self._renew.set)
        try:
            self._children = set(await asyncio.gather(*(self._start() for _ in range(self._size))))
            log.info("crew_serves", processes=self._size)
            while not self._stop.is_set():
                await self._until_something_happens()
                await self._replace_the_dead()
                if self._renew.is_set():
                    self._renew.clear()
                    await self._replace_all()
        finally:
            await self._dismiss({child for child in self._started if child.returncode is None})

    async def _until_something_happens(self) -> None:
        waits = [self._stop.wait(), self._renew.wait(), *(child.wait() for child in self._children)]
        tasks = [asyncio.create_task(wait) for wait in waits]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()

    async def _replace_the_dead(self) -> None:
        dead = {child for child in self._children if child.returncode is not None}
        self._children -= dead
        if dead and not self._stop.is_set():
            log.error("servers_died", count=len(dead), codes=[child.returncode for child in dead])
        while len(self._children) < self._size and not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), _RESTART_PAUSE)
            if self._stop.is_set():
                return
            try:
                self._children.add(await self._start())
            except StartError as error:
                log.error("server_not_replaced", reason=str(error))  # noqa: TRY400 - the reason says it all

    async def _replace_all(self) -> None:
        """New ones serve before the old ones leave; when the new ones do not start, the old ones stay."""
        try:
            fresh = set(await asyncio.gather(*(self._start() for _ in range(self._size))))
        except StartError as error:
            log.error("renewal_failed", reason=str(error))  # noqa: TRY400 - the reason says it all
            return
        old, self._children = self._children, fresh
        await self._dismiss(old)
        log.info("crew_renewed", processes=self._size)

    async def _start(self) -> asyncio.subprocess.Process:
        """A child that serves. Raises StartError when it ends or stays silent instead."""
        reading, writing = os.pipe()
        fds = (*(s.fileno() for s in self._sockets), writing)
        try:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "relay", "serve", "--config", str(self._config)),
                env={**os.environ, VARIABLE: ",".join(str(fd) for fd in fds)},
                pass_fds=fds,
                stdin=asyncio.subprocess.DEVNULL,
            )
        finally:
            os.close(writing)
        self._started = {one for one in self._started if one.returncode is None} | {child}
        try:
            if await asyncio.wait_for(_read_one(reading), _READY_WITHIN):
                return child
        except TimeoutError:
            pass
        finally:
            os.close(reading)
        await self._dismiss({child})
        raise StartError(f"a server process did not start (exit status {child.returncode}); its last lines say why")

    async def _dismiss(
        self, children: "Sequence[asyncio.subprocess.Process] | set[asyncio.subprocess.Process]"
    ) -> None:
        for child in children:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.terminate()
        for child in children:
            await child.wait()


async def _read_one(fd: int) -> bytes:
    """One byte of a pipe, or none when its other end is closed."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(fd, readable.set)
    try:
        await readable.wait()
        return os.read(fd, 1)
    finally:
        loop.remove_reader(fd)
