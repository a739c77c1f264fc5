"""What AccountView is asked of a flow of products: its columns both ways, and whether articles may be written."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.contracts.naming import Kind, Right
from handlers.pipelines.products.named_in_books import names_in
from handlers.pipelines.products.settings import ProductSettings
from handlers.sandboxes.accountview import Behaviour, Books
from relay.errors import Barred
from relay.model import Flow
from relay.roles import LookedUp, NamingFlow
from tests.handlers.vendors.accountview.office import Office, a_flow, office
from tests.handlers.vendors.accountview.products import COLUMNS, product_books
from tests.handlers.vendors.live_checks import found, nearest, severities, told

SETTINGS = ProductSettings.model_validate({"group": {"default": "KEUKEN"}, "vat_class": {"default": "2"}})


def into(*rows: dict[str, Any], **changes: Any) -> NamingFlow:
    flow = a_flow(name="products", entity="product", settings=SETTINGS, mapping=rows)
    at = ("flows", "products", "settings")
    named = [replace(one, path=(*at, *one.path)) for one in names_in(SETTINGS)]
    return NamingFlow(replace(flow, **changes), named)


def out_of(**changes: Any) -> NamingFlow:
    fields = {"name": "out", "entity": "product", "source": "books", "target": "shop", "settings": None}
    return NamingFlow(Flow(**(fields | changes)), [])


async def looked(o: Office, *flows: NamingFlow) -> LookedUp:
    return await o.connection.look_up(flows)


async def test_what_a_flow_of_products_needs_is_there() -> None:
    async with office(product_books(), products=COLUMNS) as o:
        said = await looked(o, into({"to": "ARTICLE.X11_SHOP", "const": "J"}), out_of())
    assert list(told(said)) == ["flows.products.mapping.0.to"]
    for kind, name in (
        (Kind.OBJECT, "AK1"),
        (Kind.TABLE, "ARTICLE"),
        (Kind.COLUMN, "BAR_CODE"),
        (Kind.COLUMN, "X11_NAMEFR"),
        (Kind.RIGHT, "make articles"),
        (Kind.RIGHT, "change articles"),
        (Kind.VAT_CODE, "2"),
        (Kind.ARTICLE_GROUP, "KEUKEN"),
    ):
        assert (kind, name) in found(said)
    assert (Kind.OBJECT, "SO1") not in found(said)


async def test_articles_that_nobody_may_write_are_an_error_and_a_warning_while_it_is_tried() -> None:
    books = product_books()
    books.article_rights = frozenset({"insert"})
    async with office(books) as o:
        said, dry = await looked(o, into()), await looked(o, into(write=False))
    assert list(severities(said).values()) == ["error"]
    [sentence] = told(said).values()
    assert "update on AK1" in sentence
    assert list(severities(dry).values()) == ["warning"]


async def test_a_column_that_is_not_there_is_told_where_it_is_named_with_the_nearest() -> None:
    books = product_books(block=False)
    products = {"columns": {"barcode": "BARCODE", "group": "AG_KODE"}, "modified": "CNG_DAT", "number": "REC_NR"}
    async with office(books, products=products) as o:
        said = await looked(o, into(), out_of(filter={"ART_DESC11": ("x",)}))
    assert nearest(said) == {
        "connections.books.products.columns.barcode": "BAR_CODE",
        "connections.books.products.columns.group": "AG_CODE",
        "connections.books.products.modified": "CNG_DATE",
        "connections.books.products.number": "REC_ID",
        "flows.out.poll.filter.ART_DESC11": "ART_DESC1",
    }


async def test_the_column_of_blocks_is_asked_for_only_where_it_is_named() -> None:
    async with office(product_books(block=False)) as o:
        assert told(await looked(o, into(), out_of())) == {}
    async with office(product_books(block=False), products={"columns": {"blocked": "REC_BLK"}}) as o:
        said = await looked(o, into(), out_of())
        assert set(told(said)) == {"connections.books.products.columns.blocked"}


async def test_the_connection_proves_that_articles_can_be_read_and_says_where_they_can_never_be_written() -> None:
    books = product_books()
    async with office(books) as o:
        said = await o.connection.check({"product"}, set())
        assert "AK1" in str(said)
        assert await o.connection.check(set(), {"product"}) is not None
        books.article_rights = frozenset({"update"})
        assert await o.connection.check(set(), {"product"}) is not None
        books.article_rights = frozenset()
        with pytest.raises(Barred, match=r"may not insert articles.*AK1"):
            await o.connection.check(set(), {"product"})


@pytest.mark.parametrize("behaviour", [Behaviour(shows_objects=False), Behaviour(unreadable=frozenset({"FLD", "DBF"}))])
async def test_what_is_not_shown_is_no_reason_to_refuse(behaviour: Behaviour) -> None:
    books: Books = product_books()
    async with office(books, behaviour=behaviour) as o:
        assert await o.connection.check(set(), {"product"}) is not None
        assert Right.MAKE_ARTICLES.name not in told(await looked(o, into()))
