from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from relay.errors import StorageError
from relay.http.answers import RefusalLog, problem_answers
from relay.http.problems import AddressRefused
from relay.http.serve import serve_app
from tests.plain import as_told
from tests.relay.intake.callers import Caller


async def fail(_: web.Request) -> web.Response:
    secret = "the-customer@example.com"
    raise LookupError(secret)


async def refuse(_: web.Request) -> web.Response:
    raise AddressRefused


async def miss_the_storage(_: web.Request) -> web.Response:
    raise StorageError(as_told("where Redis is"))


async def redirect(_: web.Request) -> web.Response:
    raise web.HTTPFound("/elsewhere")


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    app = web.Application(middlewares=[problem_answers(RefusalLog())])
    app.router.add_get("/fail", fail)
    app.router.add_get("/refuse", refuse)
    app.router.add_get("/storage", miss_the_storage)
    app.router.add_get("/redirect", redirect)
    app.router.add_get("/elsewhere", refuse)
    async with serve_app(app, "127.0.0.1", 0) as port:
        yield Caller(port)


async def test_a_refusal_is_a_problem_document_with_its_own_type(caller: Caller) -> None:
    answer = await caller.get("/refuse")
    assert answer.status == 403
    assert answer.content_type == "application/problem+json"
    assert answer.document == {
        "type": "urn:problem-type:relay:address-refused",
        "title": str(AddressRefused.title),
        "status": 403,
        "detail": str(AddressRefused.detail),
        "code": "http.address_refused",
    }


async def test_a_storage_failure_asks_to_come_back_and_does_not_say_where_redis_is(caller: Caller) -> None:
    answer = await caller.get("/storage")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "where Redis is" not in str(answer.document)


async def test_an_unforeseen_error_is_answered_and_logged_without_its_text(caller: Caller) -> None:
    with capture_logs() as lines:
        answer = await caller.get("/fail")
    assert (answer.status, answer.kind) == (500, "unforeseen")
    [failure] = [line for line in lines if line["event"] == "request_failed"]
    assert failure["error"] == "LookupError"
    assert failure["at"].startswith("test_answers.py:")
    assert "the-customer" not in str(answer.document) + str(lines)


async def test_a_path_that_does_not_exist_is_a_problem_document_too(caller: Caller) -> None:
    answer = await caller.get("/nothing-here")
    assert (answer.status, answer.content_type) == (404, "application/problem+json")
    assert (answer.document["type"], answer.document["title"]) == ("about:blank", "Not Found")


async def test_an_answer_that_is_no_error_passes(caller: Caller) -> None:
    assert (await caller.get("/redirect")).kind == "address-refused"


def test_a_storm_of_refusals_is_one_line_a_second_that_counts_the_rest() -> None:
    now = 0.0
    refusals = RefusalLog(lambda: now)
    with capture_logs() as lines:
        for _ in range(1000):
            refusals.tell("address-refused", status=403)
        refusals.tell("body-empty", status=400)
        now = 1.0
        refusals.tell("address-refused", status=403)
        now = 2.5
        refusals.tell("address-refused", status=403)
    assert [(line["kind"], line["left_out"]) for line in lines] == [
        ("address-refused", 0),
        ("body-empty", 0),
        ("address-refused", 999),
        ("address-refused", 0),
    ]
