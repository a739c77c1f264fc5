"""What a sender is told whose document came before, and has been cancelled or put away since."""

import pytest

from relay.care.event_moves import EventMoves
from relay.intake.door import Door
from relay.line.queue import Queue
from relay.model import State
from tests.relay.intake.callers import Caller

ORDER = {"number": "1001", "quantity": 3}
REPEATS = pytest.mark.parametrize("delivery", [{"webhook_id": "one"}, {"webhook_id": "two"}, {}])


@pytest.fixture
def moves(door: Door, queue: Queue) -> EventMoves:
    return EventMoves(door.store, queue)


async def cancelled(sender: Caller, moves: EventMoves) -> str:
    event = str((await sender.post("/hooks/shop", ORDER, webhook_id="one")).document["event"])
    assert (await moves.cancel(event)).moved
    return event


@REPEATS
async def test_a_repeat_of_a_cancelled_document_is_refused_and_told_how_to_have_it_carried(
    sender: Caller, moves: EventMoves, delivery: dict[str, str]
) -> None:
    event = await cancelled(sender, moves)
    again = await sender.post("/hooks/shop", ORDER, **delivery)
    assert (again.status, again.kind, again.document["event"]) == (409, "document-cancelled", event)
    assert again.content_type == "application/problem+json"
    assert again.document["detail"] == (
        f"The operator cancelled it as event {event}, so it was not taken in. To have it carried after all, the "
        f"operator runs: relay replay {event}; then send it again."
    )
    assert again.headers["Idempotency-Window"] == "604800"


@REPEATS
async def test_what_the_answer_says_has_it_carried(
    sender: Caller, moves: EventMoves, door: Door, delivery: dict[str, str]
) -> None:
    event = await cancelled(sender, moves)
    await moves.reopen(event, {"who": "operator", "what": "reopened"})  # as `relay replay` does
    again = await sender.post("/hooks/shop", ORDER, **delivery)
    assert (again.status, again.document["event"]) == (202, event)
    assert again.headers["Idempotent-Replayed"] == "restored"
    story = await door.activity.story(event)
    assert story is not None
    assert story.summary.event.state is State.WAITING


@REPEATS
async def test_a_repeat_of_an_expired_document_is_accepted_as_new(
    sender: Caller, moves: EventMoves, door: Door, delivery: dict[str, str]
) -> None:
    event = str((await sender.post("/hooks/shop", ORDER, webhook_id="one")).document["event"])
    [rest] = await moves.look([event])
    assert (await moves.expire(rest)).moved
    again = await sender.post("/hooks/shop", ORDER, **delivery)
    assert (again.status, again.document["duplicate"]) == (202, False)
    assert "Idempotent-Replayed" not in again.headers
    assert again.document["event"] != event
    assert (await door.activity.counts("shop"))[State.WAITING] == 1


async def test_another_body_under_the_key_of_an_event_that_is_gone_names_no_event(sender: Caller, door: Door) -> None:
    event = (await sender.post("/hooks/shop", ORDER, webhook_id="one")).document["event"]
    await door.store.state.delete(door.store.keys.event(event))
    other = await sender.post("/hooks/shop", ORDER | {"number": "1002"}, webhook_id="one")
    assert (other.status, other.kind) == (422, "delivery-key-reused")
    assert "event" not in other.document
