"""Measures how soon the relay is there: `--help`, `check`, and `work` until it would take its first event.

``python -m bench.start_up`` measures this tree. ``--beside TREE`` measures another checkout too, with the TREE/.venv of
its own, in turns with this one: so that before and after come from one run.

Processor time is that of the command and all its processes, in user and system mode; wall time begins before the first
``exec``. `work` counts until its log says ``working``: both roles of Redis are open and proven, both vendors' sandboxes
have told who they are, and the loop that takes events runs. Bytecode is written beforehand, as installing does.
"""

import argparse
import asyncio
import base64
import json
import os
import resource
import secrets
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from handlers.sandboxes.demonstration import open_scenario
from mapping.strict_yaml import write
from relay.demo.embedded import EmbeddedRedis

ROUNDS: Final = 15
LONGEST: Final = 60.0
HERE: Final = Path(__file__).parents[1]

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 13, 14
"""Where the columns of /proc/PID/stat have the processor time, counted from 0; see proc_pid_stat(5)."""

_LIBRARIES: Final = "import redis.asyncio, pydantic"


@dataclass(frozen=True)
class Tree:
    """A checkout with its own virtual environment, and what was measured of it: by command, processor and wall time."""

    path: Path
    python: str
    found: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def figures(self) -> dict[str, Any]:
        """The medians in seconds, and beside a Python that does nothing and one that loads redis and pydantic."""
        cpu, wall = (
            {name: statistics.median(one[which] for one in times) for name, times in self.found.items()}
            for which in (0, 1)
        )
        return {
            name: {
                "cpu_s": round(cpu[name], 3),
                "wall_s": round(wall[name], 3),
                "cpu_vs_python": round(cpu[name] / cpu["python"], 2),
                "cpu_vs_libraries": round(cpu[name] / cpu["libraries"], 2),
            }
            for name in self.found
        }


async def measure(beside: Path | None = None, rounds: int = ROUNDS) -> dict[str, Any]:
    """The figures of this tree, and of the one ``beside`` it under the key ``beside``."""
    trees = [Tree(HERE, sys.executable)]
    if beside is not None:
        trees.append(Tree(beside, str(beside / ".venv" / "bin" / "python")))
    async with _surroundings() as (config, environment):
        commands = {
            "python": ["-c", "pass"],
            "libraries": ["-c", _LIBRARIES],
            "help": ["-m", "relay", "--help"],
            "check": ["-m", "relay", "check", config],
        }
        for number in range(rounds + 1):
            for tree in trees:  # in turns, so that a drift of the machine meets both alike
                for name, words in commands.items():
                    _note(tree, name, number, await _to_its_end(tree, words, environment))
                _note(tree, "work", number, await _until_it_works(tree, config, environment))
    ours, *others = [tree.figures() for tree in trees]
    return {**ours, **({"beside": others[0]} if others else {})}


def _note(tree: Tree, name: str, number: int, times: tuple[float, float]) -> None:
    if number > 0:  # the first round writes bytecode, and lets Redis meet both systems
        tree.found.setdefault(name, []).append(times)


@asynccontextmanager
async def _surroundings() -> AsyncIterator[tuple[str, Mapping[str, str]]]:
    """The demonstration's settings, both its sandboxes and a Redis: the path of the file, and the environment."""
    async with open_scenario() as scenario:
        with EmbeddedRedis() as redis, tempfile.TemporaryDirectory(prefix="bench-") as folder:
            flows = {
                name: {**flow, **({"poll": {"every": "24h", "start": "now"}} if "poll" in flow else {})}
                for name, flow in scenario.settings["flows"].items()
            }  # read in the first round, and not again: a poll would be measured as well
            written = {
                **scenario.settings,
                "flows": flows,
                "redis": {"payload_url": redis.url, "state_url": redis.url, "volatile_state": True},
                "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
            }
            path = Path(folder) / "relay.yaml"
            path.write_text(write(written), "utf-8")
            keys = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")}
            known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            yield str(path), {**known, **scenario.environment, **keys}


async def _to_its_end(tree: Tree, words: Sequence[str], environment: Mapping[str, str]) -> tuple[float, float]:
    """Processor and wall time of a command that ends by itself."""
    started, before = time.perf_counter(), _used_by_ended()
    process = await asyncio.create_subprocess_exec(
        *(tree.python, *words),
        cwd=tree.path,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0, words
    return _used_by_ended() - before, time.perf_counter() - started


async def _until_it_works(tree: Tree, config: str, environment: Mapping[str, str]) -> tuple[float, float]:
    """Processor and wall time of `relay work` until it would take its first event; then it is told to stop."""
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(tree.python, "-m", "relay", "work", "--config", config),
        cwd=tree.path,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(LONGEST):
            said = await _line_about("working", process.stderr)
        wall, cpu = time.perf_counter() - started, _used_by(process.pid)
        assert said["level"] == "info"
        process.send_signal(signal.SIGTERM)
        await process.stderr.read()
    except BaseException:
        with suppress(ProcessLookupError):
            process.terminate()
        raise
    finally:
        await process.wait()
    return cpu, wall


async def _line_about(event: str, log: asyncio.StreamReader) -> dict[str, Any]:
    """The first line of a log about such a happening. Raises RuntimeError when the log ends before."""
    before = []
    async for line in log:
        said = json.loads(line) if line.startswith(b"{") else {}
        if said.get("event") == event:
            return dict(said)
        before.append(line.decode())
    raise RuntimeError("".join(before) or f"nothing about {event!r}")


def _used_by_ended() -> float:
    """Seconds of processor time of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _used_by(pid: int) -> float:
    """Seconds of processor time of a process and those it has started, which run."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    ticks = 0
    for one in (str(pid), *children):
        columns = Path(f"/proc/{one}/stat").read_text("ascii").rpartition(")")[2].split()
        ticks += int(columns[_USER - 2]) + int(columns[_SYSTEM - 2])
    return ticks / _TICKS


def main() -> None:
    """Measure, and print one JSON object as the last line."""
    asked = argparse.ArgumentParser(prog="python -m bench.start_up", description=__doc__.partition("\n")[0])
    asked.add_argument("--beside", type=Path, metavar="TREE", help="another checkout, with its own .venv")
    asked.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is started")
    words = asked.parse_args()
    print(json.dumps(asyncio.run(measure(words.beside, words.rounds))))


if __name__ == "__main__":
    main()
