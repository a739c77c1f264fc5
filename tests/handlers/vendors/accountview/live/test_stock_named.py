"""What AccountView is asked of a flow of stock: the columns of quantities, and what is read with them."""

from handlers.contracts.naming import Kind
from relay.model import Flow
from relay.roles import NamingFlow
from tests.handlers.vendors.accountview.office import office
from tests.handlers.vendors.accountview.source.polls import Clock
from tests.handlers.vendors.accountview.source.stock.stock_polls import ALL_OF_THEM, an_article, stocked_books
from tests.handlers.vendors.live_checks import found, nearest, told

FLOW = NamingFlow(Flow(name="out", entity="stock", source="books", target="shop", settings=None), [])


async def test_what_a_flow_of_stock_reads_is_there() -> None:
    books = stocked_books(Clock(), an_article("KP-1"))
    async with office(books, stock={"columns": ALL_OF_THEM, "modified": "CNG_DATE"}) as o:
        said = await o.connection.look_up([FLOW])
    assert told(said) == {}
    for kind, name in (
        (Kind.OBJECT, "AK1"),
        (Kind.TABLE, "ARTICLE"),
        (Kind.COLUMN, "QTY_TECH"),
        (Kind.COLUMN, "QTY_FREE2"),
        (Kind.COLUMN, "QTY_BESTEL"),
        (Kind.COLUMN, "CNG_DATE"),
    ):
        assert (kind, name) in found(said)
    assert (Kind.OBJECT, "AR1") not in found(said)


async def test_a_column_that_is_not_there_is_told_where_it_is_named_with_the_nearest() -> None:
    books = stocked_books(Clock(), an_article("KP-1"))
    stock = {"columns": {"available": "QTY_FRE2", "incoming": "QTY_BESTLE"}, "modified": "CNG_DAT"}
    async with office(books, stock=stock, products={"columns": {"keeps_stock": "QTY_AVAL"}}) as o:
        said = await o.connection.look_up([FLOW])
    assert nearest(said) == {
        "connections.books.stock.columns.available": "QTY_FREE2",
        "connections.books.stock.columns.incoming": "QTY_BESTEL",
        "connections.books.stock.modified": "CNG_DATE",
        "connections.books.products.columns.keeps_stock": "QTY_AVAIL",
    }


async def test_one_article_is_read_to_prove_that_the_user_may() -> None:
    async with office(stocked_books(Clock(), an_article("KP-1"))) as o:
        assert "AK1" in str(await o.connection.check(["stock"], []))
        assert o.books.calls["GET", "AK1"] == 1
