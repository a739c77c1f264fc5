"""The parent of the relay's processes: what it collects, how little it needs, and what ends with it."""

import asyncio
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from relay.care.doctor.process_memory import look_at, relays_here
from tests.line.household import Line
from tests.processes import BUSY, running
from tests.waiting import eventually

REAPER = """
import asyncio, ctypes, os, subprocess, sys
from relay.processes.supervise import Orders, Supervisor
import socket

ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # orphans become ours, as they do in the first process of a container
ours, theirs = socket.socketpair()
line = os.dup(ours.fileno())
supervisor = Supervisor(Orders("work", "none", 1, (), 0, line))
asked = subprocess.run(["sh", "-c", "sleep 1 >/dev/null & echo $!"], stdout=subprocess.PIPE, text=True)
orphan = int(asked.stdout)

async def main():
    supervisor._heed_signals()
    while os.path.exists(f"/proc/{orphan}"):
        await asyncio.sleep(0.01)

asyncio.run(asyncio.wait_for(main(), 60))
print("collected")
"""


def test_an_orphan_that_a_container_leaves_to_its_first_process_is_collected() -> None:
    done = subprocess.run(  # noqa: S603 - a program of our own
        [sys.executable, "-W", "ignore", "-c", REAPER], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.stdout.strip() == "collected", done.stderr


def resident(pid: int) -> int:
    """Kilobytes of memory that are a process's own."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_"))


async def test_the_parent_needs_a_third_of_what_its_child_needs_and_holds_no_core_limit_but_nought(line: Line) -> None:
    async with running(line.config, line.environment, "work") as relay:
        [child] = relay.children
        assert resident(relay.process.pid) * 3 < resident(child)
        memories = [look_at(pid) for pid in (relay.process.pid, child)]
        assert [memory.may_dump for memory in memories if memory is not None] == [False, False]
        assert (child, "work") in list(relays_here())


async def test_what_up_has_started_ends_when_up_is_killed(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", "up", "--sandbox", "--config", str(tmp_path / "none.yaml")),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        assert b"Intake http://" in await asyncio.wait_for(process.stderr.readline(), BUSY)
        below = descendants(process.pid)
        assert len(below) >= 4  # two parents, a server and a worker
    finally:
        process.kill()
        await process.wait()
    await eventually(lambda: not [pid for pid in below if is_alive(pid)], within=BUSY)


def descendants(pid: int) -> list[int]:
    with suppress(OSError):
        children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
        return children + [below for child in children for below in descendants(child)]
    return []


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    return False
