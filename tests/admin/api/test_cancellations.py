import pytest
from structlog.testing import capture_logs

from admin.api.cancellations import CancelAnswer
from relay.model import State
from tests.admin.conftest import Operator
from tests.relay.desk import Desk


async def test_a_held_event_is_cancelled_and_its_document_is_gone(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    answer = await operator.post(f"/api/events/{event_id}/cancel", {})
    assert (answer.status, answer.document) == (200, {"cancelled": True, "found": "held"})
    assert await desk.state_of(event_id) is State.CANCELLED
    assert await desk.body(event_id) is None
    assert CancelAnswer.model_validate(answer.document).model_dump(mode="json") == answer.document


@pytest.mark.parametrize("state", [State.RUNNING, State.UNCONFIRMED, State.WRITTEN])
async def test_an_event_that_cannot_be_cancelled_stays_as_it_is(operator: Operator, desk: Desk, state: State) -> None:
    event_id = await desk.stand("1", state)
    answer = await operator.post(f"/api/events/{event_id}/cancel", {})
    assert (answer.status, answer.document) == (200, {"cancelled": False, "found": state})
    assert await desk.state_of(event_id) is state


async def test_an_event_that_does_not_exist_is_not_found(operator: Operator) -> None:
    answer = await operator.post(f"/api/events/{'0' * 32}/cancel", {})
    assert (answer.status, answer.kind) == (404, "event-not-found")


async def test_each_cancelling_leaves_a_line_in_the_log(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.FAILED)
    with capture_logs() as logs:
        await operator.post(f"/api/events/{event_id}/cancel", {})
    [line] = [entry for entry in logs if entry["event"] == "operator_cancelled"]
    assert (line["event_id"], line["moved"], line["found"]) == (event_id, True, "failed")
