"""Runs the long form: ``python -m tests.chaos --orders 3000 --seed 7``. Its last line is the verdict as JSON."""

import argparse
import asyncio
import json
import signal
import sys
import time
from collections.abc import Sequence

from tests.chaos.forms import Form, failover_form, long_form, short_form
from tests.chaos.play import run
from tests.chaos.result import Result, together


def main() -> int:
    """The exit status: 0 when nothing was lost, doubled, out of order or of another amount."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--orders", type=int, default=3000, help="how many orders are sold (from 25)")
    parser.add_argument("--seed", type=int, default=None, help="repeats the chances of an earlier run")
    parser.add_argument(
        "--form",
        choices=("long", "short", "failover"),
        default="long",
        help="long: the orders, then the failover scenario; short: what `make test` runs",
    )
    asked = parser.parse_args()
    if asked.orders < 25:
        parser.error("--orders: 25 at least, one act")
    seed = asked.seed if asked.seed is not None else time.time_ns() % 1_000_000
    forms = {"short": [short_form()], "failover": [failover_form()], "long": [long_form(asked.orders), failover_form()]}
    result = asyncio.run(_told(forms[asked.form], seed))
    return 0 if result.is_good else 1


async def _told(forms: Sequence[Form], seed: int) -> Result:
    us = asyncio.current_task()
    if us is not None:  # a SIGTERM too must leave no process behind
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, us.cancel)
    result = together([await run(form, seed, _say) for form in forms])
    verdict = result.verdict
    for name in ("held", "lost", "doubled", "out_of_order", "differing"):
        for told in getattr(verdict, name):
            _say(f"{name}: {told}")
    for trouble in result.troubles:
        _say(f"trouble: {trouble}")
    _say(json.dumps(result.line()))
    return result


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
