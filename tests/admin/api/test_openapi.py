from collections.abc import Iterator
from typing import Any

import pytest

from admin.api.openapi import _turn_into_openapi_3_0
from admin.app import RESOURCES
from relay.model import State
from tests.admin.conftest import Operator


@pytest.fixture
async def description(operator: Operator) -> Any:
    answer = await operator.get("/api/openapi")
    assert (answer.status, answer.content_type) == (200, "application/json")
    return answer.document


def values_of(tree: Any, name: str) -> Iterator[Any]:
    """Every value that stands under a name, anywhere in the tree."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == name:
                yield value
            yield from values_of(value, name)
    elif isinstance(tree, list):
        for value in tree:
            yield from values_of(value, name)


def test_every_resource_is_described(description: Any) -> None:
    assert set(description["paths"]) == {path.replace(":[0-9a-f]{32}", "") for path in RESOURCES}


def test_every_reference_leads_to_a_schema(description: Any) -> None:
    references = set(values_of(description, "$ref"))
    schemas = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}
    assert references
    assert references <= schemas


def test_the_description_keeps_to_openapi_3_0(description: Any) -> None:
    assert description["openapi"].startswith("3.0.")
    assert "null" not in list(values_of(description, "type"))
    assert not list(values_of(description, "propertyNames"))


def test_every_operation_needs_the_token(description: Any) -> None:
    assert description["security"] == [{"token": []}]
    assert description["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert not list(values_of(description["paths"], "security"))


def test_the_filters_of_events_are_described_with_their_values(description: Any) -> None:
    parameters = {each["name"]: each for each in description["paths"]["/api/events"]["get"]["parameters"]}
    assert set(parameters) == {"flow", "state", "cursor", "limit"}
    assert not any(each["required"] for each in parameters.values())
    assert all(each["description"] for each in parameters.values())
    assert description["components"]["schemas"]["State"]["enum"] == [state.value for state in State]
    assert (parameters["limit"]["schema"]["minimum"], parameters["limit"]["schema"]["maximum"]) == (1, 200)


def test_every_operation_tells_its_answer_and_its_refusals(description: Any) -> None:
    operations = [operation for path in description["paths"].values() for operation in path.values()]
    for operation in operations:
        assert {"200", "401", "403", "429", "503"} <= set(operation["responses"])
        assert "application/json" in operation["responses"]["200"]["content"]
        assert "application/problem+json" in operation["responses"]["401"]["content"]
    assert "404" in description["paths"]["/api/events/{event_id}"]["get"]["responses"]
    assert "400" in description["paths"]["/api/events"]["get"]["responses"]


def test_what_is_posted_is_described_with_its_fields_and_its_refusals(description: Any) -> None:
    posted = {path: each["post"] for path, each in description["paths"].items() if "post" in each}
    assert set(posted) == {
        "/api/connections/{name}/try",
        "/api/events/{event_id}/replay",
        "/api/events/{event_id}/cancel",
        "/api/events/{event_id}/debtor",
        "/api/events/{event_id}/relink",
        "/api/events/{event_id}/trial",
        "/api/replays",
        "/api/flows/{name}/reconcile",
        "/api/flows/{name}/move-events",
        "/api/flows/{name}/refresh",
    }
    for operation in posted.values():
        assert "application/json" in operation["requestBody"]["content"]
        assert {"400", "413", "415"} <= set(operation["responses"])
    fields = description["components"]["schemas"]["ReplayRequest"]
    assert {"flow", "state", "from", "to", "reference", "dry_run", "most"} == set(fields["properties"])
    assert (fields["properties"]["dry_run"]["default"], fields["additionalProperties"]) == (True, False)


def test_a_value_that_may_be_missing_is_nullable_and_keeps_its_form(description: Any) -> None:
    row = description["components"]["schemas"]["EventRow"]["properties"]
    assert row["ended"]["nullable"] is True
    assert (row["ended"]["type"], row["ended"]["format"]) == ("string", "date-time")


def test_a_choice_of_two_types_or_nothing_stays_a_choice_and_becomes_nullable() -> None:
    schema = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}], "default": None}
    _turn_into_openapi_3_0(schema)
    assert schema == {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True}


def test_a_choice_without_nothing_is_left_as_it_is() -> None:
    schema = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    _turn_into_openapi_3_0(schema)
    assert schema == {"anyOf": [{"type": "string"}, {"type": "integer"}]}
