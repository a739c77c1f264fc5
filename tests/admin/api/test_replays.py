import pytest
from structlog.testing import capture_logs

from admin.api.replays import ReplayAnswer, ReplayTally
from relay.model import State
from tests.admin.conftest import Operator
from tests.relay.desk import POSTED, Desk
from tests.relay.parts import FLOW


async def test_a_held_event_goes_again(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    desk.shows("1")
    answer = await operator.post(f"/api/events/{event_id}/replay", {})
    assert answer.status == 200
    assert answer.document == {
        "result": "released",
        "reason": "it waits again, with the document as its source has it now",
        "code": "care.waits_with_new_document",
        "event": event_id,
    }
    assert await desk.state_of(event_id) is State.WAITING
    assert ReplayAnswer.model_validate(answer.document).model_dump(mode="json") == answer.document


async def test_an_event_that_waits_stays_as_it_is_and_the_answer_says_so(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.WAITING)
    answer = await operator.post(f"/api/events/{event_id}/replay", {})
    assert (answer.status, answer.document["result"]) == (200, "unchanged")


async def test_a_written_event_is_carried_as_a_new_one_that_is_named(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.WRITTEN)
    desk.shows("1")
    document = (await operator.post(f"/api/events/{event_id}/replay", {})).document
    assert document["result"] == "accepted"
    assert document["event"] in await desk.ids() - {event_id}


async def test_an_event_that_does_not_exist_is_not_found(operator: Operator) -> None:
    answer = await operator.post(f"/api/events/{'0' * 32}/replay", {})
    assert (answer.status, answer.kind) == (404, "event-not-found")


async def test_a_filter_only_counts_unless_it_is_told_to_carry(desk_operator: Operator, desk: Desk) -> None:
    ids = {await desk.stand(number, State.HELD) for number in "12"}
    failed = await desk.stand("3", State.FAILED)
    body = {"flow": FLOW.name, "state": "held"}
    counted = await desk_operator.post("/api/replays", body)
    assert counted.document == {"dry_run": True, "matched": 2, "results": {}, "unable": []}
    assert {await desk.state_of(event_id) for event_id in ids} == {State.HELD}
    carried = await desk_operator.post("/api/replays", {**body, "dry_run": False})
    assert carried.document == {"dry_run": False, "matched": 2, "results": {"released": 2}, "unable": []}
    assert {await desk.state_of(event_id) for event_id in ids} == {State.WAITING}
    assert await desk.state_of(failed) is State.FAILED
    assert ReplayTally.model_validate(carried.document).model_dump(mode="json") == carried.document


@pytest.mark.parametrize(
    ("body", "matched"),
    [
        ({}, 2),
        ({"flow": POSTED.name}, 0),
        ({"from": "2020-01-01"}, 2),
        ({"to": "2020-01-01"}, 0),
        ({"from": "2020-01-01", "to": "2020-12-31"}, 0),
    ],
)
async def test_flow_and_dates_narrow_the_filter(
    desk_operator: Operator, desk: Desk, body: object, matched: int
) -> None:
    await desk.stand("1", State.HELD)
    await desk.stand("2", State.FAILED)
    assert (await desk_operator.post("/api/replays", body)).document["matched"] == matched


@pytest.mark.parametrize(
    ("body", "path", "remedy"),
    [
        ({"flow": "shpo"}, "flow", "did you mean 'shop'? known here: shop, erp"),
        ({"flow": "shpo", "dry_run": False}, "flow", "did you mean 'shop'? known here: shop, erp"),
        ({"flow": "shpo", "reference": "1"}, "flow", "did you mean 'shop'? known here: shop, erp"),
        ({"flows": "shop"}, "flows", "did you mean 'flow'?"),
        ({"state": "expird"}, "state", "did you mean 'expired'?"),
    ],
)
async def test_an_unknown_name_in_a_body_is_refused_with_the_nearest(
    operator: Operator, body: object, path: str, remedy: str
) -> None:
    answer = await operator.post("/api/replays", body)
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    [error] = answer.document["errors"]
    assert (error["path"], error["remedy"]) == (path, remedy)


async def test_a_reference_that_exists_nowhere_is_told_so(desk_operator: Operator) -> None:
    body = {"flow": FLOW.name, "reference": "9999", "dry_run": False}
    answer = (await desk_operator.post("/api/replays", body)).document
    assert answer["results"] == {"not_found": 1}
    assert answer["unable"][0]["reason"] == (
        f"no event of {FLOW.name} with this reference is kept, and its source was asked and does not have it; "
        "nothing is changed"
    )


async def test_what_cannot_go_again_is_named_with_the_reason(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD, POSTED)
    await desk.lose_document(event_id)
    document = (await operator.post("/api/replays", {"dry_run": False})).document
    assert document["results"] == {"no_document": 1}
    [row] = document["unable"]
    assert (row["event"], row["result"]) == (event_id, "no_document")


async def test_a_reference_is_carried_as_its_source_has_it_now(desk_operator: Operator, desk: Desk) -> None:
    desk.shows("1001")
    body = {"flow": FLOW.name, "reference": "1001"}
    counted = (await desk_operator.post("/api/replays", body)).document
    assert (counted["dry_run"], counted["matched"]) == (True, None)
    assert await desk.ids() == set()
    carried = (await desk_operator.post("/api/replays", {**body, "dry_run": False})).document
    assert carried["results"] == {"accepted": 1}
    assert len(await desk.ids()) == 1


async def test_no_more_go_at_once_than_the_caller_wants(operator: Operator, desk: Desk) -> None:
    for number in "123":
        await desk.stand(number, State.HELD)
    document = (await operator.post("/api/replays", {"dry_run": False, "most": 2})).document
    assert (document["matched"], document["results"]) == (3, {"released": 2})


@pytest.mark.parametrize(
    "body",
    [
        {"reference": "1"},
        {"reference": "1", "flow": "a", "state": "held"},
        {"reference": "1", "flow": "a", "from": "2026-01-01"},
        {"reference": "", "flow": "a"},
        {"state": "lost"},
        {"from": "yesterday"},
        {"most": 0},
        {"most": 10_001},
        {"dry_run": "no"},
        {"dry_run": 0},
        {"flows": ["a"]},
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused_and_nothing_goes(
    operator: Operator, desk: Desk, body: dict[str, object]
) -> None:
    event_id = await desk.stand("1", State.HELD)
    answer = await operator.post("/api/replays", {"dry_run": False, **body})
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    assert answer.document["errors"]
    assert await desk.state_of(event_id) is State.HELD


async def test_each_replay_leaves_a_line_in_the_log(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    with capture_logs() as logs:
        await operator.post(f"/api/events/{event_id}/replay", {})
    [line] = [entry for entry in logs if entry["event"] == "operator_replayed"]
    assert (line["asked"], line["event_id"], line["result"]) == (event_id, event_id, "released")
