"""Once a night each level is compared with the target's, and what settings or mappings shape anew is told by itself."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from handlers.contracts.stock import LevelKey
from handlers.pipelines.stock import steps
from handlers.pipelines.stock.by_hand import shape
from handlers.pipelines.stock.steps import night_of
from relay.model import State
from tests.handlers.pipelines.stock.desk import StockDesk, settings, stock
from tests.handlers.pipelines.stock.fake_shop import FakeShop


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The night that it is: the last of these."""
    passed = ["2026-03-02"]
    monkeypatch.setattr(steps, "night_of", lambda _: passed[-1])
    return passed


def test_a_night_begins_at_one_on_the_clock_of_the_offices() -> None:
    assert night_of(datetime(2026, 3, 2, 23, 59, tzinfo=UTC)) == "2026-03-02"
    assert night_of(datetime(2026, 3, 3, 0, 0, tzinfo=UTC)) == "2026-03-03"
    assert night_of(datetime(2026, 7, 2, 22, 59, tzinfo=UTC)) == "2026-07-02"


async def test_what_somebody_changed_in_the_target_is_put_right_at_night(
    desk: StockDesk, shop: FakeShop, nights: list[str]
) -> None:
    desk.settings, shop.shows, shop.levels = settings(), True, {LevelKey("A-1"): Decimal(1)}
    await desk.carry()
    shop.levels[LevelKey("A-1")] = Decimal(99)
    assert ((await desk.carry()).state, shop.level()) == (State.WRITTEN, "99")
    nights.append("2026-03-03")
    assert ((await desk.carry()).state, shop.level()) == (State.WRITTEN, "5")


async def test_what_stands_as_it_should_is_looked_at_and_not_told(
    desk: StockDesk, shop: FakeShop, nights: list[str]
) -> None:
    desk.settings, shop.shows, shop.levels = settings(), True, {LevelKey("A-1"): Decimal(1)}
    await desk.carry()
    nights.append("2026-03-03")
    for _ in range(3):
        await desk.carry()
    assert (len(shop.asked), len(shop.sent)) == (2, 1)


async def test_a_target_that_shows_nothing_is_told_again_at_night_and_once(
    desk: StockDesk, shop: FakeShop, nights: list[str]
) -> None:
    desk.settings = settings()
    await desk.carry()
    nights.append("2026-03-03")
    for _ in range(3):
        await desk.carry()
    assert shop.told == [("A-1", "", "5")] * 2


async def test_an_article_that_was_not_there_is_asked_for_again_at_night_where_no_product_is_carried(
    desk: StockDesk, shop: FakeShop, nights: list[str]
) -> None:
    desk.settings, shop.makes = settings(), False
    await desk.carry()
    shop.makes = True
    assert (await desk.carry()).state is State.SKIPPED
    nights.append("2026-03-03")
    assert ((await desk.carry()).state, shop.level()) == (State.WRITTEN, "5")


async def test_other_settings_shape_other_levels_and_the_rest_of_a_night_changes_nothing(
    desk: StockDesk, shop: FakeShop
) -> None:
    before = shape(desk.flow, desk.target)
    desk.settings = settings(compare="never", buffer={"units": 5})
    after = shape(desk.flow, desk.target)
    assert before() == before() != after()
    shop.extra = {"location": "70001"}
    assert shape(desk.flow, desk.target)() != after()
    desk.settings = settings()
    assert shape(desk.flow, desk.target)().endswith(night_of(datetime.now(UTC)))


async def test_a_level_that_a_mapping_words_otherwise_is_told_again(desk: StockDesk, shop: FakeShop) -> None:
    await desk.carry()
    shop.extra = {"location": "70001"}
    await desk.carry()
    await desk.carry()
    assert len(shop.sent) == 2


async def test_a_setting_that_makes_no_other_level_tells_nothing_again(desk: StockDesk, shop: FakeShop) -> None:
    await desk.carry(stock())
    desk.settings = settings(compare="never", most=100)
    await desk.carry(stock())
    assert len(shop.sent) == 1
