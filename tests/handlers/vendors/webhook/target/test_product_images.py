"""Bytes of pictures are posted, each to its place and in the fields that settings name; nothing is taken away."""

from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from handlers.contracts.images import Picture
from handlers.contracts.records import NotThere
from handlers.sandboxes.shop import Fault, ShopSandbox
from handlers.vendors.webhook.target.products import PostedProducts
from relay.errors import Hold
from relay.model import Flow
from tests.handlers.pipelines.products.shops import BY_NUMBER, running_shop
from tests.mapping.images.drawn import png

PICTURE = Picture(png(colour=1), "png", "digest", "board.png")
AT_ITS_PLACE = {"path": "/products/{number}/images/{place}"}


@asynccontextmanager
async def pictures(images: Any) -> AsyncIterator[tuple[PostedProducts, ShopSandbox]]:
    async with running_shop({**BY_NUMBER, "images": images}) as shop:
        target = shop.connection.target(Flow("products", "product", "books", "shop", None))
        yield target, shop.sandbox


async def test_a_picture_goes_to_its_place_as_base64_without_an_envelope() -> None:
    async with pictures(AT_ITS_PLACE) as (target, shop):
        assert await target.put_image("P-1", 2, PICTURE) is None
        [call] = shop.calls
        assert (call.method, call.path) == ("PUT", "/products/P-1/images/2")
        posted = call.json()
        assert b64decode(posted.pop("content")) == PICTURE.content
        assert posted == {"file_name": "board.png", "place": 2}


async def test_its_fields_are_those_of_the_settings() -> None:
    said = {**AT_ITS_PLACE, "content": "image.attachment", "place": "image.position", "file_name": None}
    async with pictures(said) as (target, shop):
        await target.put_image("P-1", 1, PICTURE)
        [call] = shop.calls
        assert b64decode(call.json()["image"].pop("attachment")) == PICTURE.content
        assert call.json()["image"].keys() == {"attachment", "position"}


async def test_pictures_that_are_not_there_to_be_replaced_are_an_answer_about_that_product() -> None:
    async with pictures(AT_ITS_PLACE) as (target, shop):
        shop.behaviour.faults = [Fault(status=404)]
        with pytest.raises(NotThere):
            await target.put_image("P-1", 1, PICTURE)


async def test_one_that_makes_the_post_too_large_is_held_and_not_sent() -> None:
    async with pictures(AT_ITS_PLACE) as (target, shop):
        whole = Picture(b"0" * 6_100_000, "png", "digest", "large.png")
        with pytest.raises(Hold):
            await target.put_image("P-1", 1, whole)
        assert shop.calls == []


async def test_nothing_is_taken_away_and_without_settings_nothing_goes() -> None:
    async with pictures({**AT_ITS_PLACE, "forms": ["jpeg"], "most": 3}) as (target, shop):
        assert (set(target.image_forms), target.most_images) == ({"jpeg"}, 3)
        assert await target.remove_image("P-1", 1) is False
        assert shop.calls == []
    for images in (None, "address"):
        async with pictures(images) as (target, _):
            assert target.image_forms == frozenset()
            with pytest.raises(Hold):
                await target.put_image("P-1", 1, PICTURE)
