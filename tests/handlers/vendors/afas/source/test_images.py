"""Pictures and files that AFAS gives, each by the address under which its article names it."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from handlers.contracts.images import ImageSource
from handlers.vendors.afas.source.images import AfasImages, image_address
from mapping.documents.product import Image
from relay.errors import Barred, Hold, Scope
from relay.model import Flow
from tests.handlers.vendors.afas.environment import Environment, environment
from tests.mapping.images.drawn import GIF, jpeg, png
from tests.stand_ins import OpenGate

MOST = 20_000_000


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment() as opened:
        yield opened


def images(e: Environment) -> AfasImages:
    return AfasImages(e.connection.client)


def image(address: str) -> Image:
    return Image(id="1", place=1, address=address)


def test_a_source_of_products_gives_pictures(e: Environment) -> None:
    flow = Flow(name="products", entity="product", source="afas", target="books", settings=None)
    assert isinstance(e.connection.source(flow), ImageSource)


async def test_the_original_is_asked_for_and_comes_byte_for_byte(e: Environment) -> None:
    number = e.profit.pictures.put("000100", 1, "mok.jpg", jpeg(data=bytes(range(255)) * 900))
    got = await images(e).fetch_image(image(image_address("image", number)), MOST)
    assert got == jpeg(data=bytes(range(255)) * 900)
    assert (e.sandbox.calls[-1].path, e.sandbox.calls[-1].query) == (f"/imageconnector/{number}", "format=0")


async def test_a_file_is_asked_for_by_its_number_and_its_own_name(e: Environment) -> None:
    number = e.profit.pictures.put("000100", 2, "kop & schotel.png", png())
    assert await images(e).fetch_image(image(image_address("file", number, "kop & schotel.png")), MOST) == png()
    assert await images(e).fetch_image(image(image_address("file", number, "other.png")), MOST) is None


async def test_a_column_of_a_connector_is_read_for_one_article_alone(e: Environment) -> None:
    e.profit.goods.articles["000100"] = {"ItCd": "000100", "Rm": "R0lGODlh"}
    got = await images(e).fetch_image(
        image(image_address("column", "Relay_Articles", "ItemCode", "000100", "LongText")), MOST
    )
    assert got == b"GIF89a"
    assert "take=1" in e.sandbox.calls[-1].query


async def test_a_picture_that_is_not_there_is_an_answer_about_it_and_bars_nothing(e: Environment) -> None:
    for address in (
        image_address("image", "404"),
        image_address("file", "404", "a.png"),
        image_address("subject", "1", "2"),
    ):
        assert await images(e).fetch_image(image(address), MOST) is None
    gate = e.connection.client._gate
    assert isinstance(gate, OpenGate)
    assert gate.ends == []
    assert gate.about[-3:] == ["GET imageconnector", "GET fileconnector", "GET subjectconnector"]


async def test_one_that_is_larger_than_asked_for_is_held_and_not_kept(e: Environment) -> None:
    number = e.profit.pictures.put("000100", 1, "mok.gif", GIF + bytes(5000))
    with pytest.raises(Hold, match="more than 5000 bytes"):
        await images(e).fetch_image(image(image_address("image", number)), 5000)


async def test_a_service_that_the_app_connector_may_not_use_bars_that_service_alone(e: Environment) -> None:
    e.sandbox.access.connectors = frozenset()
    e.profit.goods.articles["000100"] = {"ItCd": "000100", "Rm": "R0lGODlh"}
    address = image_address("column", "Relay_Articles", "ItemCode", "000100", "LongText")
    with pytest.raises(Barred) as caught:
        await images(e).fetch_image(image(address), MOST)
    assert caught.value.scope is Scope.CALL


@pytest.mark.parametrize("address", ["afas:image", "afas:report/1", "https://x.test/a", "afas:image/1/2/3", "afas:"])
async def test_an_address_of_another_kind_is_held(e: Environment, address: str) -> None:
    with pytest.raises(Hold, match="none by which AFAS gives a picture"):
        await images(e).fetch_image(image(address), MOST)
    assert e.calls("GET") == 0


async def test_no_part_of_an_address_leads_to_another_path(e: Environment) -> None:
    assert (
        await images(e).fetch_image(image(f"afas:image/{quote('../connectors/Profit_Debtor', safe='')}"), MOST) is None
    )
    assert e.calls("GET", "/connectors") == 0


async def test_pictures_that_come_back_re_encoded_are_other_bytes(e: Environment) -> None:
    e.profit.behaviour.pictures = "re_encoded"
    number = e.profit.pictures.put("000100", 1, "mok.jpg", jpeg())
    assert await images(e).fetch_image(image(image_address("image", number)), MOST) != jpeg()
