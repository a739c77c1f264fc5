"""Products are posted to a system that shows nothing of them: made once, changed, blocked and let go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from handlers.pipelines.products.settings import ProductSettings
from relay.model import Origin, State
from tests.handlers.pipelines.products.desk import ProductDesk, product
from tests.handlers.pipelines.products.shops import BY_CODE, BY_NUMBER, PRICES, ShopBooks, carry, running_shop

WAYS = pytest.mark.parametrize("how", [BY_CODE, BY_NUMBER], ids=["by code", "by number"])


@asynccontextmanager
async def shop_of(desk: ProductDesk, how: Any = BY_CODE, **shop: Any) -> AsyncIterator[ShopBooks]:
    """A shop, and the desk that carries into it; ``settings`` are the flow's besides its prices."""
    settings = ProductSettings.model_validate({"prices": PRICES} | shop.pop("settings", {}))
    async with running_shop(how, **shop) as there:
        there.seat(desk, settings)
        yield there


@WAYS
async def test_a_product_is_made_once_and_changed_at_its_place(desk: ProductDesk, how: Any) -> None:
    async with shop_of(desk, how) as shop:
        made = await carry(desk, product())
        assert (made.state, made.number) == (State.WRITTEN, "BR-100" if how is BY_CODE else "P-1"), made
        changed = await carry(desk, product(name="Zuurdesem volkoren", price="3.10"))
        assert (changed.state, changed.number) == (State.WRITTEN, made.number), changed
        assert len(shop.posts) == 2
        assert shop.posts[-1].path == f"/products/{made.number}"
        assert shop.last == {
            "number": "P-1",
            "sku": "BR-100",
            "name": "Zuurdesem volkoren",
            "unit": "stuk",
            "group": "Brood",
            "price": "3.10",
            "price_includes_vat": True,
            "currency": "EUR",
            "prices": [],
        }
        assert list(shop.products()) == ["BR-100"]


@WAYS
async def test_the_same_once_more_is_no_call_at_all(desk: ProductDesk, how: Any) -> None:
    async with shop_of(desk, how) as shop:
        await carry(desk, product())
        calls = shop.calls()
        assert (await carry(desk, product())).state is State.WRITTEN
        assert shop.calls() == calls


@WAYS
async def test_a_price_that_goes_and_comes_back_is_carried_thrice(desk: ProductDesk, how: Any) -> None:
    async with shop_of(desk, how) as shop:
        for price in ("5.00", "4.00", "5.00"):
            assert (await carry(desk, product(price=price))).state is State.WRITTEN
        assert [call.json()["data"]["price"] for call in shop.posts] == ["5.00", "4.00", "5.00"]
        sequences = [call.json()["sequence"] for call in shop.posts]
        assert sequences == sorted(set(sequences))


async def test_with_patch_only_what_changed_goes(desk: ProductDesk) -> None:
    how = {**BY_NUMBER, "update": {"method": "PATCH", "path": "/products/{number}"}}
    async with shop_of(desk, how) as shop:
        await carry(desk, product())
        await carry(desk, product(name="Zuurdesem volkoren"))
        assert (shop.posts[-1].method, shop.last) == ("PATCH", {"name": "Zuurdesem volkoren"})


async def test_a_product_that_the_shop_has_under_its_code_is_linked_and_nothing_is_filled_in(desk: ProductDesk) -> None:
    how = {**BY_NUMBER, "look_up": {"path": "/products?kind=bread", "found": "data", "id": "id"}}
    async with shop_of(desk, how) as shop:
        shop.sandbox.books.add("products", {"sku": "br-100", "kind": "bread", "name": "Zuurdesem bruin"})
        outcome = await carry(desk, product())
        assert (outcome.state, outcome.number, shop.posts) == (State.WRITTEN, "P-1", []), outcome
        assert "what stands in it is not known to be empty" in str([step.notes for step in outcome.steps])
        await carry(desk, product(name="Zuurdesem volkoren"))
        assert shop.products()["BR-100"]["name"] == "Zuurdesem volkoren"


async def test_what_a_search_takes_for_alike_is_another_product(desk: ProductDesk) -> None:
    how = {**BY_NUMBER, "look_up": {"path": "/products?kind=bread", "found": "data", "id": "id"}}
    async with shop_of(desk, how) as shop:
        for code in ("BR-1000", "BR-10"):
            shop.sandbox.books.add("products", {"sku": code, "kind": "bread"})
        outcome = await carry(desk, product())
        assert (outcome.state, outcome.number) == (State.WRITTEN, "P-3"), outcome


async def test_two_of_one_code_in_the_shop_are_for_a_person(desk: ProductDesk) -> None:
    async with shop_of(desk, BY_NUMBER) as shop:
        for _ in range(2):
            shop.sandbox.books.add("products", {"sku": "BR-100"})
        outcome = await carry(desk, product())
        assert (outcome.state, shop.writes()) == (State.HELD, 0)
        assert "P-1" in outcome.reason
        assert "P-2" in outcome.reason


@WAYS
async def test_a_product_that_the_shop_has_no_longer_is_never_made_anew_by_itself(desk: ProductDesk, how: Any) -> None:
    async with shop_of(desk, how) as shop:
        await carry(desk, product())
        shop.sandbox.behaviour.makes_at_a_place = False
        shop.sandbox.books.kinds.clear()
        outcome = await carry(desk, product(name="Volkoren"))
        assert (outcome.state, shop.holds()) == (State.HELD, {"articles": 0}), outcome
        again = await carry(desk, product(name="Volkoren"))
        assert (again.state, shop.holds()) == (State.HELD, {"articles": 0}), again


@WAYS
async def test_who_leaves_is_blocked_under_its_key_and_let_go_when_it_is_back(desk: ProductDesk, how: Any) -> None:
    async with shop_of(desk, how, settings={"on_leave": "block"}) as shop:
        await carry(desk, product(blocked=False))
        left = await carry(desk, {"number": "P-1", "sku": "BR-100", "gone": True})
        assert (left.state, shop.last) == (State.WRITTEN, {"sku": "BR-100", "blocked": True}), left
        back = await carry(desk, product(blocked=False))
        assert (back.state, shop.last["blocked"], shop.holds()) == (State.WRITTEN, False, {"articles": 1}), back


async def test_one_that_is_only_known_to_be_gone_is_blocked_by_the_shop_s_number(desk: ProductDesk) -> None:
    async with shop_of(desk, BY_NUMBER, settings={"on_leave": "block"}) as shop:
        await carry(desk, product())
        await carry(desk, {"number": "P-1", "gone": True}, origin=Origin.HOOK)
        assert (shop.posts[-1].path, shop.last) == ("/products/P-1", {"blocked": True})


async def test_a_block_is_lifted_by_a_person_unless_settings_say_otherwise(desk: ProductDesk) -> None:
    async with shop_of(desk) as shop:
        await carry(desk, product(blocked=True))
        outcome = await carry(desk, product(blocked=False))
        assert len(shop.posts) == 1
        assert [problem.path for problem in outcome.problems] == ["blocked"]
        renamed = await carry(desk, product(blocked=False, name="Volkoren"))
        assert (renamed.state, "blocked" in shop.last) == (State.WRITTEN, False)
        desk.settings = ProductSettings.model_validate({"prices": PRICES, "product": {"unblock": True}})
        await carry(desk, product(blocked=True))
        await carry(desk, product(blocked=False))
        assert shop.last["blocked"] is False


async def test_another_code_waits_for_a_person_and_is_a_field_like_any_other_where_it_may_change(
    desk: ProductDesk,
) -> None:
    async with shop_of(desk, BY_NUMBER) as shop:
        await carry(desk, product())
        held = await carry(desk, product(sku="BR-200"))
        assert (held.state, shop.writes()) == (State.HELD, 1)
        desk.settings = ProductSettings.model_validate({"prices": PRICES, "product": {"on_rename": "update_key"}})
        renamed = await carry(desk, product(sku="BR-200"))
        assert (renamed.state, renamed.number, shop.last["sku"]) == (State.WRITTEN, "P-1", "BR-200")
        assert list(shop.products()) == ["BR-200"]


async def test_two_products_of_one_code_are_both_held(desk: ProductDesk) -> None:
    async with shop_of(desk) as shop:
        await carry(desk, product())
        outcome = await carry(desk, product("P-2", sku="br-100 "))
        assert (outcome.state, shop.writes()) == (State.HELD, 1)


async def test_an_empty_field_empties_nothing_and_one_that_is_not_given_stays(desk: ProductDesk) -> None:
    async with shop_of(desk) as shop:
        await carry(desk, product(description="Vers"))
        await carry(desk, product(description="", name="Volkoren"))
        assert "description" not in shop.last
        await carry(desk, {"number": "P-1", "sku": "BR-100", "name": "Rogge"})
        assert "price" not in shop.last
