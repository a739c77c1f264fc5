import pytest

from tests.relay.intake.callers import Caller


@pytest.mark.parametrize("path", ["/hooks/shop", "/triggers/erp"])
async def test_another_method_is_refused_with_the_one_that_is_allowed(sender: Caller, path: str) -> None:
    answer = await sender.get(path)
    assert answer.status == 405
    assert answer.headers["Allow"] == "POST"
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/hooks", "/hooks/", "/hooks/shop/more", "/api/flows", "/docs"])
async def test_there_is_nothing_beside_the_four_routes(sender: Caller, path: str) -> None:
    answer = await sender.post(path, {})
    assert (answer.status, answer.content_type) == (404, "application/problem+json")
