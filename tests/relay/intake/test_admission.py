import pytest

from tests.relay.intake.callers import Caller

ORDER = {"number": "1001"}


async def test_a_sender_who_names_a_flow_that_does_not_exist_is_told_so(sender: Caller) -> None:
    answer = await sender.post("/hooks/nowhere", ORDER)
    assert (answer.status, answer.kind) == (404, "flow-not-found")


async def test_a_sender_on_another_flows_list_only_is_refused(sender: Caller) -> None:
    answer = await sender.post("/hooks/guest", ORDER)
    assert (answer.status, answer.kind) == (403, "address-refused")


async def test_a_flow_with_an_empty_list_is_for_nobody(sender: Caller) -> None:
    assert (await sender.post("/hooks/closed", ORDER)).status == 403


async def test_a_stranger_cannot_find_out_which_flows_exist(stranger: Caller) -> None:
    known, closed, invented = [await stranger.post(f"/hooks/{name}", ORDER) for name in ("shop", "closed", "nowhere")]
    assert known.status == 403
    assert known.document == closed.document == invented.document


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fhealthz", "shop%00", "shop%0d%0a", "SHOP", "%F0%9F%9B%92", "%ff"])
async def test_a_name_that_is_nearly_one_of_ours_is_none_of_ours(sender: Caller, name: str) -> None:
    assert (await sender.post(f"/hooks/{name}", ORDER)).status == 404
