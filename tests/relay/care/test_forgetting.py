"""A person who asks to be forgotten: what waits or rests of them ends in every flow of their shop, and nothing else."""

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from mapping.parsing import dump_json
from relay.care.event_moves import FORGOTTEN
from relay.care.forgetting import Forgetting
from relay.line.queue import Claim
from relay.line.run_event import OpenFlow
from relay.model import Flow, Identity, Lease, Origin, Outcome, State, Ticket, new_token
from relay.roles import Json
from tests.plain import as_told
from tests.relay.desk import Desk
from tests.relay.parts import SmallSource, SmallTarget, bound

CUSTOMERS = Flow(name="shop-customers", entity="customer", source="shop", target="books", settings=None)
ORDERS = replace(CUSTOMERS, name="shop-orders", entity="order")
ELSEWHERE = replace(CUSTOMERS, name="other-shop", entity="order", source="other")
ASKS = {"number": "64", "of": "64"}


class People(SmallSource):
    """Documents that say whose they are."""

    def whose(self, document: Json) -> frozenset[str]:
        return frozenset({str(document["of"])} if document.get("of") else ())


class Shop:
    """The flows of a shop and of another, with what is kept of their people."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        flows = (CUSTOMERS, ORDERS, ELSEWHERE)
        self.flows = {flow.name: OpenFlow(flow, People(), SmallTarget(), bound()) for flow in flows}

    async def stand(self, flow: Flow, number: str, of: str, state: State) -> str:
        """An event of a person that has come to stand in a state."""
        body = dump_json({"number": number, "of": of})
        accepted = await self.desk.acceptor.accept(flow, body, Identity(number), Origin.HOOK, digest_material=body)
        if state is not State.WAITING:
            found = await self.desk.queue.claim([flow.name], new_token())
            assert isinstance(found, Claim)
            if state is not State.RUNNING:
                outcome = Outcome(state, as_told(f"it is {state}"), dry_run=state is State.SKIPPED)
                assert await self.desk.queue.finish(found.lease, outcome)
        return accepted.event_id

    async def forget(self, event_id: str, document: Json = ASKS) -> int:
        event = await self.desk.event(event_id)
        ticket = Ticket(event, CUSTOMERS, Lease(event_id, "token"), document)
        return await Forgetting(self.desk.store, self.desk.vault, self.desk.queue, self.flows).forget(ticket)

    async def has_document(self, event_id: str) -> bool:
        return bool(await self.desk.store.payload.exists(self.desk.store.keys.payload(event_id)))


@pytest.fixture
async def shop(desk: Desk) -> Shop:
    return Shop(desk)


@pytest.mark.parametrize("state", [State.WAITING, State.PARKED, State.HELD, State.FAILED, State.SKIPPED])
async def test_what_waits_or_rests_of_the_person_ends_and_its_document_is_deleted(shop: Shop, state: State) -> None:
    order = await shop.stand(ORDERS, "1001", "64", state)
    asks = await shop.stand(CUSTOMERS, "64", "64", State.RUNNING)
    assert await shop.forget(asks) == 1
    story = await shop.desk.activity.story(order)
    assert story is not None
    assert (story.summary.event.state, story.summary.told) == (State.CANCELLED, FORGOTTEN)
    assert not await shop.has_document(order)
    assert await shop.forget(asks) == 0


async def test_what_is_of_others_or_of_another_shop_stays(shop: Shop) -> None:
    kept = [
        await shop.stand(ORDERS, "1002", "65", State.HELD),
        await shop.stand(ORDERS, "1003", "", State.HELD),
        await shop.stand(ELSEWHERE, "1004", "64", State.HELD),
    ]
    asks = await shop.stand(CUSTOMERS, "64", "64", State.RUNNING)
    assert await shop.forget(asks) == 0
    assert [await shop.has_document(event_id) for event_id in (*kept, asks)] == [True] * 4


async def test_what_is_being_carried_and_the_event_that_asks_are_left_to_their_own_end(shop: Shop) -> None:
    carried = await shop.stand(ORDERS, "1001", "64", State.RUNNING)
    asks = await shop.stand(CUSTOMERS, "64", "64", State.HELD)
    assert await shop.forget(asks) == 0
    assert await shop.desk.state_of(carried) is State.RUNNING
    assert await shop.desk.state_of(asks) is State.HELD


async def test_a_request_that_names_nobody_forgets_nobody(shop: Shop) -> None:
    held = await shop.stand(ORDERS, "1001", "", State.HELD)
    asks = await shop.stand(CUSTOMERS, "64", "", State.RUNNING)
    assert await shop.forget(asks, {"number": "64"}) == 0
    assert await shop.has_document(held)


async def test_an_event_whose_document_is_lost_has_nothing_to_forget(shop: Shop) -> None:
    held = await shop.stand(ORDERS, "1001", "64", State.HELD)
    await shop.desk.store.payload.delete(shop.desk.store.keys.payload(held))
    asks = await shop.stand(CUSTOMERS, "64", "64", State.RUNNING)
    assert await shop.forget(asks) == 0


async def test_the_log_tells_how_many_and_of_nobody(shop: Shop) -> None:
    await shop.stand(ORDERS, "1001", "64", State.HELD)
    asks = await shop.stand(CUSTOMERS, "64", "64", State.RUNNING)
    with capture_logs() as logs:
        await shop.forget(asks)
    [told] = [line for line in logs if line["event"] == "events_forgotten"]
    assert told == {
        "event": "events_forgotten",
        "log_level": "info",
        "flow": CUSTOMERS.name,
        "event_id": asks,
        "count": 1,
    }
