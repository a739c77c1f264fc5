"""Pictures of products go to a shop: their bytes each to its place, or their addresses in the body, or not at all."""

from typing import Any

import pytest

from handlers.pipelines.products.settings import ProductSettings
from handlers.sandboxes.shop.behaviour import lost
from mapping.documents.product import Image, Product
from relay.model import State
from tests.handlers.pipelines.products.desk import CanonicalSource, ProductDesk, product
from tests.handlers.pipelines.products.shops import BY_NUMBER, ShopBooks, carry, running_shop
from tests.mapping.images.drawn import png

PICTURES = {"path": "/products/{number}/images/{place}"}


class PicturedSource(CanonicalSource):
    """Gives its pictures itself; ``fetched`` are those that were asked for."""

    def __init__(self) -> None:
        self.fetched: list[str] = []

    async def fetch_image(self, image: Image, most: int) -> bytes | None:
        assert most > 0
        self.fetched.append(image.id)
        return png(colour=int(image.id))


def pictured(*ids: int, address: str = "at:{}", **changes: Any) -> dict[str, Any]:
    images = [{"id": f"{one}", "place": place, "address": address.format(one)} for place, one in enumerate(ids, 1)]
    return product(images=images, **changes)


def seat(desk: ProductDesk, shop: ShopBooks, **settings: Any) -> PicturedSource:
    desk.source = source = PicturedSource()
    shop.seat(desk, ProductSettings.model_validate({"images": {}} | settings))
    return source


async def test_bytes_go_to_their_places_after_the_product_and_only_new_ones_do(desk: ProductDesk) -> None:
    async with running_shop({**BY_NUMBER, "images": PICTURES}) as shop:
        source = seat(desk, shop, images={"on_absent": "remove"})
        made = await carry(desk, pictured(1, 2))
        assert made.state is State.WRITTEN, made
        assert [call.path for call in shop.posts] == ["/products", "/products/P-1/images/1", "/products/P-1/images/2"]
        await carry(desk, pictured(1, 2))
        assert (len(shop.posts), source.fetched) == (3, ["1", "2"])
        await carry(desk, pictured(1, 3, name="Volkoren"))
        assert [call.path for call in shop.posts[3:]] == ["/products/P-1", "/products/P-1/images/2"]
        assert "images" not in shop.posts[3].json()["data"]


async def test_a_picture_without_an_answer_leaves_the_product_written_and_goes_to_the_same_place_again(
    desk: ProductDesk,
) -> None:
    async with running_shop({**BY_NUMBER, "images": PICTURES}) as shop:
        seat(desk, shop)
        await carry(desk, product())
        shop.sandbox.behaviour.faults = [lost(carried_out=True)]
        document = pictured(1)
        unknown = await carry(desk, document)
        assert unknown.state is State.UNCONFIRMED, unknown
        ended = unknown
        for _ in range(4):
            await desk.pass_horizon()
            ended = await carry(desk, document)
            if ended.state is State.WRITTEN:
                break
        assert ended.state is State.WRITTEN, ended
        paths = {call.path for call in shop.posts[1:]}
        assert paths == {"/products/P-1/images/1"}
        assert len({call.body for call in shop.posts[1:]}) == 1


async def test_addresses_go_in_the_body_and_nothing_is_fetched(desk: ProductDesk) -> None:
    async with running_shop({**BY_NUMBER, "images": "address"}) as shop:
        source = seat(desk, shop)
        made = await carry(desk, pictured(1, 2, address="https://cdn.example.com/{}.png"))
        assert made.state is State.WRITTEN, made
        assert [one["address"] for one in shop.last["images"]] == [
            "https://cdn.example.com/1.png",
            "https://cdn.example.com/2.png",
        ]
        await carry(desk, pictured(2, 1, address="https://cdn.example.com/{}.png"))
        assert [one["id"] for one in shop.last["images"]] == ["2", "1"]
        assert (source.fetched, len(shop.posts)) == ([], 2)


async def test_a_picture_behind_no_open_address_is_told_and_the_product_goes_without_it(desk: ProductDesk) -> None:
    async with running_shop({**BY_NUMBER, "images": "address"}) as shop:
        seat(desk, shop)
        outcome = await carry(desk, pictured(1))
        assert (outcome.state, "images" in shop.last) == (State.WRITTEN, False)
        assert [problem.path for problem in outcome.problems] == ["images"]
        assert "1 picture is behind no open https address" in str(outcome.problems[0])


@pytest.mark.parametrize(("absent", "images"), [("keep", None), ("remove", [])])
async def test_where_the_source_has_none_any_more_the_shop_keeps_what_it_has_unless_settings_say_otherwise(
    desk: ProductDesk, absent: str, images: Any
) -> None:
    async with running_shop({**BY_NUMBER, "images": "address"}) as shop:
        seat(desk, shop, images={"on_absent": absent})
        await carry(desk, pictured(1, address="https://cdn.example.com/{}.png"))
        await carry(desk, product(images=[], name="Volkoren"))
        assert shop.last.get("images") == images


async def test_a_shop_that_takes_none_is_told_of_once_for_the_flow(desk: ProductDesk) -> None:
    async with running_shop(BY_NUMBER) as shop:
        source = seat(desk, shop)
        first = await carry(desk, pictured(1))
        second = await carry(desk, pictured(2) | {"number": "P-2", "sku": "BR-200"})
        assert [len(one.problems) for one in (first, second)] == [1, 0]
        assert (source.fetched, [call.path for call in shop.posts]) == ([], ["/products"] * 2)
        assert Product.model_validate(shop.last).images == ()
