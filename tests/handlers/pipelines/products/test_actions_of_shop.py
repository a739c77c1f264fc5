"""What can be done with a product besides carrying it, where its target shows nobody what it has."""

from typing import Any

import pytest

from handlers.pipelines.products.settings import ProductSettings
from relay.errors import Hold
from relay.line.actions import CHECK_LINKS, FIND_NUMBER, FORESEE, LINK, TRY
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, product
from tests.handlers.pipelines.products.shops import BY_CODE, BY_NUMBER, PRICES, ShopBooks, carry, running_shop


def seat(desk: ProductDesk, shop: ShopBooks) -> None:
    shop.seat(desk, ProductSettings.model_validate({"prices": PRICES}))


def action(desk: ProductDesk, which: Any) -> Any:
    return desk.pipeline.bind(desk.services).actions.get(which)


async def test_a_trial_and_a_dry_run_show_what_is_posted_and_post_nothing(desk: ProductDesk) -> None:
    async with running_shop(BY_CODE) as shop:
        seat(desk, shop)
        tried = action(desk, TRY)(desk.flow, product())
        assert (tried.problems, set(tried.targets["article"])) == (
            [],
            {"number", "sku", "name", "unit", "group", "price", "price_includes_vat", "currency", "prices"},
        )
        would = await carry(desk, product(), write=False)
        assert would.reason.startswith("dry run: would make article with currency, group, name, number, price")
        assert "(code)" not in would.reason
        await carry(desk, product())
        would = await carry(desk, product(name="Volkoren"), write=False)
        assert "name" in would.reason
        assert "(code)" not in would.reason
        assert shop.calls() == 1


async def test_what_would_change_is_foreseen_without_a_call(desk: ProductDesk) -> None:
    async with running_shop(BY_CODE) as shop:
        seat(desk, shop)
        foreseen = await action(desk, FORESEE)(desk.flow, product())
        assert (foreseen.is_new, "(code)" in foreseen.fields, "sku" in foreseen.fields) == (True, False, True)
        await carry(desk, product())
        assert (await action(desk, FORESEE)(desk.flow, product())).fields == []
        assert (await action(desk, FORESEE)(desk.flow, product(name="Volkoren"))).fields == ["name"]
        assert shop.calls() == 1


async def test_a_person_is_believed_which_product_of_the_shop_it_is(desk: ProductDesk) -> None:
    async with running_shop(BY_NUMBER) as shop:
        seat(desk, shop)
        shop.sandbox.books.add("products", {"sku": "OLD"})
        await action(desk, LINK)(desk.flow, product(), "P-1")
        changed = await carry(desk, product())
        assert (changed.state, changed.number, shop.posts[-1].path) == (State.WRITTEN, "P-1", "/products/P-1"), changed
        with pytest.raises(Hold, match="shared_target"):
            await action(desk, LINK)(desk.flow, product("2", sku="OTHER"), "P-1")
        assert list(shop.products()) == ["BR-100"]


async def test_a_product_is_found_by_its_link_else_by_its_code_and_its_links_count_as_there(desk: ProductDesk) -> None:
    async with running_shop(BY_NUMBER) as shop:
        seat(desk, shop)
        shop.sandbox.books.add("products", {"sku": "BR-100"})
        assert await action(desk, FIND_NUMBER)(desk.flow, product()) == "P-1"
        assert await action(desk, FIND_NUMBER)(desk.flow, product("2", sku="OTHER")) is None
        await carry(desk, product())
        asked = len(shop.sandbox.asked)
        assert await action(desk, FIND_NUMBER)(desk.flow, product(sku="RENAMED")) == "P-1"
        checked = await action(desk, CHECK_LINKS)(desk.flow, [product(), product("2", sku="OTHER")])
        assert (checked.new, checked.there, checked.gone) == (1, 1, [])
        assert len(shop.sandbox.asked) == asked
