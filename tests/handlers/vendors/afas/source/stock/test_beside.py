"""What stands beside levels of AFAS: sets of which an article is a part, and open lines where nothing is reserved."""

from decimal import Decimal

from handlers.sandboxes.afas import Masters
from tests.handlers.vendors.afas.examples import body
from tests.handlers.vendors.afas.source.products.environment import a_profit, add, add_set, write
from tests.handlers.vendors.afas.source.stock.environment import EVERYTHING, a_stocked_profit, figures, reading, sell
from tests.handlers.vendors.afas.support import Clock


async def test_a_part_that_changes_brings_the_sets_it_is_in() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    add_set(profit, "SET-1", ("TG-1", "1"), ("TG-2", "2"))
    async with reading(profit, clock, EVERYTHING) as r:
        await r.poll()
        clock.move(minutes=60)
        cursor = r.source.cursor_at(clock.now)
        profit.levels.set("TG-2", 9)
        records, _ = await r.poll(cursor=cursor)
        assert sorted(record.number for record in records) == ["Sam:SET-1", "TG-2"]
        [composition] = [record for record in records if record.number == "Sam:SET-1"]
        assert composition.sku == "SET-1"
        assert [f"{one.sku} {one.quantity:f}" for one in composition.components] == ["TG-1 1.00", "TG-2 2.00"]
        levels = {one.sku: sum(place.on_hand or 0 for place in one.places) for one in composition.component_stock}
        assert levels == {"TG-1": 12, "TG-2": 9}
        assert [record.number for record in r.read(await r.slices("compositions"))] == ["Sam:SET-1"]
        assert (await r.record("Sam:SET-1")).components == composition.components
        assert await r.source.count(None) == 3


async def test_a_set_with_a_level_of_its_own_is_not_worked_out_of_its_parts() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    add_set(profit, "SET-1", ("TG-1", "1"))
    profit.levels.set("SET-1", 4, ItemType="7")
    async with reading(profit, clock, EVERYTHING) as r:
        records = r.read([*await r.slices(), *await r.slices("compositions")])
        own = await r.record("Sam:SET-1")
    assert [record.number for record in records] == ["Sam:SET-1", "TG-1", "TG-2"]
    assert (own.sku, len(own.components), figures(own.places, "on_hand")) == ("SET-1", 0, ["4"])


async def test_open_lines_are_read_only_of_articles_without_reservations() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    profit.levels.set("TG-2", StockCode="3")
    write(profit, body("FbUnitBasicItem", {"VaIt": "2", "ItCd": "TG-2", "BiUn": "DOOS", "Qu": "2"}))
    sell(profit, "TG-1", "2")
    sell(profit, "TG-2", "1", unit="DOOS")
    async with reading(profit, clock, EVERYTHING) as r:
        first, second = r.read(await r.slices())
        [asked] = [call for call in r.sandbox.calls if call.path == "/connectors/relay_openorderlines"]
    assert figures(first.places, "reserved", "available") == ["2 3", "0 7"]
    assert figures(second.places, "on_hand", "reserved", "available") == ["3 2 1"]
    assert "TG-1" not in str(asked.query)


async def test_without_a_stamp_sets_are_read_whole_as_articles_are() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    add_set(profit, "SET-1", ("TG-1", "1"), ("TG-2", "2"))
    async with reading(profit, clock, {**EVERYTHING, "columns": {}}) as r:
        _, cursor = await r.poll("compositions")
        clock.move(minutes=60)
        profit.levels.set("TG-2", 1)
        [changed], _ = await r.poll("compositions", cursor)
        assert await r.source.count(cursor) == 3
    places = {one.sku: figures(one.places, "warehouse", "on_hand") for one in changed.component_stock}
    assert places == {"TG-1": ["01 5", "02 7"], "TG-2": ["01 1"]}


async def test_a_part_of_which_there_is_no_level_is_not_known() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    add(profit, "TG-9")
    add_set(profit, "SET-1", ("TG-1", "1"), ("TG-9", "1"))
    async with reading(profit, clock, EVERYTHING) as r:
        record = await r.record("Sam:SET-1")
    assert [one.sku for one in record.components] == ["TG-1", "TG-9"]
    assert [one.sku for one in record.component_stock] == ["TG-1"]


async def test_what_belongs_to_many_articles_is_asked_for_in_few_calls() -> None:
    clock = Clock()
    profit = a_stocked_profit(clock)
    for number in range(40):
        add(profit, f"A-{number:02}")
        profit.levels.set(f"A-{number:02}", number, StockCode="3")
        sell(profit, f"A-{number:02}", "1")
    async with reading(profit, clock, {**EVERYTHING, "compositions": None}, page_size=500) as r:
        assert len(r.read(await r.slices())) == 42
        calls = {name: r.calls(name) for name in ("Relay_Stock", "Relay_OpenOrderLines", "Profit_Unit_per_Item")}
    assert calls == {"Relay_Stock": 1, "Relay_OpenOrderLines": 1, "Profit_Unit_per_Item": 1}


async def test_the_units_of_a_whole_page_are_read_by_the_codes_it_goes_from_and_to() -> None:
    clock = Clock()
    numbers = range(250)
    profit = a_profit(clock, masters=Masters(items=[], stock={(f"A-{n:03}", "01"): Decimal(n) for n in numbers}))
    profit.goods.units += [
        {"VaIt": "2", "ItCd": f"A-{n:03}", "BiUn": f"D{size}", "Qu": Decimal(size)}
        for n in numbers
        for size in range(2, 2 + 11 * (n % 3))
    ]
    async with reading(profit, clock, {"units": {}}, page_size=200) as r:
        records = r.read(await r.slices())
        by_page = r.calls("Profit_Unit_per_Item")
        told = {record.number: len(record.packings) for record in records}
        one_by_one = {number: len((await r.record(number)).packings) for number in ("A-000", "A-101", "A-199", "A-249")}
    assert told == {f"A-{n:03}": 11 * (n % 3) for n in numbers}
    assert one_by_one == {number: told[number] for number in one_by_one}
    assert (
        by_page == 3
    )  # two pages of the first, whose 199 articles have 2,189 rows, and one of the rest by their codes
