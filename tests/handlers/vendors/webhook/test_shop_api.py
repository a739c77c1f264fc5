"""A shop is asked for a product over HTTP, and what it answers says what happens next and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from relay.errors import Barred, Permanent, RunEnd, Transient
from tests.handlers.vendors.webhook.small_shop import SECRET, SmallShop, connected, reading
from tests.handlers.vendors.webhook.source.product_posts import product

LONG_AGO = datetime(2026, 3, 2, tzinfo=UTC)
LAMP = product("woocommerce")


async def ask(shop: SmallShop) -> object:
    async with reading(shop) as source:
        return await source.complete(LAMP, LONG_AGO)


async def test_a_product_is_asked_for_by_its_number_with_key_and_secret() -> None:
    shop = SmallShop({"/41": {"id": 41, "regular_price": "26.00"}})
    assert await ask(shop) == {"id": 41, "regular_price": "26.00"}
    assert (shop.asked, shop.logins) == (["/41"], {SECRET})


async def test_one_that_the_shop_has_no_longer_is_gone() -> None:
    assert await ask(SmallShop()) == {"id": "41"}


@pytest.mark.parametrize(
    ("status", "end", "says"),
    [
        (401, Barred, "the shop answers 401 when asked for a product: check products.read"),
        (403, Barred, "the shop answers 403"),
        (429, Transient, "the shop answers 429 when asked for a product, and is asked again"),
        (500, Transient, "the shop answers 500"),
        (503, Transient, "the shop answers 503"),
        (404, Transient, "without a product"),  # a page for people, so that it is no answer about the product
        (200, Transient, "the shop answers 200 without a product"),
        (400, Transient, "without a product"),
    ],
)
async def test_each_status_says_what_happens_next(status: int, end: type[RunEnd], says: str) -> None:
    with pytest.raises(end) as ended:
        await ask(SmallShop({"/41": status if status != 200 else "<html>"}))
    assert says in ended.value.reason
    assert SECRET not in ended.value.reason


async def test_a_refusal_in_json_is_for_good() -> None:
    with pytest.raises(Permanent, match="answers 422"):
        await ask(SmallShop({"/41": {"code": "wrong"}}, status=422))


async def test_a_busy_shop_is_left_alone_for_as_long_as_it_asks() -> None:
    with pytest.raises(Transient) as ended:
        await ask(SmallShop({"/41": 429}, headers={"Retry-After": "120"}))
    assert (ended.value.after, ended.value.burns_try) == (timedelta(seconds=120), False)


async def test_a_list_where_one_product_was_asked_for_is_no_answer() -> None:
    with pytest.raises(Transient, match="answers 200 without a product"):
        await ask(SmallShop({"/41": [{"id": 41}]}))


async def test_the_doctor_hears_whether_the_shop_lets_its_products_be_read() -> None:
    some = "?per_page=1&_fields=id"
    async with connected(SmallShop({some: [{"id": 41}]})) as connection:
        assert str(await connection.check({"product"}, ())) == "the shop answers, and lets its products be read"
        assert await connection.check({"order"}, ()) is None
    async with connected(SmallShop({some: 401})) as connection:
        with pytest.raises(Barred):
            await connection.check({"product"}, ())


async def test_a_shop_that_is_not_there_is_asked_again() -> None:
    async with reading(SmallShop(), address="http://127.0.0.1:1") as source:
        with pytest.raises(Transient, match="the shop gave no answer when asked for a product"):
            await source.complete(LAMP, LONG_AGO)
