"""The target of products over real HTTP: paths that lead nowhere else, codes that are compared whole, and its terms."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from handlers.contracts.product_terms import KeptOtherwiseError
from handlers.contracts.products import ProductTarget
from handlers.contracts.records import AlreadyThere, NotThere, Repeat, TakenUnnumbered
from handlers.sandboxes.shop import Fault, ShopSandbox
from handlers.vendors.webhook.target.products import PostedProducts
from relay.errors import Hold
from relay.model import Flow
from tests.handlers.pipelines.products.shops import BY_CODE, BY_NUMBER, running_shop
from tests.handlers.vendors.webhook.target.drafts import a_draft


@asynccontextmanager
async def target_of(how: Any = BY_CODE, *rows: Any, **more: Any) -> AsyncIterator[tuple[PostedProducts, ShopSandbox]]:
    async with running_shop({**how, **more}, mapping=rows) as shop:
        target = shop.connection.target(Flow("products", "product", "books", "shop", None, mapping=rows))
        kept: ProductTarget = target
        assert isinstance(kept, PostedProducts)
        yield kept, shop.sandbox


@pytest.mark.parametrize("code", ["ABC/123+#Ö", "a b", "x?role=admin", "%2e%2e", "..x", "A|B", "../users/1"])
async def test_whatever_a_code_holds_is_one_segment_of_the_path(code: str) -> None:
    async with target_of() as (target, shop):
        made = await target.create_product(target.product_fields(a_draft(code=code)))
        assert made == code
        assert shop.calls[0].path.count("/") == 2
        [stored] = shop.books.all("products")
        assert (stored.place, stored.data["sku"]) == (code, code)


@pytest.mark.parametrize("code", [".", "..", " .. ", "a\nb", "x" * 201])
async def test_a_code_that_cannot_stand_in_a_path_is_held_and_nothing_is_sent(code: str) -> None:
    async with target_of() as (target, shop):
        with pytest.raises(Hold, match="the value for code"):
            await target.create_product(target.product_fields(a_draft(code=code)))
        assert shop.calls == []


async def test_a_receiver_with_numbers_is_told_changes_by_its_number() -> None:
    async with target_of(BY_NUMBER) as (target, shop):
        assert await target.create_product(target.product_fields(a_draft())) == "P-1"
        await target.update_product("P-1", {"name": "Snijplank"})
        assert (shop.calls[-1].method, shop.calls[-1].path) == ("PUT", "/products/P-1")
        shop.behaviour.makes_at_a_place = False
        with pytest.raises(NotThere):
            await target.update_product("P-9", {"name": "Snijplank"})


async def test_codes_are_compared_whole_and_capitals_count_where_settings_say_so() -> None:
    look_up = {"path": "/products?kind=board", "found": "data", "id": "id"}
    for capitals, found in (("ignored", {"A  1": "P-3", "AB": "P-4"}), ("count", {"A  1": "P-3"})):
        async with target_of(BY_NUMBER, look_up=look_up, capitals=capitals) as (target, shop):
            for code in ("A 1", "A  12", "A  1", "ab"):
                shop.books.add("products", {"sku": code, "kind": "board"})
            shown = await target.find_by_codes(["A  1", "AB", "A"])
            assert {code: one.number for code, one in shown.items()} == found
            assert shown["A  1"].code == "A  1"
            assert target.folds_codes is (capitals == "ignored")


async def test_without_a_look_up_nothing_is_asked() -> None:
    async with target_of() as (target, shop):
        assert await target.find_by_codes(["A-1"]) == {}
        assert shop.asked == []


async def test_a_code_that_is_kept_otherwise_comes_with_the_number_and_one_that_is_only_padded_does_not() -> None:
    async with target_of(BY_NUMBER, code="sku") as (target, shop):
        shop.behaviour.rewrites = {"A  1": "A 1", "B-1": "b-1 "}
        with pytest.raises(KeptOtherwiseError) as kept:
            await target.create_product(target.product_fields(a_draft(code="A  1")))
        assert (kept.value.number, kept.value.code) == ("P-1", "A 1")
        assert await target.create_product(target.product_fields(a_draft(code="B-1"))) == "P-2"


async def test_one_that_is_there_already_and_one_without_an_id_are_told_from_each_other() -> None:
    async with target_of(BY_NUMBER, look_up=None, look_up_code=None, repeat="none") as (target, shop):
        shop.behaviour.faults = [Fault(status=409), Fault(status=201, body=b"{}")]
        with pytest.raises(AlreadyThere):
            await target.create_product(target.product_fields(a_draft()))
        with pytest.raises(TakenUnnumbered):
            await target.create_product(target.product_fields(a_draft()))


async def test_what_the_settings_say_of_it() -> None:
    async with target_of(BY_NUMBER, languages=["fr"], price_decimals=3, longest_code=20) as (target, _):
        assert (target.longest_code, set(target.languages), target.price_decimals) == (20, {"fr"}, 3)
        assert target.kinds == {"article", "service", "composition", "other"}
        assert (target.repeat, target.text_room, target.keeps_prices) == (Repeat.LOOK_UP, {}, False)
        assert (target.habits.numbers_are_codes, target.habits.updates_whole) == (False, True)
        assert target.image_forms == frozenset()
    async with target_of({**BY_CODE, "method": "PATCH"}) as (target, _):
        assert (target.habits.numbers_are_codes, target.habits.updates_whole) == (True, False)


async def test_it_has_no_records_of_prices_and_no_product_is_renamed() -> None:
    async with target_of() as (target, _):
        assert await target.find_prices("A-1") is None
        for call in (target.create_price({}), target.update_price("A-1", {}), target.rename_product("A-1", "A-2")):
            with pytest.raises(Hold):
                await call
        assert target.renames_codes is False
