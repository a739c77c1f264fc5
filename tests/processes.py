"""The processes of a relay as tests handle them: the parent that keeps them, and its children, which do the work."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.waiting import eventually

HOUSE: Final = Path(__file__).parents[1]
BUSY: Final = 200.0
"""Seconds that a command, or a start of a relay, may take on a machine that is busy with much other work."""


def children_of(process: asyncio.subprocess.Process) -> set[int]:
    """The process ids of the children, as the kernel knows them; none where the process is gone."""
    try:
        found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
    except OSError:
        return set()
    return {int(pid) for pid in found.split()}


def kill_all(process: asyncio.subprocess.Process) -> None:
    """End a process and its children as a power cut would: none of them can end what it has begun."""
    children = children_of(process)
    for pid in (process.pid, *children):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str


async def said_by(*command: str, environment: Mapping[str, str] | None = None, typed: str = "") -> Said:
    """Run a Python program to its end, such as ``said_by("-m", "relay", "check")``; what still runs is killed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command),
        env={**os.environ, **(environment or {})},
        cwd=HOUSE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    talk = asyncio.create_task(process.communicate(typed.encode()))
    try:
        out, err = await asyncio.wait_for(asyncio.shield(talk), BUSY)
        return Said(process.returncode or 0, out.decode(), err.decode())
    finally:
        kill_all(process)
        await talk


@dataclass
class Running:
    """A `relay serve` or `relay work`: its parent, and every line that it and its children have logged."""

    process: asyncio.subprocess.Process
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def children(self) -> set[int]:
        """The processes that do the work."""
        return children_of(self.process)

    def said(self, event: str) -> list[dict[str, Any]]:
        """The lines of the log about such a happening."""
        return [line for line in self.lines if line.get("event") == event]

    async def listen(self) -> None:
        """Keep what is logged until nobody holds the other end any more."""
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.lines.append(json.loads(line) if line.startswith(b"{") else {"text": line.decode()})


@asynccontextmanager
async def running(config: Path, environment: Mapping[str, str], *words: str) -> AsyncIterator[Running]:
    """Such as ``running(config, environment, "work")``, once its processes work; ended politely after the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", *words, "--config", str(config)),
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    found = Running(process)
    listening = asyncio.create_task(found.listen())
    try:
        await eventually(lambda: found.said("crew_ready") or process.returncode is not None, within=BUSY)
        assert process.returncode is None, found.lines
        yield found
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.wait()
        await listening  # ends once no child is left
