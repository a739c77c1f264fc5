"""What a sender is told of documents that do not fit the filter of their flow: taken, and no event, unless they did."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from mapping.filter_texts import read_filter
from relay.intake.door import Door
from relay.line.queue import Claim, Queue
from relay.model import Outcome, State, new_token
from tests.plain import as_told
from tests.relay.doors import open_door, own_keys
from tests.relay.intake.bundles import bundle, numbers_waiting, takes_bundles
from tests.relay.intake.callers import Caller

CHEAP = read_filter([{"field": "quantity", "below": 5}])
WHY = "it does not fit the filter of this flow (quantity), so it is not carried"


def with_filter(door: Door, *, keeps_state: bool) -> Door:
    shop = door.flows["shop"]
    return replace(door, flows={"shop": replace(shop, flow=replace(shop.flow, wanted=CHEAP, keeps_state=keeps_state))})


@pytest.fixture
async def sender(door: Door) -> AsyncIterator[Caller]:
    async with open_door(with_filter(door, keeps_state=True)) as caller:
        yield caller


async def carry(queue: Queue) -> None:
    claim = await queue.claim(["shop"], new_token())
    assert isinstance(claim, Claim)
    assert await queue.finish(claim.lease, Outcome(State.WRITTEN, as_told("written")))


async def test_a_document_that_never_fitted_is_passed_over_and_leaves_nothing(sender: Caller, door: Door) -> None:
    before = await own_keys(door.store.state, door)
    answer = await sender.post("/hooks/shop", {"number": "1", "quantity": 9})
    assert (answer.status, answer.document) == (202, {"event": None, "duplicate": False, "passed_over": WHY})
    assert await own_keys(door.store.state, door) == before
    assert (await sender.post("/hooks/shop", {"number": "1", "quantity": 3})).document["event"]


async def test_a_record_that_fits_no_longer_becomes_an_event_once(sender: Caller, queue: Queue) -> None:
    first = (await sender.post("/hooks/shop", {"number": "1", "quantity": 3})).document["event"]
    await carry(queue)
    left = (await sender.post("/hooks/shop", {"number": "1", "quantity": 9})).document
    assert left["event"] not in {None, first}
    await carry(queue)
    again = (await sender.post("/hooks/shop", {"number": "1", "quantity": 9})).document
    assert again == {"event": left["event"], "duplicate": True}


async def test_an_order_that_does_not_fit_is_passed_over_whatever_came_before(door: Door) -> None:
    async with open_door(with_filter(door, keeps_state=False)) as sender:
        assert (await sender.post("/hooks/shop", {"number": "1", "quantity": 3})).document["event"]
        assert (await sender.post("/hooks/shop", {"number": "1", "quantity": 9})).document["passed_over"] == WHY


async def test_of_a_post_of_several_documents_each_is_asked_by_itself(door: Door) -> None:
    bundles = takes_bundles(door)
    shop = bundles.flows["shop"]
    wanted = read_filter([{"field": "number", "in": ["B-0", "B-2"]}])
    bundles = replace(bundles, flows={"shop": replace(shop, flow=replace(shop.flow, wanted=wanted))})
    async with open_door(bundles) as sender:
        answer = (await sender.post("/hooks/shop", bundle(3))).document
        again = (await sender.post("/hooks/shop", bundle(3))).document
    out = {"number": "B-1", "event": None, "duplicate": False, "passed_over": WHY.replace("quantity", "number")}
    assert [one["number"] for one in answer["events"] if one["event"]] == ["B-0", "B-2"]
    assert answer["events"][1] == out
    assert (answer["duplicate"], again["duplicate"], again["events"][1]) == (False, True, out)
    assert await numbers_waiting(bundles) == {"B-0": 1, "B-2": 1}
