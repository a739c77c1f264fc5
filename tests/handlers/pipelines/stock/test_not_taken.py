"""What a shop has not, does not track or refuses is remembered, so that no reading brings it up again for ever."""

from decimal import Decimal

from handlers.contracts.records import NotThere
from handlers.contracts.stock import LevelKey
from relay.errors import Hold, Transient
from relay.line.once.links import LinkState
from relay.model import Origin, State
from tests.handlers.pipelines.stock.desk import StockDesk, place, settings, stock
from tests.handlers.pipelines.stock.fake_shop import FakeShop
from tests.plain import as_told


async def test_an_article_that_the_shop_has_not_is_counted_once_and_left(desk: StockDesk, shop: FakeShop) -> None:
    shop.makes = False
    first = await desk.carry()
    assert (first.state, len(shop.sent)) == (State.SKIPPED, 1), first
    link = await desk.link()
    assert link is not None
    assert link.state is LinkState.GONE
    again = await desk.carry(stock("A-1", place(4)))
    assert (again.state, len(shop.sent)) == (State.SKIPPED, 1), again


async def test_it_is_told_again_once_the_products_flow_has_made_it_anew(desk: StockDesk, shop: FakeShop) -> None:
    await desk.link_product("A-1", "951")
    shop.makes = False
    await desk.carry()
    await desk.carry(stock("A-1", place(4)))
    assert len(shop.sent) == 1
    shop.levels[LevelKey("A-1")] = Decimal(0)
    await desk.link_product("A-1", "977", event="e2")
    outcome = await desk.carry(stock("A-1", place(4)))
    assert (outcome.state, shop.level()) == (State.WRITTEN, "4"), outcome
    assert shop.sent[-1].number == "977"


async def test_one_that_is_not_there_is_held_where_settings_say_so(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings, shop.shows = settings(not_in_target="hold"), True
    outcome = await desk.carry()
    assert (outcome.state, shop.sent, outcome.problems[0].value) == (State.HELD, [], "A-1"), outcome


async def test_a_level_that_was_refused_is_not_sent_again_until_it_is_another(desk: StockDesk, shop: FakeShop) -> None:
    shop.faults = [Hold(as_told("not allowed to be adjusted, parent bundle"))]
    refused = [await desk.carry(origin=Origin.FULL_READ) for _ in range(3)]
    assert {(one.state, one.reason) for one in refused} == {(State.HELD, "not allowed to be adjusted, parent bundle")}
    assert len(shop.sent) == 1
    await desk.carry(stock("A-1", place(4)))
    await desk.carry(stock("A-1", place(5)))
    assert [told for _, _, told in shop.told] == ["4", "5"]


async def test_what_becomes_of_one_warehouse_keeps_none_of_the_others(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(warehouses={"01": "A", "02": "B", "03": "C"}, add_up="each")
    shop.faults = [NotThere(as_told("none")), Hold(as_told("no"))]
    outcome = await desk.carry(stock("A-1", place(1, "01"), place(2, "02"), place(3, "03")))
    assert (outcome.state, shop.told) == (State.HELD, [("A-1", "C", "3")]), outcome


async def test_a_write_that_certainly_did_not_happen_is_made_again(desk: StockDesk, shop: FakeShop) -> None:
    shop.faults = [Transient(as_told("busy"))]
    first = await desk.carry()
    assert (first.state, shop.told) == (State.RETRYING, []), first
    assert (await desk.carry()).state is State.WRITTEN
    assert shop.level() == "5"
