"""Events that arrive, are claimed and end, straight on the queue."""

import secrets
from typing import Any

from relay.line.arrivals import Arrival
from relay.line.queue import Claim, Queue
from relay.model import Origin, Outcome, State, new_event_id, new_token
from tests.plain import as_told
from tests.relay.parts import FLOW

FLOWS = [FLOW.name]


def arrival(**changes: Any) -> Arrival:
    """A new event of a document of its own."""
    mark = secrets.token_hex(8)
    fields: dict[str, Any] = {
        "event_id": new_event_id(), "flow": FLOW.name, "reference": "1001", "origin": Origin.HOOK,
        "lane": f"lane-{mark}", "document_key": f"document-{mark}",
    }  # fmt: skip
    return Arrival(**fields | changes)


async def claimed(queue: Queue, *flows: str) -> Claim:
    found = await queue.claim(flows or FLOWS, new_token())
    assert isinstance(found, Claim)
    return found


async def claim_or_none(queue: Queue) -> Claim | None:
    found = await queue.claim(FLOWS, new_token())
    return found if isinstance(found, Claim) else None


def ended(state: State, **others: Any) -> Outcome:
    return Outcome(state, as_told(f"it is {state}"), **others)
