import pytest

from admin.api.refusals import RefusalList
from relay.care.refused import RefusedDocuments, WrongField
from relay.cli.operating import Say
from relay.cli.refusals import tell_refusals
from relay.errors import StartError
from relay.store.store import Store
from tests.admin.conftest import ERP, SHOP, Operator
from tests.relay.desk import POSTED, Desk
from tests.relay.parts import FLOW
from words.told import Told

FIELD = WrongField("lines[2].sku", Told("documents.missing"))


@pytest.fixture
def refused(store: Store) -> RefusedDocuments:
    return RefusedDocuments(store, 60_000)


async def test_refused_documents_are_listed_newest_first_and_by_flow(
    desk_operator: Operator, refused: RefusedDocuments
) -> None:
    await refused.note(POSTED.name, "1001", "document-refused", [FIELD])
    await refused.note(FLOW.name, "1002", "body-not-json", [])
    document = (await desk_operator.get("/api/refusals")).document
    moments = [row["last"] for row in document["refusals"]]
    assert moments == sorted(moments, reverse=True)
    assert {row["reference"]: row["fields"] for row in document["refusals"]} == {
        "1001": [{"path": "lines[2].sku", "code": "documents.missing", "rule": "is missing"}],
        "1002": [],
    }
    assert RefusalList.model_validate(document).model_dump(mode="json") == document
    one = (await desk_operator.get(f"/api/refusals?flow={POSTED.name}")).document
    assert [(row["reference"], row["times"]) for row in one["refusals"]] == [("1001", 1)]
    assert (await desk_operator.get("/api/refusals?flow=posted-order")).status == 400


async def test_the_flows_say_how_many_there_are(operator: Operator, refused: RefusedDocuments) -> None:
    await refused.note(SHOP.name, "1001", "document-refused", [FIELD])
    flows = (await operator.get("/api/flows")).document["flows"]
    assert {row["name"]: row["refused"] for row in flows} == {SHOP.name: 1, ERP.name: 0}


async def test_the_command_lists_them_and_empties_the_list(desk: Desk, refused: RefusedDocuments) -> None:
    said = list[str]()
    say: Say = said.append
    for _ in range(2):
        await refused.note(POSTED.name, "1001", "document-refused", [FIELD])
    assert await tell_refusals(desk.operations, POSTED.name, say, forget=False)
    assert f"{POSTED.name}  1001: document refused, 2 times since" in said[0]
    assert said[1:] == ["  lines[2].sku: is missing"]
    assert await tell_refusals(desk.operations, POSTED.name, say, forget=True)
    assert said[-1] == f"{POSTED.name}: 1 taken off the list."
    assert await tell_refusals(desk.operations, None, say, forget=False)
    assert said[-1] == "No document was refused that has not been accepted since."
    with pytest.raises(StartError, match="did you mean 'posted-orders'"):
        await tell_refusals(desk.operations, "posted-order", say, forget=False)
    with pytest.raises(StartError, match="needs --flow"):
        await tell_refusals(desk.operations, None, say, forget=True)
