"""Levels are told to a shop: what counts, what is never sent, and that nothing is told twice or out of order."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.stock import LevelKey
from mapping.filter_texts import read_filter
from relay.model import State
from tests.handlers.pipelines.stock.desk import StockDesk, place, settings, stock
from tests.handlers.pipelines.stock.fake_shop import FakeShop


async def test_a_level_is_told_under_the_articles_code(desk: StockDesk, shop: FakeShop) -> None:
    outcome = await desk.carry()
    assert (outcome.state, outcome.number, shop.told) == (State.WRITTEN, "A-1", [("A-1", "", "5")]), outcome
    assert outcome.reason == "A-1 is 5 now"


async def test_a_level_that_is_as_it_was_last_sent_asks_nobody(desk: StockDesk, shop: FakeShop) -> None:
    await desk.carry()
    again = await desk.carry()
    assert (again.state, again.number, len(shop.sent)) == (State.WRITTEN, "A-1", 1), again
    assert again.reason == "every level of A-1 is as it was last sent"


async def test_five_then_three_then_five_is_told_three_times(desk: StockDesk, shop: FakeShop) -> None:
    for quantity in (5, 3, 5):
        await desk.carry(stock("A-1", place(quantity)))
    assert [told for _, _, told in shop.told] == ["5", "3", "5"]


async def test_an_older_level_is_never_told_after_a_newer_one(desk: StockDesk, shop: FakeShop) -> None:
    older = await desk.ticket(stock("A-1", place(9)))
    await desk.carry(stock("A-1", place(2)))
    outcome = await desk.run(older)
    assert (outcome.state, shop.level()) == (State.SUPERSEDED, "2"), outcome


async def test_what_was_read_below_nought_causes_no_write_of_nought_over_nought(
    desk: StockDesk, shop: FakeShop
) -> None:
    for quantity in (-3, -2):
        await desk.carry(stock("A-1", place(quantity)))
    assert shop.told == [("A-1", "", "0")]
    await desk.carry(stock("A-1", place(2)))
    assert shop.level() == "2"


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (stock("A-1", place(None)), State.HELD),
        (stock("A-1", places=[]), State.HELD),
        (stock("A-1", place(0), tracked=False), State.SKIPPED),
        ({"number": "A-1", "gone": True}, State.SKIPPED),
    ],
    ids=["null", "no row", "not tracked", "gone and never carried"],
)
async def test_only_a_number_is_sent(desk: StockDesk, shop: FakeShop, record: dict[str, Any], state: State) -> None:
    outcome = await desk.carry(record)
    assert (outcome.state, shop.sent) == (state, []), outcome


async def test_an_article_that_becomes_tracked_is_told_from_then_on(desk: StockDesk, shop: FakeShop) -> None:
    await desk.carry(stock("A-1", place(0), tracked=False))
    await desk.carry(stock("A-1", place(4), tracked=True))
    assert shop.told == [("A-1", "", "4")]


async def test_one_that_the_target_does_not_track_stays_so(desk: StockDesk, shop: FakeShop) -> None:
    shop.shows, shop.levels, shop.untracked = True, {LevelKey("A-1"): Decimal(0)}, {LevelKey("A-1")}
    outcome = await desk.carry()
    assert (outcome.state, shop.sent) == (State.SKIPPED, []), outcome


async def test_one_that_stands_as_it_is_to_be_is_remembered_and_not_told(desk: StockDesk, shop: FakeShop) -> None:
    shop.shows, shop.levels = True, {LevelKey("A-1"): Decimal(5)}
    outcome = await desk.carry()
    assert (outcome.state, shop.sent, outcome.reason) == (State.WRITTEN, [], "A-1 stands at 5 already")
    await desk.carry()
    assert len(shop.asked) == 1


async def test_a_sum_that_lacks_a_listed_warehouse_is_not_sent(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(warehouses=["01", "02"])
    outcome = await desk.carry(stock("A-1", place(5, "01")))
    assert (outcome.state, shop.sent) == (State.HELD, []), outcome
    [problem] = outcome.problems
    assert (problem.path, problem.value) == ("places.warehouse", "02")


async def test_a_warehouse_where_it_does_not_lie_counts_for_nothing_where_settings_say_so(
    desk: StockDesk, shop: FakeShop
) -> None:
    desk.settings = settings(warehouses=["01", "02"], not_in_warehouse="nothing")
    await desk.carry(stock("A-1", place(5, "01")))
    assert shop.level() == "5"


async def test_warehouses_that_are_listed_are_added_up_and_no_others(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(warehouses=["01", "02"])
    outcome = await desk.carry(stock("A-1", place(55, "01"), place(50, "02"), place(3, "SHOW")))
    assert shop.told == [("A-1", "", "105")]
    assert "SHOW" in " ".join(note for step in outcome.steps for note in step.notes)


async def test_each_warehouse_gets_its_own_level_by_a_table(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(warehouses={"01": "70001", "02": "70002"}, add_up="each")
    await desk.carry(stock("A-1", place(55, "01"), place(50, "02"), place(3, "SHOW")))
    assert sorted(shop.told) == [("A-1", "70001", "55"), ("A-1", "70002", "50")]
    await desk.carry(stock("A-1", place(55, "01"), place(49, "02")))
    assert shop.told[2:] == [("A-1", "70002", "49")]


async def test_some_warehouses_are_told_alone_and_say_nothing_of_the_others(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(warehouses={"70001": "01", "70002": "02"}, add_up="each")
    await desk.carry(stock("A-1", place(5, "70001"), all_places=False))
    await desk.carry(stock("A-1", place(12, "70002"), all_places=False))
    skipped = await desk.carry(stock("A-1", place(99, "70003"), all_places=False))
    assert shop.told == [("A-1", "01", "5"), ("A-1", "02", "12")]
    assert skipped.state is State.SKIPPED


async def test_a_place_that_was_left_is_no_nought(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(warehouses={"70001": "01", "70002": "02"}, add_up="each")
    await desk.carry(stock("A-1", place(4, "70001"), place(3, "70002")))
    gone = {"warehouse": "70002", "left": True}
    outcome = await desk.carry(stock("A-1", gone, all_places=False))
    assert (outcome.state, len(shop.told)) == (State.SKIPPED, 2), outcome
    assert "no longer kept at 70002" in " ".join(note for step in outcome.steps for note in step.notes) + outcome.reason


async def test_an_article_that_is_blocked_sells_nothing_unless_settings_carry_it(
    desk: StockDesk, shop: FakeShop
) -> None:
    await desk.carry(stock(blocked=True))
    assert shop.level() == "0"
    desk.settings = settings(blocked="carry")
    await desk.carry(stock(blocked=True))
    assert shop.level() == "5"


async def test_one_that_is_gone_sells_nothing_or_is_held(desk: StockDesk, shop: FakeShop) -> None:
    await desk.carry()
    desk.settings = settings(absent_level="hold")
    held = await desk.carry({"number": "A-1", "gone": True})
    assert (held.state, shop.level()) == (State.HELD, "5"), held
    desk.settings = settings()
    gone = await desk.carry({"number": "A-1", "gone": True})
    assert (gone.state, shop.level()) == (State.WRITTEN, "0"), gone
    back = await desk.carry()
    assert (back.state, shop.level()) == (State.WRITTEN, "5"), back


async def test_of_each_warehouse_nothing_is_sold_of_one_that_is_gone(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(warehouses={"01": "A", "02": "B"}, add_up="each")
    await desk.carry(stock("A-1", place(4, "01"), place(3, "02")))
    await desk.carry({"number": "A-1", "gone": True})
    assert (shop.level(warehouse="A"), shop.level(warehouse="B")) == ("0", "0")


async def test_two_articles_with_one_code_are_both_held(desk: StockDesk, shop: FakeShop) -> None:
    await desk.carry(stock("7", sku="ABC"))
    held = [await desk.carry(stock(number, place(1), sku=sku)) for number, sku in (("8", "abc "), ("7", "ABC"))]
    assert [one.state for one in held] == [State.HELD, State.HELD]
    assert held[0].problems[0].rule == "articles 7, 8 of the source have this one code"
    assert shop.level("ABC") == "5"


async def test_a_code_is_sent_as_it_is_written(desk: StockDesk, shop: FakeShop) -> None:
    await desk.carry(stock("007", sku=" 007 "))
    assert shop.level("007") == "5"


async def test_an_item_without_a_code_that_nobody_knows_is_held_by_its_number(desk: StockDesk, shop: FakeShop) -> None:
    outcome = await desk.carry(stock("55099", sku=None))
    assert (outcome.state, shop.sent) == (State.HELD, []), outcome
    assert "55099" in outcome.reason


async def test_an_article_with_another_code_keeps_its_own_until_the_products_flow_carried_it(
    desk: StockDesk, shop: FakeShop
) -> None:
    await desk.carry(stock("7", sku="OLD"))
    await desk.carry(stock("7", place(4), sku="NEW"))
    assert shop.told[1:] == [("OLD", "", "4")]


async def test_what_does_not_fit_the_flows_filter_is_left_alone(desk: StockDesk, shop: FakeShop) -> None:
    desk.wanted = read_filter([{"field": "unit", "is": "STK"}])
    outcome = await desk.carry(stock(unit="KG"))
    assert (outcome.state, shop.sent) == (State.SKIPPED, []), outcome


async def test_a_wrong_document_is_held_with_its_problems(desk: StockDesk) -> None:
    outcome = await desk.carry({"number": "A-1", "places": [{"available": "many"}]})
    assert (outcome.state, outcome.problems[0].path) == (State.HELD, "places[0].available"), outcome


async def test_where_the_targets_count_is_right_nothing_is_sent(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(stock_owner="target")
    outcome = await desk.carry()
    assert (outcome.state, shop.sent) == (State.SKIPPED, []), outcome


async def test_a_dry_run_tells_levels_and_sends_none(desk: StockDesk, shop: FakeShop) -> None:
    outcome = await desk.carry(write=False)
    assert (outcome.state, outcome.dry_run, shop.sent) == (State.SKIPPED, True, []), outcome
    assert outcome.reason.startswith("dry run: would tell A-1: 5.")
