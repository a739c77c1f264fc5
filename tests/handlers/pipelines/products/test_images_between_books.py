"""Pictures from AFAS to AccountView and back, over both sandboxes: each is sent once, whatever comes back of it."""

from base64 import b64encode

import pytest

from handlers.pipelines.products.image_places import PictureTarget
from mapping.documents.product import Product
from mapping.parsing import dump_json
from relay.line.queue import Queue
from relay.model import Flow
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.common.shelf import Carrier
from tests.handlers.pipelines.products.gallery import CODE, Hanger, told, warned
from tests.handlers.vendors.accountview.office import office
from tests.handlers.vendors.accountview.products import COLUMNS, a_draft_product, product_books, product_target
from tests.handlers.vendors.afas.environment import environment
from tests.handlers.vendors.afas.examples import article
from tests.handlers.vendors.afas.products import product_target as afas_target
from tests.mapping.images.drawn import jpeg, png

WITH_PICTURE = {**COLUMNS, "columns": {**COLUMNS["columns"], "image_name": "IMG_MEDIUM"}, "image_data": "IMG_M_DATA"}
IN_ROWS = {"images": {"in_article": [{"id": "ImageId", "file_name": "ImageFile"}]}, "connector": "Relay_Articles"}
FROM_AFAS = Flow(name="products", entity="product", source="afas", target="books", settings=None)
FROM_BOOKS = Flow(name="products", entity="product", source="books", target="afas", settings=None)


@pytest.fixture
def hanger(store: Store, vault: Vault, queue: Queue) -> Hanger:
    return Hanger(Carrier(store, vault, queue))


def between(hanger: Hanger, source: object, target: PictureTarget) -> Hanger:
    """The same hanger from one system to another."""
    hanger.shop, hanger.gallery = source, target  # type: ignore[assignment]  # real ones in the stead of those of tests
    return hanger


def with_picture(address: str, name: str, **more: str) -> Product:
    images = [{"id": "1", "place": 1, "address": address, "file_name": name}]
    return Product.model_validate({"number": "9700", "sku": CODE, "images": images, **more})


@pytest.mark.parametrize("comes_back", ["as_sent", "re_encoded"])
async def test_a_picture_goes_from_afas_to_accountview_once_and_other_bytes_once_more(
    hanger: Hanger, comes_back: str
) -> None:
    books = product_books()
    books.add_columns("ARTICLE", IMG_MEDIUM="C60", IMG_M_DATA="M")
    async with environment() as e, office(books, products=WITH_PICTURE) as o:
        assert comes_back in {"as_sent", "re_encoded"}
        e.profit.behaviour.pictures = "as_sent" if comes_back == "as_sent" else "re_encoded"
        target = product_target(o)
        await target.create_product({**target.product_fields(a_draft_product()), "ART_CODE": CODE})
        number = e.profit.pictures.put(CODE, 1, "plank.jpg", jpeg())
        between(hanger, e.connection.source(FROM_AFAS), target)
        first = await hanger.hang(with_picture(f"afas:image/{number}", "plank.jpg"))
        again = await hanger.hang(with_picture(f"afas:image/{number}", "plank.jpg", updated_at="2026-11-20T10:00:00Z"))
        assert (told(first), told(again)) == (["pictures sent: 1"], [])
        number = e.profit.pictures.put(CODE, 1, "plank.png", png())
        changed = await hanger.hang(with_picture(f"afas:image/{number}", "plank.png"))
        if comes_back == "as_sent":
            assert told(changed) == ["pictures sent: 1"]
            assert o.books.articles[-1]["IMG_MEDIUM"] == "plank.png"


async def test_one_that_afas_lost_leaves_the_product_carried_and_bars_nothing(hanger: Hanger) -> None:
    books = product_books()
    books.add_columns("ARTICLE", IMG_MEDIUM="C60", IMG_M_DATA="M")
    async with environment() as e, office(books, products=WITH_PICTURE) as o:
        between(hanger, e.connection.source(FROM_AFAS), product_target(o))
        carried = await hanger.hang(with_picture("afas:image/404", "plank.jpg"))
        assert warned(carried)[0].startswith("picture 1 is not carried: the source has it no longer; it is tried again")
        assert len(await hanger.due()) == 1


async def test_a_picture_goes_from_accountview_to_afas_whole_or_not_at_all(hanger: Hanger) -> None:
    books = product_books()
    books.add_columns("ARTICLE", IMG_MEDIUM="C60", IMG_M_DATA="M")
    async with environment() as e, office(books, products=WITH_PICTURE) as o:
        target = product_target(o)
        await target.create_product({**target.product_fields(a_draft_product()), "ART_CODE": CODE})
        await between(hanger, object(), target).hang(Product.model_validate({"number": "9700", "sku": CODE}))
        source = o.connection.source(FROM_BOOKS)
        document = await source.fetch(CODE)
        assert source.read(document).images == ()
        e.profit.write("POST", "FbItemArticle", None, dump_json(article(ItCd=CODE)))
        o.books.articles[-1].update(IMG_MEDIUM="plank.jpg", IMG_M_DATA="/9j/" + "A" * 40)
        product = source.read(await source.fetch(CODE))
        between(hanger, source, afas_target(e))
        carried = await hanger.hang(product)
        assert warned(carried)[0].startswith("picture 1 is not carried: what came is a jpeg whose end is missing")
        assert e.profit.pictures.of_article(CODE) == {}
        o.books.articles[-1]["IMG_M_DATA"] = b64encode(jpeg()).decode()
        assert told(await hanger.hang(source.read(await source.fetch(CODE)))) == ["pictures sent: 1"]
        assert e.profit.pictures.of_article(CODE) == {1: ("plank.jpg", jpeg())}
