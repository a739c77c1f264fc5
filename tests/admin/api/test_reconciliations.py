import pytest

from admin.api.reconciliations import ReconcileAnswer
from relay.errors import Barred, RunEnd, Transient
from relay.model import State
from tests.admin.conftest import Operator
from tests.plain import as_told
from tests.relay.desk import POSTED, Desk
from tests.relay.parts import FLOW

PATH = f"/api/flows/{FLOW.name}/reconcile"


async def test_it_tells_how_the_records_stand_and_carries_nothing(desk_operator: Operator, desk: Desk) -> None:
    held = await desk.stand("1", State.HELD)
    desk.target.there = {"2"}
    desk.shows(*"1234")
    answer = await desk_operator.post(PATH, {})
    assert answer.status == 200
    assert answer.document["stands"] == {
        "present": 1, "under_way": 0, "at_rest": 1, "cancelled": 0, "missing": 2, "unclear": 0,
    }  # fmt: skip
    assert (answer.document["references"], answer.document["carried"]) == (["3", "4"], 0)
    assert await desk.ids() == {held}
    assert ReconcileAnswer.model_validate(answer.document).model_dump(mode="json") == answer.document


async def test_one_call_carries_what_is_missing(desk_operator: Operator, desk: Desk) -> None:
    desk.shows(*"12")
    answer = await desk_operator.post(PATH, {"since": "36h", "carry": True})
    assert answer.document["carried"] == 2
    assert len(await desk.ids()) == 2


async def test_a_flow_that_does_not_exist_is_not_found(desk_operator: Operator) -> None:
    answer = await desk_operator.post("/api/flows/nowhere/reconcile", {})
    assert (answer.status, answer.kind) == (404, "flow-not-found")


async def test_a_flow_whose_source_only_posts_cannot_be_compared(desk_operator: Operator) -> None:
    answer = await desk_operator.post(f"/api/flows/{POSTED.name}/reconcile", {})
    assert (answer.status, answer.kind) == (409, "flow-not-compared")


async def test_a_flow_that_is_being_compared_is_told_so(desk_operator: Operator, desk: Desk) -> None:
    await desk.store.state.set(f"{desk.store.keys.prefix}lock:reconcile:{FLOW.name}", "another")
    answer = await desk_operator.post(PATH, {})
    assert (answer.status, answer.kind) == (409, "compared-elsewhere")


@pytest.mark.parametrize("failure", [Transient(as_told("the books are closed")), Barred(as_told("no rights"))])
async def test_a_system_that_is_away_is_named_with_the_reason(
    desk_operator: Operator, desk: Desk, failure: RunEnd
) -> None:
    desk.target.failure = failure
    desk.shows("1")
    answer = await desk_operator.post(PATH, {})
    assert (answer.status, answer.kind, answer.document["detail"]) == (502, "system-away", failure.reason)


@pytest.mark.parametrize("body", [{"since": "a week"}, {"since": "0d"}, {"since": 7}, {"carry": "yes"}, {"over": "7d"}])
async def test_a_wrong_field_is_refused_and_nothing_is_carried(
    desk_operator: Operator, desk: Desk, body: dict[str, object]
) -> None:
    desk.shows("1")
    answer = await desk_operator.post(PATH, {"carry": True, **body})
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    assert await desk.ids() == set()
