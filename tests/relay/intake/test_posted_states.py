"""What a sender is told who posts records whose newest state counts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest

from relay.intake.door import Door
from relay.line.queue import Queue
from relay.model import Identity, Outcome, State, new_token
from relay.roles import Json
from tests.plain import as_told
from tests.relay.doors import open_door
from tests.relay.intake.callers import Caller, NumberedDocuments


class StampedDocuments(NumberedDocuments):
    """Those of the shop, with the moment at which each was changed."""

    def identify(self, document: Json) -> Identity:
        return Identity(document["number"], None, datetime.fromisoformat(document["at"]))


@pytest.fixture
async def sender(door: Door) -> AsyncIterator[Caller]:
    shop = door.flows["shop"]
    keeping = replace(shop, flow=replace(shop.flow, keeps_state=True), source=StampedDocuments())
    async with open_door(replace(door, flows={"shop": keeping})) as caller:
        yield caller


async def post(sender: Caller, quantity: int, minute: int = 0) -> tuple[str, bool]:
    """The event that the answer names, and whether it says that this one was there before."""
    document = {"number": "C-1", "quantity": quantity, "at": f"2026-03-02T12:{minute:02}:00+00:00"}
    answer = await sender.post("/hooks/shop", document)
    assert answer.status == 202
    return str(answer.document["event"]), bool(answer.document["duplicate"])


async def carry(queue: Queue) -> None:
    claim = await queue.claim(["shop"], new_token())
    assert claim is not None
    assert not isinstance(claim, float)
    assert await queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("written")))


async def test_what_was_carried_last_is_answered_with_its_event_and_a_change_with_a_new_one(
    sender: Caller, queue: Queue
) -> None:
    first, is_repeat = await post(sender, 5)
    assert not is_repeat
    await carry(queue)
    assert await post(sender, 5) == (first, True)
    second, is_repeat = await post(sender, 3)
    assert (second != first, is_repeat) == (True, False)
    await carry(queue)
    third, is_repeat = await post(sender, 5)  # back to what it was
    assert (third not in {first, second}, is_repeat) == (True, False)


async def test_what_comes_late_is_answered_with_an_event_that_tells_so(sender: Caller, door: Door) -> None:
    newer, _ = await post(sender, 3, minute=5)
    late, is_repeat = await post(sender, 5, minute=4)
    assert (late != newer, is_repeat) == (True, False)
    story = await door.activity.story(late)
    assert story is not None
    assert story.summary.event.state is State.SUPERSEDED
    assert story.summary.reason == "its source stamped it earlier than one that came before, so it is not carried"
