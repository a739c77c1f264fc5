"""Runs every fault with many orders and longer times: ``python -m tests.faults``. Its last line is figures as JSON."""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import structlog

from relay.demo.embedded import EmbeddedRedis
from tests.faults.kinds import VENDORS, Kind
from tests.faults.scale import WHOLE
from tests.faults.trial import Result, run


def main() -> int:
    """The exit status: 0 when every run ended as it must."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--orders", type=int, default=100, help="how many orders each run carries (from 5)")
    parser.add_argument("--kind", choices=[kind.slug for kind in Kind], action="append", help="only this fault")
    asked = parser.parse_args()
    if asked.orders < 5:
        parser.error("--orders: 5 at least")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    kinds = [kind for kind in Kind if not asked.kind or kind.slug in asked.kind]
    results = asyncio.run(_all(kinds, asked.orders))
    bad = [result for result in results if result.faults]
    figures = {
        "runs": len(results),
        "orders": asked.orders * len(results),
        "bad": len(bad),
        "slowest_s": round(max(result.seconds for result in results), 1),
        "least_left_s": round(min(result.within - result.seconds for result in results), 1),
    }
    _say(json.dumps(figures))
    return 1 if bad else 0


async def _all(kinds: Sequence[Kind], orders: int) -> list[Result]:
    """Each run by itself, told as it ends."""
    results = []
    with EmbeddedRedis(maxmemory_mb=128) as redis:
        for kind in kinds:
            for vendor in VENDORS:
                with tempfile.TemporaryDirectory(prefix="faults-") as folder:
                    result = await run(kind, vendor, WHOLE, orders, redis, Path(folder))
                results.append(result)
                good = "well" if not result.faults else "NOT WELL"
                took = f"{result.seconds:6.1f} of {result.within:.1f} s"
                _say(f"{vendor:12} {kind.slug:16} {took}  {result.met:5} met  {good}")
                for told in result.faults:
                    _say(f"    {told}")
    return results


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
