"""Pictures go with their product: a new one is carried though nothing else changed, an old one costs no call."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from mapping.documents.product import Image
from relay.model import State
from tests.handlers.pipelines.products.desk import CanonicalSource, ProductDesk, product, settings
from tests.mapping.images.drawn import png


@dataclass
class PictureSource(CanonicalSource):
    """Reads canonical products, and fetches their pictures itself."""

    fetched: list[str] = field(default_factory=list)

    async def fetch_image(self, image: Image, most: int) -> bytes | None:
        assert most > 0
        self.fetched.append(image.id)
        return png()


@pytest.fixture
def source(desk: ProductDesk) -> PictureSource:
    desk.source = made = PictureSource()
    desk.settings = settings(images={})
    desk.target.image_forms = frozenset({"png"})
    return made


def pictured(stamp: str, **changes: Any) -> dict[str, Any]:
    """A product with one picture, as it is since a moment."""
    return product(images=[{"id": "7", "place": 1, "address": "shop:7", "stamp": stamp}], **changes)


async def test_a_new_product_is_made_and_then_gets_its_picture(desk: ProductDesk, source: PictureSource) -> None:
    made = await desk.carry(pictured("1"))
    assert (made.state, desk.target.calls["create_product"], desk.target.calls["put_image"]) == (State.WRITTEN, 1, 1), (
        made
    )
    assert source.fetched == ["7"]


async def test_an_unchanged_product_with_an_unchanged_picture_costs_no_call_at_either_end(
    desk: ProductDesk, source: PictureSource
) -> None:
    await desk.carry(pictured("1"))
    calls = desk.target.calls.total()
    again = await desk.carry(pictured("1"))
    assert (again.state, desk.target.calls.total(), source.fetched) == (State.WRITTEN, calls, ["7"])


async def test_a_picture_that_may_be_another_is_looked_at_though_nothing_else_of_the_product_changed(
    desk: ProductDesk, source: PictureSource
) -> None:
    await desk.carry(pictured("1"))
    await desk.carry(pictured("2"))
    assert source.fetched == ["7", "7"]
    assert (desk.target.calls["put_image"], desk.target.calls["update_product"]) == (1, 0)


async def test_a_product_that_says_nothing_of_pictures_changes_none(desk: ProductDesk, source: PictureSource) -> None:
    await desk.carry(pictured("1"))
    await desk.carry(product(name="Anders"))
    assert (source.fetched, desk.target.calls["remove_image"]) == (["7"], 0)


async def test_a_dry_run_fetches_no_picture(desk: ProductDesk, source: PictureSource) -> None:
    outcome = await desk.carry(pictured("1"), write=False)
    assert (outcome.state, source.fetched, desk.written()) == (State.SKIPPED, [], 0)
