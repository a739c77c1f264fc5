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
    kinds = told["by_entity"]
    customers, products = kinds["customer"], kinds["product"]
    assert sum(kind["received"] for kind in kinds.values()) + told["duplicates"] == told["received"]
    assert (customers["held"], customers["failed"]) == (0, 0)
    assert customers["written"] >= 20, "both ways, each at least once"
    assert (products["held"], products["skipped"]) == (1, 2), "what is blocked, and lines of text"
    assert products["written"] >= 20, "both ways"
    assert told["pictures"] == 1
    assert told["levels"] == kinds["stock"]["written"] == 8, "as AFAS has it after mugs broke"
    assert any("not in the target: NIEUW-001" in line for line in shown)
