"""Events ended as a test says, the pages of a list, and a problem with what the API tells of it."""

from mapping.problems import Problem
from relay.line.queue import Claim, Queue
from relay.model import Outcome
from tests.admin.conftest import ERP, SHOP, Operator
from tests.plain import as_told

PROBLEM = Problem("lines[0].sku", as_told("is not in the target"), as_told("add the article"), "A-1")
TOLD = {
    "path": "lines[0].sku",
    "code": "as_written",
    "rule": "is not in the target",
    "remedy": "add the article",
    "value": "A-1",
}


async def carried(queue: Queue, outcome: Outcome) -> str:
    """End the run of the next event in line as given; its id."""
    claim = await queue.claim([SHOP.name, ERP.name], "a-worker")
    assert isinstance(claim, Claim)
    assert await queue.finish(claim.lease, outcome)
    return claim.lease.event_id


async def pages_of(operator: Operator, query: str) -> list[list[str]]:
    """The ids on every page, from the first to the last."""
    pages, cursor = [], ""
    while True:
        document = (await operator.get(f"/api/events?{query}{cursor}")).document
        pages.append([event["id"] for event in document["events"]])
        if document["next"] is None:
            return pages
        cursor = f"&cursor={document['next']}"
