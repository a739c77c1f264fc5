import pytest

from relay.intake.door import Door
from relay.store.counters import read_counters
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


async def test_every_refusal_is_counted_under_words_of_ours_and_nothing_from_outside(
    sender: Caller, stranger: Caller, door: Door
) -> None:
    for _ in range(3):  # more than the log tells in a second
        await sender.post("/hooks/someone@example.com", {"number": "in-the-body"}, webhook_id="in-a-header")
    await stranger.post("/hooks/shop", {"number": "1"})
    await sender.post("/hooks/shop", b"in-the-body")
    await sender.get("/in-the-path")
    await door.metrics.hand_over()
    assert await read_counters(door.store) == {
        ("refusals", "flow-not-found", ""): 3,
        ("refusals", "address-refused", ""): 1,
        ("refusals", "body-not-json", ""): 1,
        ("refusals", "http-404", ""): 1,
        ("documents_refused", "shop", "body-not-json", ""): 1,
    }
