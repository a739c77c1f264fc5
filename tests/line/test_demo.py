"""The demo as a newcomer runs it: it ends as expected, and its last line is for programs."""

import json

from tests.processes import said_by


async def test_the_demo_ends_as_expected_and_its_last_line_adds_up() -> None:
    said = await said_by("-m", "relay", "demo")
    assert said.status == 0, said.out + said.err
    *shown, last = said.out.strip().splitlines()
    told = json.loads(last)
    parts = ("written", "skipped", "held", "failed", "superseded", "duplicates")
    assert told["received"] == sum(told[part] for part in parts)
    assert (told["refused"], told["duplicates"], told["failed"]) == (2, 1, 0)
    assert told["customers_created"] > 0
    customers, orders = told["by_entity"]["customer"], told["by_entity"]["order"]
    assert customers["received"] + orders["received"] + told["duplicates"] == told["received"]
    assert (customers["held"], customers["failed"]) == (0, 0)
    assert customers["written"] >= 20, "both ways, each at least once"
    assert any("not in the target: NIEUW-001" in line for line in shown)
