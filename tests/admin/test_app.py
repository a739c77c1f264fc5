import pytest
from aiohttp import web

from admin.app import OPEN, PLAIN, RESOURCES, AdminView, make_admin_app
from relay.demo.embedded import EmbeddedRedis
from tests.admin.conftest import Operator


def test_every_route_is_in_one_of_the_tables(view: AdminView) -> None:
    app = make_admin_app(view)
    paths = {resource.canonical for resource in app.router.resources()}
    tables = {web.Application().router.add_resource(path).canonical for path in (*OPEN, *PLAIN, *RESOURCES)}
    assert paths == tables
    assert set(OPEN) == {"/healthz"}


async def test_what_does_not_exist_is_a_problem_document(operator: Operator) -> None:
    answer = await operator.get("/api/nothing")
    assert (answer.status, answer.content_type) == (404, "application/problem+json")


async def test_a_method_that_is_not_offered_is_refused_with_those_that_are(operator: Operator) -> None:
    headers = {"Authorization": "Bearer the-operators-token"}
    answer = await operator.caller.call("POST", "/api/flows", headers=headers)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET")
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/api/flows", "/api/events", f"/api/events/{'0' * 32}", "/api/health", "/api/metrics"]
)
async def test_without_redis_every_resource_says_so_and_works_again_after_it(
    mortal_operator: Operator, mortal_redis: EmbeddedRedis, path: str
) -> None:
    mortal_redis.kill()
    answer = await mortal_operator.get(path)
    assert (answer.status, answer.kind, answer.headers["Retry-After"]) == (503, "storage-away", "5")
    mortal_redis.restart()
    assert (await mortal_operator.get(path)).status in {200, 404}


@pytest.mark.parametrize("path", [f"/api/events/{'0' * 32}/replay", f"/api/events/{'0' * 32}/cancel", "/api/replays"])
async def test_without_redis_every_action_says_so_and_works_again_after_it(
    mortal_operator: Operator, mortal_redis: EmbeddedRedis, path: str
) -> None:
    mortal_redis.kill()
    answer = await mortal_operator.post(path, {})
    assert (answer.status, answer.kind) == (503, "storage-away")
    mortal_redis.restart()
    assert (await mortal_operator.post(path, {})).status in {200, 404}
