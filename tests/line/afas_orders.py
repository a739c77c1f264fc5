"""Orders out of AFAS for the tests of operators' work, the poll that brings them, and the command itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.model import State
from tests.line.household import Line
from tests.processes import said_by

FLOW = "afas-orders"
WEEK = timedelta(days=7)


def orders_with(sku: str) -> list[dict[str, Any]]:
    """The first confirmed order of the demo that has this article."""
    orders = demo_orders(datetime.now(UTC))
    fit = [each for each in orders if any(line["sku"] == sku for line in each["lines"])]
    return [each for each in fit if each["order"]["status"] == "confirmed"][:1]


def add_article(line: Line, sku: str) -> None:
    line.books.put("ARTICLE", {"ART_CODE": sku, "ART_DESC1": "New", "VAT_CODE": "2"})


async def polled(line: Line) -> str:
    """The event of the one order that a poll brings."""
    count = await line.program.poll(FLOW, begin_anywhere=False)
    assert count.accepted == 1
    [summary] = (await line.activity.page(flow=FLOW)).events
    return summary.event.id


async def relay(line: Line, *words: str) -> tuple[int | None, str]:
    """Run the command as an operator does; its exit status and what it prints."""
    said = await said_by("-m", "relay", *words, "--config", str(line.config), environment=line.environment)
    return said.status, said.out


async def stands(line: Line, event_id: str, state: State) -> bool:
    return await line.state_of(event_id) is state
