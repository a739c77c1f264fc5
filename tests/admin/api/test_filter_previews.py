"""An operator sees which of the last records a filter lets through, and no value of them."""

from tests.admin.conftest import Operator
from tests.relay.desk import Desk
from tests.relay.parts import FLOW
from tests.relay.shops import page


async def test_records_are_told_by_number_and_no_value_is(desk_operator: Operator, desk: Desk) -> None:
    desk.source.pages = [page("a", 1, 2)]
    answer = await desk_operator.get(f"/api/flows/{FLOW.name}/filter?last=5")
    assert answer.status == 200
    assert answer.document == {
        "flow": FLOW.name,
        "asked": [],
        "fitting": [{"number": number, "because_of": [], "fields": {}} for number in ("1", "2")],
        "others": [],
    }


async def test_a_flow_that_is_not_there_is_named(desk_operator: Operator) -> None:
    answer = await desk_operator.get("/api/flows/shop-oders/filter")
    assert (answer.status, "shop-orders" in answer.document["detail"]) == (404, True)


async def test_more_records_than_there_may_be_are_refused(desk_operator: Operator) -> None:
    assert (await desk_operator.get(f"/api/flows/{FLOW.name}/filter?last=100000")).status == 400
