"""What is posted to the operators' listener is one small JSON object, or nothing is done."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin.bodies import LIMIT
from relay.model import State
from tests.admin.conftest import TOKEN, Operator
from tests.relay.desk import Desk
from tests.relay.intake.callers import Answer

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


async def cancel(operator: Operator, event_id: str, body: bytes | None, **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await operator.caller.call("POST", f"/api/events/{event_id}/cancel", body=body, headers=HEADERS | sent)


@pytest.mark.parametrize(
    "declared", [None, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
async def test_what_is_not_declared_as_json_is_refused(operator: Operator, desk: Desk, declared: str | None) -> None:
    """A page of another site could post such a body without asking first."""
    event_id = await desk.stand("1", State.HELD)
    answer = await cancel(operator, event_id, b"{}", **({"Content_Type": declared} if declared else {}))
    assert (answer.status, answer.kind) == (415, "media-type-refused")
    assert await desk.state_of(event_id) is State.HELD


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"7", b'"{}"', b'{"a":1,"a":2}', b"\xff", b"[" * 5000, b"{} {}"]
)
async def test_what_is_no_json_object_is_refused_with_the_place(operator: Operator, desk: Desk, body: bytes) -> None:
    event_id = await desk.stand("1", State.HELD)
    answer = await cancel(operator, event_id, body, Content_Type="application/json")
    assert (answer.status, answer.kind) == (400, "body-not-json")
    assert await desk.state_of(event_id) is State.HELD


async def test_a_body_that_is_too_large_is_refused(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    answer = await cancel(operator, event_id, b" " * (LIMIT + 1), Content_Type="application/json")
    assert (answer.status, answer.kind) == (413, "body-too-large")
    assert await desk.state_of(event_id) is State.HELD


async def test_a_field_that_an_action_does_not_know_is_named(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    answer = await operator.post(f"/api/events/{event_id}/cancel", {"reason": "a customer rang"})
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    assert [(error["path"], error["remedy"]) for error in answer.document["errors"]] == [
        ("reason", "correct it in the body")
    ]
    assert "rang" not in str(answer.document)
    assert await desk.state_of(event_id) is State.HELD


async def test_without_the_token_nothing_is_done(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    for path in (f"/api/events/{event_id}/cancel", f"/api/events/{event_id}/replay", "/api/replays"):
        assert (await operator.caller.post(path, {})).status == 401
    assert await desk.state_of(event_id) is State.HELD


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = st.sampled_from(["flow", "state", "from", "to", "reference", "most", "since", "carry", "other"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(FIELDS, JSON, max_size=4), path=st.sampled_from(["/api/replays", "/api/flows/x/reconcile"]))
async def test_no_body_makes_the_api_fail(operator: Operator, body: dict[str, object], path: str) -> None:
    assert (await operator.post(path, body)).status in {200, 400, 404}
