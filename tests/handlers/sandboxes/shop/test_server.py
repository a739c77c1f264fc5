"""The receiver of the sandbox takes, knows again, refuses and shows what is posted, as it is told to behave."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from standardwebhooks import Webhook

from handlers.sandboxes.shop import Behaviour, Fault, ShopSandbox

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def call(
    shop: ShopSandbox, method: str, path: str, document: Any = None, key: str = "k", **headers: str
) -> tuple[int, Any]:
    body = json.dumps(document).encode()
    now = datetime.now(UTC)
    signed = {
        "webhook-id": key,
        "Idempotency-Key": key,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(shop.secret).sign(key, now, body.decode()),
    }
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, shop.address + path, data=body, headers={**signed, **headers}) as answer,
    ):
        return answer.status, await answer.json()


async def test_what_is_posted_gets_an_id_and_is_shown_by_its_fields_and_its_id() -> None:
    async with ShopSandbox() as shop:
        assert await call(shop, "POST", "/orders", {"number": "1001", "buyer": {"code": "C1"}}) == (201, {"id": "O-1"})
        _, listed = await call(shop, "GET", "/orders?number=1001&buyer.code=C1")
        assert [one["id"] for one in listed["data"]] == ["O-1"]
        assert (await call(shop, "GET", "/orders?number=1002"))[1] == {"data": []}
        assert (await call(shop, "GET", "/orders/O-1"))[1]["number"] == "1001"
        assert (await call(shop, "GET", "/orders/O-9"))[0] == 404


async def test_a_put_replaces_at_its_place_and_a_patch_adds() -> None:
    async with ShopSandbox() as shop:
        assert (await call(shop, "PUT", "/stock/A%2FB", {"quantity": 5}))[0] == 201
        assert (await call(shop, "PUT", "/stock/A%2FB", {"quantity": 3}))[0] == 200
        assert (await call(shop, "PATCH", "/stock/A%2FB", {"note": "x"}))[0] == 200
        [stored] = shop.books.all("stock")
        assert (stored.place, stored.data, stored.writes) == ("A/B", {"quantity": 3, "note": "x"}, 3)


async def test_an_envelope_is_taken_off() -> None:
    async with ShopSandbox() as shop:
        await call(shop, "PUT", "/stock/1", {"type": "stock", "sequence": 4, "data": {"quantity": 5}})
        assert shop.books.data("stock") == [{"quantity": 5}]


@pytest.mark.parametrize(("knows", "writes"), [(True, 1), (False, 2)])
async def test_a_key_is_known_again_only_by_a_receiver_that_knows_keys(*, knows: bool, writes: int) -> None:
    async with ShopSandbox(Behaviour(knows_keys=knows)) as shop:
        answers = [await call(shop, "POST", "/orders", {"number": "1"}, key="one") for _ in range(2)]
        assert len(shop.books.all("orders")) == writes
        assert (answers[0] == answers[1]) is knows
        await call(shop, "POST", "/orders", {"number": "1"}, key="other")
        assert len(shop.books.all("orders")) == writes + 1


async def test_an_older_state_is_refused_where_it_goes_by_the_sequence() -> None:
    async with ShopSandbox(Behaviour(refuses_older=True)) as shop:
        for sequence, status in (("5", 201), ("4", 409), ("6", 200)):
            answer = await call(
                shop, "PUT", "/stock/1", {"quantity": int(sequence)}, sequence, **{"relay-sequence": sequence}
            )
            assert answer[0] == status
        assert shop.books.data("stock") == [{"quantity": 6}]


async def test_what_is_put_where_nothing_stands_is_refused_where_it_makes_nothing() -> None:
    async with ShopSandbox(Behaviour(makes_at_a_place=False, shows=False)) as shop:
        assert (await call(shop, "PUT", "/stock/1", {"quantity": 1}))[0] == 404
        assert (await call(shop, "GET", "/stock"))[0] == 404
        assert shop.books.all("stock") == []


@pytest.mark.parametrize("secret", ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
async def test_a_signature_of_another_secret_is_refused(secret: str) -> None:
    async with ShopSandbox() as shop:
        right, shop.secret = shop.secret, secret
        wrong = await call(
            shop, "POST", "/orders", {"number": "1"}, **{"webhook-signature": Webhook(right).sign("k", NOON, "{}")}
        )
        assert (wrong[0], shop.books.all("orders")) == (401, [])


async def test_a_write_may_come_after_its_caller_has_given_up() -> None:
    slow = Fault(hangs_up=True, commit_after=timedelta(minutes=5))
    async with ShopSandbox(Behaviour(faults=[slow])) as shop:
        with pytest.raises(aiohttp.ClientError):
            await call(shop, "POST", "/orders", {"number": "1"})
        assert shop.books.all("orders") == []
        await shop.commit_now()
        assert shop.books.data("orders") == [{"number": "1"}]
