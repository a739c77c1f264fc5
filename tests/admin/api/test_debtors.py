import pytest

from admin.api.debtors import DebtorAnswer
from relay.errors import Hold, Transient
from relay.model import State
from tests.admin.conftest import Operator
from tests.plain import as_told
from tests.relay.desk import Desk


async def test_the_customer_of_an_event_is_linked_and_the_link_is_undone(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    answer = await operator.post(f"/api/events/{event_id}/debtor", {"number": "10023"})
    told = {"result": "linked", "reason": "the customer of 1 is 10023", "code": "as_written"}
    assert (answer.status, answer.document) == (200, told)
    assert DebtorAnswer.model_validate(answer.document).model_dump(mode="json") == answer.document
    answer = await operator.delete(f"/api/events/{event_id}/debtor")
    assert (answer.status, answer.document["result"]) == (200, "undone")
    assert desk.target.linked == [("1", "10023"), ("1", None)]
    assert await desk.state_of(event_id) is State.HELD


async def test_a_debtor_who_is_not_there_is_refused_with_the_reason(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    desk.target.failure = Hold(as_told("the target shows no debtor 10023; nothing is linked"))
    answer = await operator.post(f"/api/events/{event_id}/debtor", {"number": "10023"})
    assert (answer.status, answer.document["result"]) == (200, "refused")
    assert answer.document["reason"] == "the target shows no debtor 10023; nothing is linked"


@pytest.mark.parametrize("body", [{}, {"number": "anna@example.com"}, {"number": 10023}, {"number": "1", "name": "x"}])
async def test_a_body_that_gives_no_number_is_refused_without_its_values(
    operator: Operator, desk: Desk, body: dict[str, str]
) -> None:
    event_id = await desk.stand("1", State.HELD)
    answer = await operator.post(f"/api/events/{event_id}/debtor", body)
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    assert "anna" not in str(answer.document)
    assert desk.target.linked == []


async def test_an_event_that_does_not_exist_is_not_found(operator: Operator) -> None:
    for answer in (
        await operator.post(f"/api/events/{'0' * 32}/debtor", {"number": "10023"}),
        await operator.delete(f"/api/events/{'0' * 32}/debtor"),
    ):
        assert (answer.status, answer.kind) == (404, "event-not-found")


async def test_a_target_that_does_not_answer_is_told_as_such(operator: Operator, desk: Desk) -> None:
    event_id = await desk.stand("1", State.HELD)
    desk.target.failure = Transient(as_told("the office server is off"))
    answer = await operator.post(f"/api/events/{event_id}/debtor", {"number": "10023"})
    assert (answer.status, answer.kind, answer.document["detail"]) == (502, "system-away", "the office server is off")


@pytest.mark.parametrize(("body", "create"), [({}, False), ({"create": True}, True)])
async def test_a_record_whose_counterpart_was_gone_is_carried_again(
    operator: Operator, desk: Desk, body: dict[str, bool], *, create: bool
) -> None:
    event_id = await desk.stand("1", State.HELD)
    answer = await operator.post(f"/api/events/{event_id}/relink", body)
    told = {"result": "relinked", "reason": "1 is carried again", "code": "as_written"}
    assert (answer.status, answer.document) == (200, told)
    assert desk.target.relinked == [("1", create)]
    assert (await operator.post(f"/api/events/{'0' * 32}/relink", body)).kind == "event-not-found"
