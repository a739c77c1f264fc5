"""A process that the parent keeps: started with a line to talk on, heard, told, and asked to leave."""

import asyncio
import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Self

from relay.processes.supervised import LONGEST_LINE, VARIABLE, Because
from words.told import Told, unpack


class Child:
    """One child. ``status`` is its exit status, None while it runs; ``mistakes`` are why it did not start."""

    def __init__(self, pid: int, line: socket.socket, process: "subprocess.Popen[bytes] | None" = None) -> None:
        self._line = line
        self._process = process
        self.pid = pid
        self.status: int | None = None
        self.ready = asyncio.Event()
        self.ended = asyncio.Event()
        self.mistakes: tuple[Told, ...] = ()
        self._is_leaving = False
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    def spawn(cls, command: Sequence[str], told: Mapping[str, Any], sockets: Sequence[int]) -> Self:
        """Start a process that inherits the sockets. A SIGHUP waits until it has a handler for it."""
        ours, theirs = socket.socketpair()
        inherited = json.dumps({**told, "line": theirs.fileno(), "sockets": list(sockets)})
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
        try:
            process = subprocess.Popen(  # noqa: S603 - a command of ours
                command,
                env={**os.environ, VARIABLE: inherited},
                pass_fds=(theirs.fileno(), *sockets),
                stdin=subprocess.DEVNULL,
            )
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
            theirs.close()
        return cls(process.pid, ours, process)

    def has_ended(self, status: int) -> None:
        """Note that the kernel has told its end."""
        self.status = status
        if self._process is not None:
            self._process.returncode = status  # else it would be waited for again when it is forgotten
        self._line.close()
        self.ended.set()

    def listen(self, renew: Callable[[Because], None]) -> None:
        """Hear what it says from now on: that it is ready or why not, and that all processes are to be renewed."""
        self._listening = asyncio.create_task(self._listen(self._line.dup(), renew))  # before its end is noted

    async def wait_until_heard(self) -> None:
        """Wait until the last that it said is heard; to be called once it has ended."""
        if self._listening is not None:
            await self._listening

    async def _listen(self, line: socket.socket, renew: Callable[[Because], None]) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=line, limit=LONGEST_LINE)
        try:
            while said := await reader.readline():
                words = json.loads(said)
                self.mistakes = tuple(map(unpack, words["mistakes"])) if "mistakes" in words else self.mistakes
                if "ready" in words:
                    self.ready.set()
                if "signalled" in words:
                    renew("signal")
                if "follows" in words and not self._is_leaving:
                    renew("followed")
        except ConnectionError:
            return
        finally:
            writer.close()

    def tell(self, **words: Any) -> None:
        """Send the child words as JSON. Where it is gone already they are lost, without an error."""
        with suppress(OSError):
            self._line.send(json.dumps(words).encode() + b"\n")

    def dismiss(self) -> None:
        """Ask it to end what it has begun and leave."""
        self._is_leaving = True
        if self.status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)
