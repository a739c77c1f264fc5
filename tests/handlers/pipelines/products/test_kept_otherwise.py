"""A shop that keeps a code in another form: told and linked by its number, or held where that is another's code."""

from typing import Any

from handlers.pipelines.products.settings import ProductSettings
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, product
from tests.handlers.pipelines.products.shops import BY_NUMBER, PRICES, ShopBooks, carry, running_shop

HOW = {**BY_NUMBER, "code": "sku"}
LONG = product("1", sku="A  1", name="Veer lang")
SHORT = product("2", sku="A 1", name="Veer kort")


def seat(desk: ProductDesk, shop: ShopBooks, **settings: Any) -> None:
    shop.sandbox.behaviour.rewrites = {"A  1": "A 1"}
    shop.seat(desk, ProductSettings.model_validate({"prices": PRICES, **settings}))


async def test_it_is_linked_by_its_number_told_once_and_never_made_again(desk: ProductDesk) -> None:
    async with running_shop(HOW) as shop:
        seat(desk, shop)
        made = await carry(desk, LONG)
        assert (made.state, made.number) == (State.WRITTEN, "P-1"), made
        [problem] = made.problems
        assert str(problem) == (
            "sku: the target keeps the code as A 1 (found A  1); it is linked and carried all the same; give it a code "
            "at the source that the target keeps as it is"
        )
        again = await carry(desk, {**LONG, "price": "3.00"})
        assert (again.state, again.problems, shop.holds()) == (State.WRITTEN, (), {"articles": 1}), again
        assert shop.posts[-1].path == "/products/P-1"


async def test_where_that_is_the_code_of_another_it_is_held_and_nothing_more_of_it_is_sent(desk: ProductDesk) -> None:
    async with running_shop(HOW) as shop:
        seat(desk, shop)
        await carry(desk, SHORT)
        before = dict(shop.sandbox.books.data("products")[0])
        held = await carry(desk, LONG)
        assert held.state is State.HELD
        assert held.reason.startswith("the target keeps code A  1 as A 1, which is the code of product 2")
        again = await carry(desk, {**LONG, "price": "3.00"})
        assert (again.state, shop.writes()) == (State.HELD, 2), again
        assert dict(shop.sandbox.books.data("products")[0]) == before


async def test_once_the_other_has_another_code_it_goes_on(desk: ProductDesk) -> None:
    async with running_shop(HOW) as shop:
        seat(desk, shop, product={"on_rename": "update_key"})
        await carry(desk, SHORT)
        await carry(desk, LONG)
        await carry(desk, {**SHORT, "sku": "B-1"})
        shop.sandbox.behaviour.rewrites = {}
        made = await carry(desk, LONG)
        assert made.state is State.WRITTEN, made
