"""A document is posted under one key for all tries, signed anew each time; what is answered says what comes next."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from standardwebhooks import Webhook

from handlers.sandboxes.shop import Behaviour, Fault
from handlers.sandboxes.shop.behaviour import late, lost
from handlers.vendors.webhook.posting.poster import Answered, LookedUp, check
from relay.errors import Barred, Hold, Permanent, Scope, Transient, Unconfirmed
from tests.handlers.vendors.webhook.posting.receiving import LEVEL, ORDERS, STOCK, carried, posting

CODE = {"code": "BR-1"}
ORDER = {"number": "1001", "customer": {"email": "noor@example.com"}}


async def test_a_level_goes_in_an_envelope_that_says_of_which_state_it_is_and_of_when() -> None:
    async with posting() as desk, carried(ordinal=7):
        assert await desk.poster().post(CODE, LEVEL) == Answered(None)
        [call] = desk.shop.calls
    assert (call.method, call.path) == ("PUT", "/stock/BR-1")
    assert call.json() == {"type": "stock", "sequence": 7, "as_of": "2026-03-02T12:00:00.250Z", "data": LEVEL}
    assert (call.headers["relay-sequence"], call.headers["relay-as-of"]) == ("7", "2026-03-02T12:00:00.250Z")
    assert call.headers["Content-Type"] == "application/json"
    assert call.headers["User-Agent"] == "relay"


async def test_what_is_carried_once_has_no_sequence() -> None:
    async with posting() as desk, carried(ordinal=0, entity="order", reference="1001"):
        assert await desk.poster("order").post({}, ORDER) == Answered("O-1")
        [call] = desk.shop.calls
    assert call.json() == {"type": "order", "as_of": "2026-03-02T12:00:00.250Z", "data": ORDER}
    assert "relay-sequence" not in call.headers


async def test_every_try_of_the_same_bytes_has_one_key_and_it_is_the_id_of_the_message_too() -> None:
    async with posting() as desk, carried():
        for _ in range(3):
            await desk.poster().post(CODE, LEVEL)
        calls = desk.shop.calls
    assert len({call.body for call in calls}) == 1
    assert len({(call.key, call.headers["webhook-id"]) for call in calls}) == 1
    assert calls[0].key == calls[0].headers["webhook-id"]
    assert len(calls[0].key) == 32


async def test_other_bytes_another_state_another_record_and_another_place_have_keys_of_their_own() -> None:
    async with posting() as desk:
        poster = desk.poster()
        async with carried():
            await poster.post(CODE, LEVEL)
            await poster.post(CODE, {**LEVEL, "quantity": 3})
            await poster.post({"code": "BR-2"}, LEVEL)
        for changes in ({"ordinal": 8}, {"reference": "BR-2"}, {"origin": "other"}):
            async with carried(**changes):
                await poster.post(CODE, LEVEL)
        keys = [call.key for call in desk.shop.calls]
    assert len(set(keys)) == len(keys) == 6


async def test_of_posted_documents_the_flow_tells_two_senders_apart() -> None:
    async with posting() as desk:
        for flow in ("shop-a", "shop-b"):
            async with carried(ordinal=0, origin="", flow=flow, entity="order", reference="1001"):
                await desk.poster("order").post({}, ORDER)
        assert len({call.key for call in desk.shop.calls}) == 2


async def test_no_key_can_be_told_from_the_document_without_the_keys_of_the_relay() -> None:
    async with posting() as desk, carried(ordinal=0, reference="noor@example.com"):
        await desk.poster("order").post({}, ORDER)
        [call] = desk.shop.calls
    assert int(call.key, 16)
    assert "noor" not in str(call.headers)


async def test_five_three_five_arrives_thrice_at_a_receiver_that_knows_keys() -> None:
    async with posting(Behaviour(knows_keys=True)) as desk:
        seen = []
        for ordinal, quantity in ((1, 5), (2, 3), (3, 5)):
            async with carried(ordinal=ordinal):
                for _ in range(2):  # each is tried twice, as after a lost answer
                    await desk.poster().post(CODE, {**LEVEL, "quantity": quantity})
            seen.append(desk.shop.books.data("stock")[0]["quantity"])
        [stored] = desk.shop.books.all("stock")
    assert (seen, stored.writes) == ([5, 3, 5], 3)


async def test_a_try_ten_minutes_later_has_the_same_key_and_verifies_all_the_same() -> None:
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False) as clock:
        async with posting() as desk, carried():
            await desk.poster().post(CODE, LEVEL)
            clock.shift(timedelta(minutes=10))
            await desk.poster().post(CODE, LEVEL)
            first, second = desk.shop.calls
    assert first.key == second.key
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 600
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


async def test_while_secrets_change_over_each_of_them_signs() -> None:
    old = base64.b64encode(b"the secret that goes away now").decode().rstrip("=")
    async with posting() as desk, carried():
        poster = desk.poster(signing_secrets=[desk.shop.secret, old])
        await poster.post(CODE, LEVEL)
        [call] = desk.shop.calls
    headers = {name.lower(): value for name, value in call.headers.items()}
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (desk.shop.secret, old + "=" * (-len(old) % 4)):
        assert Webhook(secret).verify(call.body, headers)["data"] == LEVEL


async def test_without_secrets_nothing_is_signed_and_a_receiver_that_checks_refuses_the_kind_of_call() -> None:
    async with posting() as desk, carried():
        with pytest.raises(Barred, match="answers 401: check the secrets") as ended:
            await desk.poster(signing_secrets=[]).post(CODE, LEVEL)
        assert "webhook-signature" not in desk.shop.calls[0].headers
    assert ended.value.scope is Scope.CALL


async def test_headers_of_the_settings_go_with_every_call() -> None:
    async with posting() as desk, carried():
        headers: dict[str, Any] = {
            "headers": {"Api-Version": "2"},
            "secret_headers": {"Authorization": "Bearer of-the-shop"},
        }
        poster = desk.poster(**headers)
        await poster.post(CODE, LEVEL)
        sent = desk.shop.calls[0].headers
    assert (sent["Api-Version"], sent["Authorization"]) == ("2", "Bearer of-the-shop")
    assert "of-the-shop" not in repr(poster) + repr(poster._receiver) + repr(desk.settings(**headers))


async def test_a_customer_is_changed_where_the_settings_say_so() -> None:
    update = {**ORDERS, "update": {"method": "PATCH", "path": "/orders/{number}"}}
    async with posting() as desk, carried(ordinal=0):
        poster = desk.poster("order", orders=update)
        made = await poster.post({}, ORDER)
        assert await poster.post({"number": str(made.id)}, {"remark": "later"}, update=True) == Answered(None)
        assert desk.shop.books.data("orders") == [{**ORDER, "remark": "later"}]


async def test_an_answer_that_comes_too_late_leaves_it_open_whether_it_was_taken() -> None:
    async with posting(Behaviour(faults=[late(timedelta(seconds=20))]), within="300ms") as desk, carried():
        with pytest.raises(Unconfirmed, match="gave no answer: no answer in time") as ended:
            await desk.poster().post(CODE, LEVEL)
        assert desk.shop.books.data("stock") == [LEVEL]
    assert ended.value.scope is Scope.CALL


@pytest.mark.parametrize("carried_out", [True, False])
async def test_a_connection_that_breaks_leaves_it_open_and_nothing_is_sent_twice(*, carried_out: bool) -> None:
    async with posting(Behaviour(faults=[lost(carried_out=carried_out)])) as desk, carried():
        with pytest.raises(Unconfirmed, match="the connection broke"):
            await desk.poster().post(CODE, LEVEL)
        assert len(desk.shop.calls) == 1
        assert len(desk.shop.books.all("stock")) == int(carried_out)


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with posting() as desk, carried():
        poster = desk.poster()
        await desk.shop.__aexit__(None, None, None)
        with pytest.raises(Transient, match="nothing was sent") as ended:
            await poster.post(CODE, LEVEL)
    assert (ended.value.burns_try, ended.value.scope) == (False, Scope.CONNECTION)


async def test_an_endless_answer_is_broken_off_and_leaves_it_open() -> None:
    async with posting(Behaviour(faults=[Fault(status=201, body=b"x" * 1_100_000)])) as desk, carried():
        with pytest.raises(Unconfirmed, match="answered more than 1000000 bytes"):
            await desk.poster("order").post({}, ORDER)


async def test_a_document_that_is_larger_than_settings_allow_is_not_sent() -> None:
    async with posting() as desk, carried():
        with pytest.raises(Hold, match=r"larger than 1000 bytes \(posts.largest_body"):
            await desk.poster(largest_body=1000).post(CODE, {"text": "x" * 1000})
        assert desk.shop.calls == []


async def test_where_a_look_up_tells_the_id_an_answer_need_not() -> None:
    look_up = {"path": "/orders?number={reference}", "found": "data", "id": "id"}
    asked = {**ORDERS, "repeat": "look_up", "look_up": look_up}
    async with posting(Behaviour(faults=[Fault(status=201, carried_out=False, body=b"")])) as desk, carried():
        poster = desk.poster("order", orders=asked)
        assert await poster.post({"reference": "1001"}, ORDER) == Answered(None)
        assert await poster.find({"reference": "1001"}) == []
        await poster.post({"reference": "1001"}, ORDER)
        assert await poster.find({"reference": "1001"}) == [LookedUp("O-1", {**ORDER, "id": "O-1"})]
        assert desk.shop.asked == ["/orders?number=1001"] * 2


async def test_each_kind_of_call_passes_the_gate_under_its_own_name() -> None:
    asked = {**ORDERS, "look_up": {"path": "/orders?number={reference}"}}
    async with posting() as desk, carried():
        await desk.poster().post(CODE, LEVEL)
        poster = desk.poster("order", orders=asked)
        await poster.post({}, ORDER)
        await poster.find({"reference": "1"})
        await check(desk.receiver(), "/orders")
    assert desk.gate.about == ["posts of stock", "posts of orders", "look-ups of orders", "checks"]


async def test_a_check_reads_one_path_and_tells_what_was_answered() -> None:
    async with posting() as desk:
        assert (
            str(await check(desk.receiver(), "/orders")) == "the system that is posted to answers 200, and lets us in"
        )
        with pytest.raises(Permanent, match="nothing at posts"):
            await check(desk.receiver(), "/orders/none")
        assert desk.shop.calls == []


async def test_without_an_event_a_post_has_a_key_all_the_same() -> None:
    async with posting() as desk:
        await desk.poster().post(CODE, LEVEL)
        await desk.poster().post(CODE, LEVEL)
        first, second = desk.shop.calls
    assert first.key == second.key
    assert first.json() == {"type": "stock", "data": LEVEL}
    assert STOCK["method"] == first.method
