"""Runs the benches and prints one JSON object as the last line: ``make bench``."""

import asyncio
import json
import logging
import sys

from bench import intake, mapping, worker
from relay.logs import configure_logs


async def main() -> None:
    """Measure one part after another, on loopback only; about five minutes."""
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
    print(json.dumps(result))


if __name__ == "__main__":
    asyncio.run(main())
