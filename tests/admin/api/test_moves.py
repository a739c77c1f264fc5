from admin.api.moves import MoveAnswer
from relay.care.orphans import remember_flows
from relay.model import Flow, State
from relay.store.store import Store
from tests.admin.conftest import Inbox, Operator
from tests.relay.parts import FLOW

GONE = Flow(name="old-orders", entity="order", source=FLOW.source, target=FLOW.target, settings=None)


async def test_events_of_a_flow_that_is_gone_are_handed_on_and_told_by_state(
    operator: Operator, inbox: Inbox, store: Store
) -> None:
    await remember_flows(store, [FLOW, GONE])
    event_id = await inbox.take("1001", GONE)
    answer = await operator.post("/api/flows/old-orders/move-events", {"to": FLOW.name})
    assert answer.status == 200, answer.document
    assert MoveAnswer.model_validate(answer.document) == MoveAnswer(moved=1, states={State.WAITING: 1}, left=[])
    assert (await operator.get(f"/api/events/{event_id}")).document["flow"] == FLOW.name


async def test_a_move_that_makes_no_sense_is_refused_with_what_to_do(
    operator: Operator, inbox: Inbox, store: Store
) -> None:
    await remember_flows(store, [FLOW, GONE])
    event_id = await inbox.take("1001", GONE)
    answer = await operator.post("/api/flows/old-orders/move-events", {"to": "shop-order"})
    assert answer.status == 409
    assert answer.document["detail"].startswith("there is no flow 'shop-order'; did you mean 'shop-orders'?")
    assert (await operator.get(f"/api/events/{event_id}")).document["flow"] == GONE.name


async def test_the_flow_that_carries_them_must_be_named(operator: Operator) -> None:
    assert (await operator.post("/api/flows/old-orders/move-events", {})).status == 400
