"""AccountView as a source of stock, polled from the sandbox: quantities of all articles, whatever their stamp says."""

from typing import Any

import pytest

from handlers.contracts.stock import StockSource
from handlers.sandboxes.accountview import Behaviour
from handlers.vendors.accountview.connection import OpenAccountView
from relay.errors import Barred, Scope, StartError
from relay.roles import PolledSource, ReadInSlices, TellsTime
from tests.handlers.vendors.accountview.office import a_flow, office
from tests.handlers.vendors.accountview.source.polls import Clock
from tests.handlers.vendors.accountview.source.stock.stock_polls import (
    ALL_OF_THEM,
    an_article,
    count,
    figures,
    polled,
    read_whole,
    reading,
    stocked_books,
)


async def test_it_fills_all_of_its_roles() -> None:
    clock = Clock()
    async with reading(clock, stocked_books(clock)) as (source, _):
        polls: PolledSource = source
        stock: StockSource = source
        assert isinstance(polls, ReadInSlices)
        assert isinstance(polls, TellsTime)
        assert callable(stock.read)


async def test_the_quantities_of_an_article_are_the_level_of_its_one_place() -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=7, QTY_FREE2=5, QTY_BESTEL=12))
    async with reading(clock, books, {"columns": ALL_OF_THEM, "warehouse": "01"}) as (source, _):
        [record], _ = await polled(source)
    assert record.model_dump(mode="json", exclude_defaults=True) == {
        "number": "KP-1",
        "sku": "KP-1",
        "places": [{"warehouse": "01", "on_hand": "7", "available": "5", "incoming": "12"}],
    }


async def test_a_change_that_moves_no_stamp_comes_with_the_next_poll() -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=7), an_article("KP-2", QTY_TECH=3))
    async with reading(clock, books) as (source, _):
        before, cursor = await polled(source)
        clock.move(hours=2)
        count(books, "KP-1", QTY_TECH=6)
        after, later = await polled(source, cursor)
    assert [figures(record, "on_hand") for record in before] == ["7", "3"]
    assert [figures(record, "on_hand") for record in after] == ["6", "3"]
    assert later > cursor


async def test_an_article_that_falls_to_nought_is_in_the_list_like_any_other() -> None:
    """The source's half of stock-fallen-to-zero-1 and stock-missing-from-the-list-1."""
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=5, QTY_FREE2=5))
    async with reading(clock, books) as (source, _):
        count(books, "KP-1", QTY_TECH=0, QTY_FREE2=0, QTY_BESTEL=0)
        [record], _ = await polled(source)
        assert figures(record, "on_hand", "available") == "0 0"
        document = await source.fetch("KP-1")
        assert figures(source.read(document), "on_hand") == "0"
        assert await source.fetch("KP-9") is None


async def test_five_three_five_is_three_contents_and_the_stamp_is_in_none() -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=5))
    async with reading(clock, books) as (source, _):
        said = []
        for quantity in (5, 3, 5, 5):
            clock.move(minutes=1)
            books.change_article("KP-1", QTY_TECH=quantity)
            document = await source.fetch("KP-1")
            said.append(source.digest_material(document))
            assert source.identify(document).version is None
    assert said[0] == said[2] == said[3] != said[1]


async def test_what_else_changes_of_an_article_is_the_same_level() -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=5))
    async with reading(clock, books) as (source, _):
        before = source.digest_material(await source.fetch("KP-1"))
        books.change_article("KP-1", ART_DESC1="Another board", PX_SELL=30)
        assert source.digest_material(await source.fetch("KP-1")) == before


async def test_all_articles_come_page_by_page_and_a_reading_goes_on_after_any_of_them() -> None:
    clock = Clock()
    books = stocked_books(clock, *(an_article(f"KP-{number:02}", QTY_TECH=number) for number in range(1, 24)))
    async with reading(clock, books, page_size=5) as (source, _):
        slices = [one async for one in source.slices("whole", None, None)]
        assert await source.count(None) == 23
        for place, one in enumerate(slices):
            seen = [source.read(document).number for each in slices[: place + 1] for document in each.documents]
            rest = [source.read(document).number for document in await read_whole(source, one.position)]
            assert sorted([*seen, *rest]) == [f"KP-{number:02}" for number in range(1, 24)]


async def test_with_a_stamp_of_quantities_only_what_it_moved_is_read() -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=5), an_article("KP-2", QTY_TECH=3))
    async with reading(clock, books, {"columns": ALL_OF_THEM, "modified": "CNG_DATE"}) as (source, _):
        _, cursor = await polled(source)
        clock.move(hours=2)
        books.change_article("KP-2", QTY_TECH=2)
        assert await source.count(source.cursor_at(clock())) == 1
        changed, later = await polled(source, source.cursor_at(clock()))
    assert [record.number for record in changed] == ["KP-2"]
    assert later > cursor


@pytest.mark.parametrize("column", ["QTY_AVIAL", "X11_VRIJ"])
async def test_a_column_that_the_dictionary_lacks_stops_the_flow_with_the_nearest(column: str) -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=5))
    async with reading(clock, books, {"columns": {"available": column}}) as (source, _):
        with pytest.raises(Barred) as error:
            await polled(source)
    assert error.value.scope is Scope.FLOW
    assert column in str(error.value)
    assert "without the stock module" in str(error.value)
    assert ("QTY_AVAIL" in str(error.value)) == (column == "QTY_AVIAL")


async def test_an_installation_without_the_stock_module_stops_the_flow_and_reads_no_nought() -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=5))
    books.missing_columns["ARTICLE"] = frozenset({"QTY_TECH"})
    async with reading(clock, books, {}) as (source, _):
        with pytest.raises(Barred, match="QTY_TECH"):
            await polled(source)


async def test_a_column_that_answers_leave_out_stops_the_flow_too() -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=5))
    behaviour = Behaviour(withheld=frozenset({"ARTICLE.QTY_TECH"}))
    async with reading(clock, books, {}, behaviour=behaviour) as (source, _):
        with pytest.raises(Barred, match="QTY_TECH"):
            await polled(source)


async def test_a_unit_a_block_and_whether_stock_is_kept_are_read_where_products_name_their_columns() -> None:
    clock = Clock()
    books = stocked_books(clock)
    books.add_columns("ARTICLE", UNIT_CODE="C10", REC_BLK="L", KEEP_STK="L")
    books.keep(books.tables(), "ARTICLE", {"ART_CODE": "KP-1", "QTY_TECH": 5})
    count(books, "KP-1", UNIT_CODE="STK", REC_BLK=True, KEEP_STK=False)
    columns = {"unit": "UNIT_CODE", "blocked": "REC_BLK", "keeps_stock": "KEEP_STK"}
    async with reading(clock, books, products={"columns": columns}) as (source, _):
        [record], _ = await polled(source)
    assert (record.unit, record.blocked, record.tracked) == ("STK", True, False)


async def test_an_article_with_a_lasting_number_keeps_it_under_another_code() -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", QTY_TECH=5))
    async with reading(clock, books, products={"number": "REC_ID"}) as (source, _):
        [before], _ = await polled(source)
        count(books, "KP-1", ART_CODE="KP-9")
        [after], _ = await polled(source)
    assert (before.sku, after.sku) == ("KP-1", "KP-9")
    assert before.number == after.number != "KP-1"


async def test_a_filter_chooses_articles_by_any_column() -> None:
    clock = Clock()
    books = stocked_books(clock, an_article("KP-1", AG_CODE="HOUT"), an_article("KP-2", AG_CODE="GLAS"))
    async with reading(clock, books, wanted={"AG_CODE": ("glas",)}) as (source, _):
        records, _ = await polled(source)
    assert [record.sku for record in records] == ["KP-2"]


async def test_a_flow_of_stock_into_accountview_is_refused_with_the_reason() -> None:
    async with office() as o:
        opened: OpenAccountView = o.connection
        with pytest.raises(StartError, match="no business object is known by which its web API moves quantities"):
            opened.target(a_flow(name="stock", entity="stock", source="shop", target="books"))


async def test_a_cure_names_the_settings_of_stock() -> None:
    clock = Clock()
    settings: dict[str, Any] = {"columns": {"on_hand": None, "available": "QTY_NONE"}}
    async with reading(clock, stocked_books(clock, an_article("KP-1")), settings) as (source, _):
        with pytest.raises(Barred, match="correct QTY_NONE under stock or products"):
            await polled(source)
