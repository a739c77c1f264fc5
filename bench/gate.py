"""Measures the gate before a connection where nobody waits: what each call to a system costs besides the call.

Processor time counts, of the process and of Redis together: it is nearly the same however busy the machine is.

``python -m bench.gate`` measures this tree. ``--beside TREE`` measures another checkout too, with the TREE/.venv of its
own, in turns with this one: so that before and after come from one run. Both use one Redis, each under its own keys.
"""

import argparse
import json
import secrets
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from relay.demo.embedded import EmbeddedRedis

ROUNDS: Final = 15
CALLS: Final = 3000
HERE: Final = Path(__file__).parents[1]

_PROGRAM: Final = """
import asyncio, sys, time
from pydantic import SecretStr
from relay.line.once.gate import SharedGate
from relay.line.repeated_answers import on_behalf_of
from relay.settings.connections import ConnectionSettings
from relay.settings.model import RedisSettings
from relay.store.store import open_store

async def main(url, instance, calls, at_once):
    settings = RedisSettings(payload_url=SecretStr(url), state_url=SecretStr(url), volatile_state=True)
    async with open_store(settings, instance) as store:
        gate = SharedGate(store, "books", ConnectionSettings(vendor="some", parallel_calls=2 * at_once))

        async def call_on(number):
            for _ in range(number):
                async with gate.call("GET SO1"):
                    pass

        with on_behalf_of("orders"):
            await asyncio.gather(*(call_on(20) for _ in range(at_once)))
            began = await used(store)
            await asyncio.gather(*(call_on(calls // at_once) for _ in range(at_once)))
            print((await used(store) - began) / (calls // at_once * at_once))

async def used(store):
    server = await store.state.info("cpu")
    return time.process_time() + server["used_cpu_user"] + server["used_cpu_sys"]

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
"""
"""Only names that every version has, so that an older checkout runs it."""


def measure(beside: Path | None = None, rounds: int = ROUNDS, calls: int = CALLS) -> dict[str, Any]:
    """Processor time a call in microseconds, one by one and 8 at once, with the ratio to the tree ``beside``."""
    trees = [HERE, *([beside] if beside is not None else [])]
    found: dict[tuple[int, int], list[float]] = {
        (which, at_once): [] for which in range(len(trees)) for at_once in (1, 8)
    }
    with EmbeddedRedis(maxmemory_mb=64) as server:
        for _ in range(rounds):
            for (which, at_once), figures_of in found.items():  # in turns: a drift of the machine meets both alike
                figures_of.append(_run(trees[which], server.url, calls, at_once))
    figures: dict[str, Any] = {}
    for at_once in (1, 8):
        ours = statistics.median(found[0, at_once])
        figures[f"cpu_us_a_call_{at_once}_at_once"] = round(ours * 1_000_000)
        if beside is not None:
            figures[f"vs_beside_{at_once}_at_once"] = round(ours / statistics.median(found[1, at_once]), 3)
    return figures


def _run(tree: Path, url: str, calls: int, at_once: int) -> float:
    python = sys.executable if tree == HERE else str(tree / ".venv" / "bin" / "python")
    words = [python, "-c", _PROGRAM, url, f"gate-{secrets.token_hex(4)}", str(calls), str(at_once)]
    return float(subprocess.run(words, cwd=tree, capture_output=True, text=True, check=True).stdout)  # noqa: S603 - words of our own


def main() -> None:
    """Measure, and print one JSON object as the last line."""
    asked = argparse.ArgumentParser(prog="python -m bench.gate", description=__doc__.partition("\n")[0])
    asked.add_argument("--beside", type=Path, metavar="TREE", help="another checkout, with its own .venv")
    asked.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is measured")
    words = asked.parse_args()
    print(json.dumps(measure(words.beside, words.rounds)))


if __name__ == "__main__":
    main()
