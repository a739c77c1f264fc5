"""Pictures that AFAS takes with an article: each at its place, one in a call, and never whole as a text."""

from collections.abc import AsyncIterator

import pytest

from handlers.contracts.images import Picture
from handlers.contracts.records import NotThere
from relay.errors import Hold
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.handlers.vendors.afas.products import made, product_target
from tests.mapping.images.drawn import GIF, WEBP, jpeg, png
from tests.stand_ins import OpenGate


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


def picture(content: bytes = GIF, form: str = "gif", name: str = "mok.gif") -> Picture:
    return Picture(content, form, "0" * 16, name)


async def test_pictures_stand_at_their_places_byte_for_byte_and_nothing_else_changes(e: Environment) -> None:
    target = product_target(e)
    await made(target)
    before = dict(e.profit.goods.of_article("DD-1"))
    large = jpeg(data=bytes(range(255)) * 9000)
    for place, one in ((1, picture()), (3, picture(large, "jpeg", "plank é.jpg")), (7, picture(png(), "png", "z.png"))):
        assert await target.put_image("DD-1", place, one) is None
    assert e.profit.pictures.of_article("dd-1") == {1: ("mok.gif", GIF), 3: ("plank é.jpg", large), 7: ("z.png", png())}
    after = dict(e.profit.goods.of_article("DD-1"))
    assert {name: value for name, value in after.items() if name != "modified"} == {
        name: value for name, value in before.items() if name != "modified"
    }
    assert (target.most_images, "webp" in target.image_forms) == (7, False)


async def test_a_place_that_is_set_again_shows_the_last_one_alone(e: Environment) -> None:
    target = product_target(e)
    await made(target)
    for content in (GIF, png(), png()):
        await target.put_image("DD-1", 1, picture(content))
    assert e.profit.pictures.of_article("DD-1") == {1: ("mok.gif", png())}


async def test_it_counts_as_a_kind_of_call_of_its_own(e: Environment) -> None:
    target = product_target(e)
    await made(target)
    await target.put_image("DD-1", 1, picture())
    gate = e.connection.client._gate
    assert isinstance(gate, OpenGate)
    assert gate.about[-1] == "PUT FbItemArticle pictures"


async def test_below_profit_6_an_article_has_one_picture(e: Environment) -> None:
    target = product_target(e, writing={"products": {"extra_pictures": False}})
    assert target.most_images == 1
    e.profit.behaviour.extra_pictures = "refused"
    target = product_target(e)
    await made(target)
    with pytest.raises(Hold, match="FileName1"):
        await target.put_image("DD-1", 2, picture())
    assert e.profit.pictures.of_article("DD-1") == {}


async def test_a_form_that_profit_does_not_import_is_refused_by_it(e: Environment) -> None:
    target = product_target(e)
    await made(target)
    with pytest.raises(Hold):
        await target.put_image("DD-1", 1, picture(WEBP, "webp", "a.webp"))


async def test_an_article_that_is_not_there_has_no_picture(e: Environment) -> None:
    with pytest.raises(NotThere):
        await product_target(e).put_image("NONE-1", 1, picture())


async def test_a_picture_is_taken_away_only_where_the_connection_says_that_afas_does_so(e: Environment) -> None:
    target = product_target(e)
    await made(target)
    await target.put_image("DD-1", 2, picture())
    calls = len(e.sandbox.calls)
    assert await target.remove_image("DD-1", 2) is False
    assert len(e.sandbox.calls) == calls
    e.profit.behaviour.emptied_pictures = "taken_away"
    target = product_target(e, writing={"products": {"empty_takes_picture_away": True}})
    assert await target.remove_image("DD-1", 2) is True
    assert e.profit.pictures.of_article("DD-1") == {}


async def test_a_variant_has_the_pictures_of_its_article_and_none_is_written_for_it(e: Environment) -> None:
    target = product_target(e, products={"variants": {"delimiter": "|"}}, lookups={"variants": "Relay_Articles"})
    with pytest.raises(Hold, match="is a variant"):
        await target.put_image("SHIRT|M|RED", 1, picture())
    assert e.calls("PUT") == 0
