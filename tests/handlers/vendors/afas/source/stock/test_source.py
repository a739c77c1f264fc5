"""AFAS as a source of stock, polled from the sandbox over real HTTP: with a stamp, and without one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from handlers.contracts.stock import StockSource
from handlers.vendors.afas.source.stock.source import open_stock
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened
from relay.errors import Barred, Scope
from relay.model import Flow
from relay.roles import PolledSource, ReadInSlices, TellsTime
from relay.settings.findings import SettingsError
from tests.handlers.vendors.afas.source.products.environment import a_profit, add
from tests.handlers.vendors.afas.source.stock.environment import (
    EVERYTHING,
    a_stocked_profit,
    figures,
    reading,
    sell,
    shown,
)
from tests.handlers.vendors.afas.support import Clock


async def test_it_fills_all_of_its_roles() -> None:
    clock = Clock()
    async with reading(a_stocked_profit(clock), clock, EVERYTHING) as r:
        polled: PolledSource = r.source
        stock: StockSource = r.source
        assert isinstance(polled, ReadInSlices)
        assert isinstance(polled, TellsTime)
        assert callable(stock.read)
        assert r.source.parts == ("levels", "compositions")


async def test_all_warehouses_of_an_article_are_one_record() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    profit.levels.set("TG-1", InOrder=Decimal(40), ReceiptDate=clock.now.date(), ReservedOnOrder=Decimal(1))
    async with reading(profit, clock) as r:
        [first, second], _ = await r.poll()
    assert shown(first) == {
        "number": "TG-1",
        "sku": "TG-1",
        "unit": "STK",
        "tracked": True,
        "stock_check": "free",
        "blocked": False,
        "places": [
            {
                "warehouse": "01",
                "on_hand": "5.00",
                "reserved": "1.00",
                "available": "4.00",
                "incoming": "40.00",
                "incoming_on": clock.now.date().isoformat(),
            },
            {"warehouse": "02", "on_hand": "7.00", "reserved": "0", "available": "7.00", "incoming": "0.00"},
        ],
    }
    assert second.number == "TG-2"


async def test_a_change_in_one_warehouse_brings_the_others_too() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    async with reading(profit, clock) as r:
        await r.poll()
        clock.move(minutes=60)
        cursor = r.source.cursor_at(clock.now)
        profit.levels.set("TG-1", 6, "02")
        [changed], _ = await r.poll(cursor=cursor)
    assert figures(changed.places, "warehouse", "on_hand") == ["01 5", "02 6"]


async def test_five_three_five_is_three_contents_and_the_stamp_is_in_none() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    async with reading(profit, clock) as r:
        said = []
        for quantity in (3, 5, 3, 3):
            clock.move(minutes=1)
            profit.levels.set("TG-2", quantity)
            document = await r.source.fetch("TG-2")
            said.append(r.source.digest_material(document))
            assert r.source.identify(document).version is None
    assert said[0] == said[2] == said[3] != said[1]


async def test_a_reservation_moves_no_stamp_and_all_there_is_shows_it() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    async with reading(profit, clock) as r:
        await r.poll()
        clock.move(minutes=60)
        cursor = r.source.cursor_at(clock.now)
        sell(profit, "TG-2", "2")
        assert await r.numbers(cursor=cursor) == []
        found = {record.number: record for record in r.read(await r.slices())}
    assert figures(found["TG-2"].places, "reserved", "available") == ["2 1"]


async def test_an_order_that_stock_does_not_cover_leaves_less_than_nothing_available() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    sell(profit, "TG-2", "5")
    async with reading(profit, clock) as r:
        record = await r.record("TG-2")
    assert figures(record.places, "on_hand", "reserved", "available") == ["3 5 -2"]


async def test_without_a_stamp_each_poll_reads_all_and_the_cursor_goes_on() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    async with reading(profit, clock, {}) as r:
        _, cursor = await r.poll()
        clock.move(minutes=60)
        sell(profit, "TG-2", "2")
        records, later = await r.poll(cursor=cursor)
    assert [record.number for record in records] == ["TG-1", "TG-2"]
    assert records[1].places[0].available == 1
    assert later > cursor


async def test_the_full_list_brings_each_article_whole_whatever_a_page_holds() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for number in range(1, 8):
        add(profit, f"A-{number}")
        for warehouse in ("01", "02", "03"):
            profit.levels.set(f"A-{number}", number, warehouse)
    for size in (1, 2, 3, 4, 5, 7, 21, 22):
        async with reading(profit, clock, page_size=size) as r:
            records = r.read(await r.slices())
            assert [record.number for record in records] == [f"A-{number}" for number in range(1, 8)]
            assert all(len(record.places) == 3 for record in records)
            assert await r.source.count(None) == 7


async def test_a_full_list_of_pages_costs_no_call_for_what_stands_in_them() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for number in range(1, 41):
        add(profit, f"A-{number:02}")
        profit.levels.set(f"A-{number:02}", number)
    async with reading(profit, clock, page_size=11) as r:
        assert len(r.read(await r.slices())) == 40
        assert r.calls() == 4  # of each full page the last article comes with the next: 10, 10, 10, 10


async def test_a_full_list_goes_on_after_any_of_its_positions() -> None:
    clock = Clock()
    profit = a_profit(clock)
    for number in range(1, 10):
        add(profit, f"A-{number}")
        profit.levels.set(f"A-{number}", number)
    async with reading(profit, clock, page_size=3) as r:
        slices = await r.slices()
        seen: list[str] = []
        for one in slices:
            seen += [record.number for record in r.read([one])]
            rest = [record.number for record in r.read(await r.slices(after=one.position))]
            assert [*seen, *rest] == [f"A-{number}" for number in range(1, 10)]


async def test_what_afas_shows_no_longer_is_not_there() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    profit.levels.take_away("TG-2")
    async with reading(profit, clock) as r:
        assert await r.source.fetch("TG-2") is None
        assert await r.source.fetch("TG-9") is None
        assert [record.number for record in r.read(await r.slices())] == ["TG-1"]


async def test_levels_of_another_administration_are_counted_and_added_to_none() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    profit.levels.set("TG-1", AdministrationId=2, warehouse="02")
    settings = {"columns": {"modified": "LastStockUpdate", "administration": "AdministrationId"}}
    async with reading(profit, clock, settings, administration=1) as r:
        [one] = await r.slices()
        first, second = r.read([one])
    assert [place.warehouse for place in first.places] == ["01"]
    assert (one.elsewhere, second.number) == (1, "TG-2")


async def test_a_filter_chooses_articles_and_leaves_no_warehouse_of_theirs_out() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    profit.levels.set("TG-2", StockKept=False)
    async with reading(profit, clock, wanted={"warehouse": ("02",)}) as r:
        [record], _ = await r.poll()
        assert [place.warehouse for place in record.places] == ["01", "02"]
    async with reading(profit, clock, wanted={"StockKept": ("true",)}) as r:
        assert await r.numbers() == ["TG-1"]


async def test_a_column_of_the_settings_that_is_not_there_stops_the_flow() -> None:
    clock = Clock()
    async with reading(a_stocked_profit(clock), clock, {"columns": {"on_hand": "Voorraad"}}) as r:
        with pytest.raises(Barred, match="Voorraad") as error:
            await r.pages()
    assert error.value.scope is Scope.FLOW


async def test_a_column_that_was_there_and_is_gone_stops_the_flow_and_reads_as_nothing() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    columns = {column.id: column.id for column in profit.tables["relay_stock"].columns}
    profit.offer("Voorraad_App", "Relay_Stock", columns)
    async with reading(profit, clock, {"connector": "Voorraad_App"}) as r:
        await r.pages()
        kept = {name: shown for name, shown in columns.items() if name != "ReservedOnStock"}
        profit.offer("Voorraad_App", "Relay_Stock", kept)
        with pytest.raises(Barred, match="ReservedOnStock"):
            await r.pages()


async def test_a_filter_may_name_any_column_by_our_word_or_its_own() -> None:
    clock = Clock()
    async with reading(a_stocked_profit(clock), clock) as r:
        document = await r.source.fetch("TG-1")
        fields = r.source.fields_of(document)
    assert (fields["unit"], fields["UnitId"], fields["tracked"]) == ("STK", "STK", True)


async def test_a_filter_by_a_column_that_settings_do_not_have_is_refused_at_the_start() -> None:
    clock = Clock()
    async with reading(a_stocked_profit(clock), clock, {"columns": {"blocked": None}}) as r:
        flow = Flow("stock", "stock", "afas", "shop", None, filter={"blocked": ("false",)})
        opened = Opened("afas", r.connection, r.client, dutch_day)
        with pytest.raises(SettingsError, match="stock is chosen by blocked"):
            open_stock(opened, flow)
        assert open_stock(opened, replace(flow, filter={"tracked": ("true",)})).parts == ("levels",)
