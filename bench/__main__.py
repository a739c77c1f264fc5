"""Runs the benches and prints one JSON object as the last line: ``make bench``."""

import argparse
import asyncio
import json
import logging
import sys

from bench import intake, mapping, start_up, worker
from relay.processes.logs import configure_logs


def answer_help() -> None:
    """Tell what this does to one who asks, and refuse words it does not know, before ten minutes are spent."""
    argparse.ArgumentParser(
        prog="python -m bench",
        description="Measures the relay beside the plain way of doing the same, on loopback only. It takes about ten "
        "minutes, and the last line is one JSON object; bench/README.md tells what the figures mean.",
    ).parse_args()


async def main() -> None:
    """Measure one part after another, on loopback only; about ten minutes."""
    configure_logs(level=logging.ERROR)
    print("intake, one Redis in both roles ...", file=sys.stderr)
    result = await intake.measure(two_roles=False)
    print("intake, a Redis for each role ...", file=sys.stderr)
    two = await intake.measure(two_roles=True)
    result["intake_two_roles"] = two["intake"]
    result["two_roles"] = {key: two[key] for key in ("ack_p99_ms_at_1000rps", "overhead_bytes_per_event")}
    print("worker ...", file=sys.stderr)
    result["worker"] = await worker.measure()
    print("mapping ...", file=sys.stderr)
    result["mapping"] = mapping.measure()
    print("start ...", file=sys.stderr)
    result["start_up"] = await start_up.measure()
    print(json.dumps(result))


if __name__ == "__main__":
    answer_help()
    asyncio.run(main())
