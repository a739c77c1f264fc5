"""`GET /api/flows/{name}/records`: what became of each record of a flow that keeps no stories."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from admin.app import AdminView, make_admin_app
from relay.care.record_list import RecordList
from relay.http.serve import serve_app
from relay.line.run_event import OpenFlow
from relay.model import State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.admin.conftest import Operator
from tests.conftest import make_queue
from tests.relay.intake.callers import Caller
from tests.relay.parts import FLOW, ReadableSource, bound
from tests.relay.state_desk import ITEMS, StateDesk


@pytest.fixture
def cards(store: Store, vault: Vault) -> StateDesk:
    return StateDesk(store, vault, make_queue(store))


@pytest.fixture
async def items_operator(view: AdminView, cards: StateDesk) -> AsyncIterator[Operator]:
    """An operator who is shown a flow that keeps no stories, and one that does."""
    flows = {flow.name: OpenFlow(flow, ReadableSource(), None, bound()) for flow in (ITEMS, FLOW)}
    records = RecordList(cards.store, cards.acceptor, flows)
    shown = replace(view, flows=[ITEMS, FLOW], operations=replace(view.operations, records=records))
    async with serve_app(make_admin_app(shown), "127.0.0.1", 0) as port:
        yield Operator(Caller(port))


async def test_records_are_told_page_by_page_and_one_by_its_number(items_operator: Operator, cards: StateDesk) -> None:
    for number, state in (("KFM-100", State.WRITTEN), ("KFM-200", State.HELD)):
        await cards.read("5", number, flow=ITEMS)
        await cards.carry(state, ITEMS)
    first = (await items_operator.get("/api/flows/items/records?limit=1")).document
    second = (await items_operator.get(f"/api/flows/items/records?limit=1&cursor={first['next']}")).document
    assert [row["reference"] for row in (*first["records"], *second["records"])] == ["KFM-200", "KFM-100"]
    assert second["next"] is None
    [row] = (await items_operator.get("/api/flows/items/records?reference=KFM-200")).document["records"]
    assert (row["outcome"], row["reason"], row["code"]) == ("held", "it is held", "as_written")
    assert row["times"] == {"held": 1}
    assert row["open_state"] == "held"
    assert (await items_operator.get("/api/flows/items/records?reference=KFM-300")).document["records"] == []


async def test_what_cannot_be_told_is_refused_with_the_remedy(items_operator: Operator) -> None:
    wrong_cursor = await items_operator.get("/api/flows/items/records?cursor=nonsense")
    assert wrong_cursor.status == 400
    with_stories = await items_operator.get(f"/api/flows/{FLOW.name}/records")
    assert with_stories.status == 400
    assert "keeps a story of each event" in str(with_stories.document)
    assert (await items_operator.get("/api/flows/item/records")).status == 404


async def test_the_flows_and_the_metrics_say_how_many_there_are(items_operator: Operator, cards: StateDesk) -> None:
    await cards.read("5", flow=ITEMS)
    await cards.carry(State.WRITTEN, ITEMS)
    flows = (await items_operator.get("/api/flows")).document["flows"]
    assert {row["name"]: row["records"] for row in flows} == {ITEMS.name: 1, FLOW.name: None}
    metrics = await items_operator.get("/api/metrics")
    assert 'relay_records{flow="items"} 1.0' in str(metrics.document)
