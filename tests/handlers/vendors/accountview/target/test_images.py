"""The picture of an article in AccountView: read by itself, and written where a column is named for it and open."""

import pytest

from handlers.contracts.images import ImageSource, NoPicturesTaken, Picture
from handlers.vendors.accountview.source.images import IMAGE_ADDRESS
from mapping.documents.product import Image
from relay.errors import Hold
from relay.model import Flow
from tests.handlers.vendors.accountview.office import office
from tests.handlers.vendors.accountview.products import COLUMNS, a_draft_product, product_books, product_target
from tests.mapping.images.drawn import GIF, jpeg, png

WITH_PICTURE = {**COLUMNS, "columns": {**COLUMNS["columns"], "image_name": "IMG_MEDIUM"}, "image_data": "IMG_M_DATA"}
MOST = 20_000_000


def picture_books(**forms: str) -> object:
    books = product_books()
    books.add_columns("ARTICLE", IMG_MEDIUM="C60", **{"IMG_M_DATA": "M", **forms})
    return books


def picture(content: bytes = GIF, name: str = "mok.gif") -> Picture:
    return Picture(content, "gif", "0" * 16, name)


FLOW = Flow(name="products", entity="product", source="books", target="shop", settings=None)


async def test_a_picture_is_written_with_its_name_and_comes_back_byte_for_byte() -> None:
    large = jpeg(data=bytes(range(255)) * 3000)
    async with office(picture_books(), products=WITH_PICTURE) as o:  # type: ignore[arg-type]  # books of a sandbox
        target = product_target(o)
        await target.create_product(target.product_fields(a_draft_product()))
        for content in (GIF, large):
            assert await target.put_image("PLANK-1", 1, picture(content)) is None
        assert (target.most_images, target.image_forms >= {"jpeg", "png", "gif"}) == (1, True)
        assert o.books.articles[-1]["IMG_MEDIUM"] == "mok.gif"
        assert o.books.articles[-1]["ART_DESC1"] == "Kaasplank eiken"
        source = o.connection.source(FLOW)
        assert isinstance(source, ImageSource)
        image = Image(id="1", place=1, address=f"{IMAGE_ADDRESS}PLANK-1")
        assert await source.fetch_image(image, MOST) == large
        with pytest.raises(Hold, match="more than 1000 bytes"):
            await source.fetch_image(image, 1000)
        assert await target.remove_image("PLANK-1", 1) is True
        assert await source.fetch_image(image, MOST) is None
        assert o.books.articles[-1]["IMG_MEDIUM"] == ""


async def test_rows_of_articles_are_read_without_their_pictures() -> None:
    async with office(picture_books(), products=WITH_PICTURE) as o:  # type: ignore[arg-type]  # books of a sandbox
        target = product_target(o)
        await target.create_product(target.product_fields(a_draft_product()))
        await target.put_image("PLANK-1", 1, picture(png(), "a.png"))
        document = await o.connection.source(FLOW).fetch("PLANK-1")
        assert document["article"]["IMG_MEDIUM"] == "a.png"
        assert "IMG_M_DATA" not in document["article"]


async def test_what_stands_in_the_column_and_is_no_base64_is_held() -> None:
    async with office(picture_books(), products=WITH_PICTURE) as o:  # type: ignore[arg-type]  # books of a sandbox
        o.books.put("ARTICLE", {"ART_CODE": "MOK-1", "ART_DESC1": "Mok", "IMG_M_DATA": "C:\\foto\\mok.jpg"})
        image = Image(id="1", place=1, address=f"{IMAGE_ADDRESS}MOK-1")
        with pytest.raises(Hold, match="IMG_M_DATA is no base64"):
            await o.connection.source(FLOW).fetch_image(image, MOST)


async def test_where_no_column_is_named_no_picture_is_taken_or_given() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        target = product_target(o)
        assert target.image_forms == frozenset()
        assert await target.remove_image("PLANK-1", 1) is False
        with pytest.raises(NoPicturesTaken):
            await target.put_image("PLANK-1", 1, picture())
        with pytest.raises(Hold, match="none by which AccountView gives"):
            await o.connection.source(FLOW).fetch_image(Image(id="1", place=1, address=f"{IMAGE_ADDRESS}X"), MOST)


async def test_a_column_that_the_installation_does_not_have_takes_no_picture_of_any_article() -> None:
    async with office(product_books(), products=WITH_PICTURE) as o:
        with pytest.raises(NoPicturesTaken, match="IMG_M_DATA"):
            await product_target(o).put_image("PLANK-1", 1, picture())
