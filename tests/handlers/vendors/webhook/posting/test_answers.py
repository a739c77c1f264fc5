"""What a receiver answers says what comes next, and nothing of it is told but what it is and how long."""

from datetime import timedelta

import pytest

from handlers.contracts.records import AlreadyThere, NotThere, TakenUnnumbered
from handlers.sandboxes.shop import Behaviour, Fault
from handlers.vendors.webhook.posting.poster import Answered
from relay.errors import Barred, Hold, RunEnd, Scope, Transient, Unconfirmed
from tests.handlers.vendors.webhook.posting.receiving import LEVEL, ORDERS, carried, posting

CODE = {"code": "BR-1"}
ORDER = {"number": "1001", "customer": {"email": "noor@example.com"}}

ENDS: list[tuple[int, type[RunEnd], str]] = [
    (301, Barred, "never sent on"),
    (302, Barred, "never sent on"),
    (307, Barred, "never sent on"),
    (308, Barred, "never sent on"),
    (400, Hold, "refuses it: it answers 400 with 2 bytes of JSON"),
    (401, Barred, "check the secrets and headers"),
    (403, Barred, "check the secrets and headers"),
    (404, Barred, "nothing at this path"),
    (405, Barred, "does not take this method"),
    (408, Transient, "asked again"),
    (409, Hold, "refuses it"),
    (410, Barred, "nothing at this path"),
    (413, Hold, "refuses it"),
    (422, Hold, "refuses it"),
    (425, Transient, "asked again"),
    (429, Transient, "asked again"),
    (500, Unconfirmed, "may have taken it or not"),
    (501, Barred, "does not take this method"),
    (502, Unconfirmed, "may have taken it or not"),
    (503, Unconfirmed, "may have taken it or not"),
    (504, Unconfirmed, "may have taken it or not"),
]


@pytest.mark.parametrize(("status", "end", "says"), ENDS)
async def test_each_status_says_what_comes_next(status: int, end: type[RunEnd], says: str) -> None:
    async with posting(Behaviour(faults=[Fault(status=status)])) as desk, carried(ordinal=0):
        with pytest.raises(end, match=says) as ended:
            await desk.poster("order").post({}, ORDER)
    assert type(ended.value) is end
    if end is Barred:
        assert ended.value.scope is Scope.CALL


@pytest.mark.parametrize(("asked", "after"), [("120", timedelta(minutes=2)), ("1000000000", timedelta(hours=1))])
@pytest.mark.parametrize("status", [429, 503])
async def test_a_receiver_is_left_alone_for_as_long_as_it_asks_and_an_hour_at_the_most(
    status: int, asked: str, after: timedelta
) -> None:
    busy = Behaviour(faults=[Fault(status=status, headers={"Retry-After": asked})])
    async with posting(busy) as desk, carried():
        with pytest.raises(Transient) as ended:
            await desk.poster().post(CODE, LEVEL)
    assert (ended.value.after, ended.value.burns_try) == (after, False)


async def test_404_of_a_path_that_names_a_record_is_about_that_record() -> None:
    async with posting(Behaviour(makes_at_a_place=False)) as desk, carried():
        with pytest.raises(NotThere, match="answers 404: it has no such record"):
            await desk.poster().post(CODE, LEVEL)


async def test_a_code_that_settings_name_says_that_the_record_is_there() -> None:
    async with posting(Behaviour(faults=[Fault(status=409)])) as desk, carried():
        with pytest.raises(AlreadyThere):
            await desk.poster("order", orders={**ORDERS, "exists": [409]}).post({}, ORDER)


async def test_409_of_a_receiver_that_knows_keys_may_mean_that_it_is_still_at_work() -> None:
    async with posting(Behaviour(faults=[Fault(status=409)])) as desk, carried():
        with pytest.raises(Unconfirmed, match="still be at work"):
            await desk.poster("order", orders={**ORDERS, "repeat": "idempotent_key"}).post({}, ORDER)


async def test_only_the_codes_that_settings_name_say_that_it_was_done() -> None:
    async with posting(Behaviour(faults=[Fault(status=200), Fault(status=201, body=b'{"id": 9}')])) as desk, carried():
        poster = desk.poster("order", orders={**ORDERS, "success": [201]})
        with pytest.raises(Hold, match="refuses it: it answers 200"):
            await poster.post({}, ORDER)
        assert await poster.post({}, ORDER) == Answered("9")


IDS = {
    b'{"id": 7}': "7",
    b'{"id": "gid://shop/Product/7"}': "gid://shop/Product/7",
    b'{"id": 123456789012345678901}': "123456789012345678901",
}


@pytest.mark.parametrize(("body", "kept"), IDS.items())
async def test_an_id_is_kept_as_it_is_answered(body: bytes, kept: str) -> None:
    async with posting(Behaviour(faults=[Fault(status=201, body=body)])) as desk, carried():
        assert await desk.poster("order").post({}, ORDER) == Answered(kept)


ODD = [
    b'{"id": "noor@example.com"}',
    b'{"id": "Noor Hendriks"}',
    b'{"id": ""}',
    b'{"id": true}',
    b'{"id": 1e70}',
    b'{"id": {"id": 7}}',
    b'{"id": "%s"}' % (b"7" * 65),
    b'{"number": 7}',
    b"",
    b"<html>noor@example.com</html>",
    b"[7]",
]


@pytest.mark.parametrize("body", ODD)
async def test_an_answer_without_an_id_that_may_be_kept_is_held_as_taken_and_nothing_of_it_is_told(body: bytes) -> None:
    async with posting(Behaviour(faults=[Fault(status=201, body=body)])) as desk, carried():
        with pytest.raises(TakenUnnumbered, match="it was taken") as ended:
            await desk.poster("order").post({}, ORDER)
    assert "oor" not in ended.value.reason.replace("for", "")


@pytest.mark.parametrize("personal", [b'{"error": "noor@example.com is unknown"}', b"<html>noor@example.com"])
@pytest.mark.parametrize("status", [400, 409, 422, 500])
async def test_nothing_of_what_is_answered_is_told_but_what_it_is_and_how_long(status: int, personal: bytes) -> None:
    async with posting(Behaviour(faults=[Fault(status=status, body=personal)])) as desk, carried():
        with pytest.raises(RunEnd) as ended:
            await desk.poster("order").post({}, ORDER)
    assert str(len(personal)) in ended.value.reason
    for word in ("noor", "unknown", "127.0.0.1"):
        assert word not in ended.value.reason + repr(ended.value)
