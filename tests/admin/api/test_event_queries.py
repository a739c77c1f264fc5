"""What a list of events refuses in its query, each with the remedy, and that no query makes it fail."""

from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.admin.conftest import Operator


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("limit=1&limit=2", "limit"),
        ("state=lost", "state"),
    ],
)
async def test_a_wrong_parameter_is_named_with_a_remedy(operator: Operator, query: str, path: str) -> None:
    answer = await operator.get(f"/api/events?{query}")
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    [error] = answer.document["errors"]
    assert error["path"] == path
    assert error["remedy"] == "correct it in the query string"


@pytest.mark.parametrize("cursor", ["yesterday", "", "-", "%C2%B2-a", f"{'9' * 16}-{'0' * 32}", "1-"])
async def test_a_cursor_that_we_never_gave_is_refused(operator: Operator, cursor: str) -> None:
    answer = await operator.get(f"/api/events?cursor={cursor}")
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    assert [error["path"] for error in answer.document["errors"]] == ["cursor"]


async def test_all_wrong_parameters_are_named_at_once(operator: Operator) -> None:
    answer = await operator.get("/api/events?limit=0&state=lost")
    assert {error["path"] for error in answer.document["errors"]} == {"limit", "state"}


NAMES = st.sampled_from(["flow", "outcome", "cursor", "limit", "self"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.lists(st.tuples(NAMES, st.text(st.characters(exclude_categories=["Cs"]))), max_size=4))
async def test_no_query_makes_the_api_fail(operator: Operator, query: list[tuple[str, str]]) -> None:
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query)
    assert (await operator.get(f"/api/events?{text}")).status in {200, 400}


@pytest.mark.parametrize(
    ("query", "path", "remedy"),
    [
        ("outcome=held", "outcome", "it is called 'state'"),
        ("stat=held", "stat", "did you mean 'state'?"),
        ("zzz=1", "zzz", "known here: cursor, flow, limit, state"),
        ("state=hold", "state", "did you mean 'held'?"),
        ("flow=shpo", "flow", "did you mean 'shop'? known here: shop, erp"),
    ],
)
async def test_an_unknown_name_in_a_query_is_refused_with_the_nearest(
    operator: Operator, query: str, path: str, remedy: str
) -> None:
    answer = await operator.get(f"/api/events?{query}&limit=3")
    assert (answer.status, answer.kind) == (400, "parameters-refused")
    [error] = answer.document["errors"]
    assert (error["path"], error["remedy"]) == (path, remedy)
