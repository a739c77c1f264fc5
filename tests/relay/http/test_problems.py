"""The refusals of both listeners: each tells its type, its status and what to do, and no two share a type."""

import orjson
import pytest
from aiohttp import web

from mapping.problems import Problem
from relay.http import body_problems, problems
from relay.http.body_problems import DocumentRefused
from relay.http.problems import DocumentCancelled, Refusal, http_problem
from tests.plain import as_told

SHARED = {problems.__name__, body_problems.__name__}
ALL = [each for each in Refusal.__subclasses__() if each.__module__ in SHARED]
REFUSALS = [each() for each in ALL if each not in {DocumentRefused, DocumentCancelled}]


@pytest.mark.parametrize("refusal", [*REFUSALS, DocumentCancelled("7f" * 16)], ids=lambda refusal: refusal.kind)
def test_each_refusal_tells_type_title_status_and_remedy(refusal: Refusal) -> None:
    kind, response = type(refusal), refusal.response()
    assert isinstance(response.body, bytes)
    document = orjson.loads(response.body)
    assert response.content_type == "application/problem+json"
    assert list(document)[:4] == ["type", "title", "status", "detail"]
    assert document["status"] == response.status == kind.status
    assert document["type"] == f"urn:problem-type:relay:{kind.kind}"
    assert document["detail"].endswith(".")


def test_no_two_refusals_share_a_type() -> None:
    kinds = [each.kind for each in ALL]
    assert len(set(kinds)) == len(kinds)


def test_a_refused_document_lists_every_problem() -> None:
    problems = [
        Problem("lines[0].sku", as_told("is empty"), as_told("send the article's number")),
        Problem("email", as_told("is"), as_told("mend"), "i***"),
    ]
    body = DocumentRefused(problems).response().body
    assert isinstance(body, bytes)
    document = orjson.loads(body)
    assert [error["path"] for error in document["errors"]] == ["lines[0].sku", "email"]
    assert document["errors"][1]["value"] == "i***"
    assert "2" in document["detail"]


def test_an_error_of_aiohttp_keeps_its_status_and_the_allowed_methods_and_nothing_else() -> None:
    response = http_problem(web.HTTPMethodNotAllowed("PUT", ["POST"], headers={"X-Inside": "value"}))
    assert response.status == 405
    assert response.headers["Allow"] == "POST"
    assert "X-Inside" not in response.headers
