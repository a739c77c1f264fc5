"""The demo as a newcomer runs it: it ends as expected, and its last line is for programs."""

import asyncio
import json
import sys


async def test_the_demo_ends_as_expected_and_its_last_line_adds_up() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "relay", "demo"), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), 110)
    assert process.returncode == 0, out.decode() + err.decode()
    *shown, last = out.decode().strip().splitlines()
    told = json.loads(last)
    parts = ("written", "skipped", "held", "failed", "duplicates")
    assert told["received"] == sum(told[part] for part in parts)
    assert (told["refused"], told["duplicates"], told["failed"]) == (2, 1, 0)
    assert told["customers_created"] > 0
    assert any("not in the target: NIEUW-001" in line for line in shown)
