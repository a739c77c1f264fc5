"""What a process of the relay has from the parent that keeps it: listening sockets, and a line on which both talk.

The line also tells each of them that the other is gone, however it ended: the kernel closes it.
"""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson
import structlog

from relay.line.background import beside
from words.told import Told

log = structlog.get_logger()

VARIABLE: Final = "RELAY_PARENT"
"""Tells a child which file descriptors are its line and its sockets, and why it was started, as JSON."""

LONGEST_LINE: Final = 2**20

Because = Literal["start", "signal", "followed", "replaced"]
"""Why a process was started: with the relay, at a SIGHUP, to follow an announced version, or for one that died."""


@dataclass(frozen=True, slots=True)
class Parent:
    """The parent of this process. ``sockets`` are the intake's and the admin's, or none for a worker.

    ``is_first`` says that it is the first new process of a renewal, which counts it.
    """

    line: socket.socket
    sockets: Sequence[socket.socket]
    because: Because
    is_first: bool

    def tell(self, **words: Any) -> None:
        """Tell the parent something. What a parent that is gone does not hear is lost."""
        with suppress(OSError):
            self.line.send(orjson.dumps(words) + b"\n")

    async def hear(self) -> AsyncIterator[dict[str, Any]]:
        """What the parent tells, until it is gone. To be called once."""
        reader, writer = await asyncio.open_unix_connection(sock=self.line.dup(), limit=LONGEST_LINE)
        try:
            while line := await reader.readline():
                yield orjson.loads(line)
        except ConnectionError:
            return
        finally:
            writer.close()


def parent_of_this_process() -> Parent | None:
    """The parent, or None when nobody of ours started this process."""
    text = os.environ.pop(VARIABLE, "")
    if not text:
        return None
    told = orjson.loads(text)
    sockets = [socket.socket(fileno=number) for number in told["sockets"]]
    return Parent(socket.socket(fileno=told["line"]), sockets, told["because"], told["is_first"])


async def wait_for_stop(parent: Parent | None = None, heard: Callable[[dict[str, Any]], None] | None = None) -> None:
    """Return at the first SIGTERM or SIGINT, or when the parent is gone; what the parent tells goes to ``heard``.

    A SIGHUP is passed on to the parent, who renews all of its processes; without a parent it asks for an end too, as
    it does where a terminal is closed.
    """
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(signum, asked.set)
    if parent is None:
        await asked.wait()
        return
    loop.add_signal_handler(signal.SIGHUP, lambda: parent.tell(signalled=True))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})  # it was blocked since before there was a handler
    async with beside(_hear_all(parent, heard, asked)):
        await asked.wait()


async def _hear_all(parent: Parent, heard: Callable[[dict[str, Any]], None] | None, gone: asyncio.Event) -> None:
    async for words in parent.hear():
        if heard is not None:
            heard(words)
    if not gone.is_set():
        log.warning("parent_gone", remedy=Told("process.drains"))
    gone.set()
