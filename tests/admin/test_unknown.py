"""What the admin API does not know is refused, on every path, with the nearest that it knows."""

import pytest

from admin.app import PLAIN, RESOURCES
from admin.unknown import Operation, read_operations
from tests.admin.conftest import Operator

PATHS = [path.replace("{event_id:[0-9a-f]{32}}", "0" * 32).replace("{name}", "shop") for path in (*RESOURCES, *PLAIN)]


@pytest.mark.parametrize("path", PATHS)
async def test_no_path_takes_a_parameter_that_it_does_not_know(operator: Operator, path: str) -> None:
    for send in (operator.get, operator.post):
        answer = await send(f"{path}?nonsense=1")
        assert answer.status in {400, 405}
        if answer.status == 400:
            assert [error["path"] for error in answer.document["errors"]] == ["nonsense"]


async def test_a_misspelt_path_is_refused_with_the_nearest(operator: Operator) -> None:
    answer = await operator.get("/api/event")
    assert (answer.status, answer.kind) == (404, "path-not-found")
    assert "Did you mean /api/events?" in answer.document["detail"]
    assert (await operator.get("/elsewhere")).status == 404


@pytest.mark.parametrize("event_id", ["1001", "0" * 31, "A" * 32])
async def test_what_cannot_be_the_id_of_an_event_is_told_how_one_looks(operator: Operator, event_id: str) -> None:
    for path in (f"/api/events/{event_id}", f"/api/events/{event_id}/replay"):
        answer = await operator.get(path)
        assert (answer.status, answer.kind) == (404, "path-not-found")
        assert "32 characters" in answer.document["detail"]


async def test_a_misspelt_flow_in_a_path_is_refused_with_the_nearest(operator: Operator) -> None:
    answer = await operator.post("/api/flows/shpo/reconcile", {})
    assert (answer.status, answer.kind) == (404, "flow-not-found")
    assert "did you mean 'shop'?" in answer.document["detail"]


async def test_nobody_without_the_token_learns_which_paths_there_are(operator: Operator) -> None:
    for path in ("/api/event", "/api/events?nonsense=1"):
        assert (await operator.get(path, authorization=None)).status == 401


def test_the_names_are_read_from_the_description_wherever_the_body_stands() -> None:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}}}
    parameters = [{"name": "flow", "in": "query"}, {"name": "id", "in": "path"}]
    description = {
        "paths": {"/api/x": {"post": {"parameters": parameters, "requestBody": body}}},
        "components": {"schemas": {"Body": {"properties": {"most": {}}}}},
    }
    assert read_operations(description) == {("/api/x", "POST"): Operation(frozenset({"flow"}), frozenset({"most"}))}
