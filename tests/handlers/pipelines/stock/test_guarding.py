"""What is sold is taken off the goods that it is sold from, once, and told with the order that sold it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from handlers.pipelines.common.article_codes import KeyEquality
from handlers.pipelines.stock.guard_settings import GuardSettings
from handlers.pipelines.stock.guarding import guards, orders_known
from handlers.pipelines.stock.settings import StockSettings
from mapping.documents.product import Packing
from relay.line.dues import read_waiting
from relay.line.queue import Queue
from relay.model import Origin, State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.stock.guard_desk import GuardDesk, Posting, Told, article, from_warehouse, left, lies
from tests.relay.sold_desk import LEVELS, SHOP, sale


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> GuardDesk:
    return GuardDesk(store, vault, queue)


class TestAvailable:
    async def test_what_waits_for_the_books_is_taken_off_until_they_know_it(self, desk: GuardDesk) -> None:
        early = await desk.ordinals.draw()
        await desk.take("7201", sale())
        assert left(await desk.guard(ordinal=early)) == [8]
        await desk.carry()
        assert left(await desk.guard(ordinal=early)) == [8]  # it was read before the order was written
        assert left(await desk.guard(article(), lies("8"))) == [8]  # and this after

    async def test_an_order_that_is_cancelled_gives_its_goods_back(self, desk: GuardDesk) -> None:
        event = await desk.take("7201", sale())
        await desk.moves.cancel(event)
        assert left(await desk.guard()) == [10]

    async def test_the_level_falls_below_nought_where_more_is_sold_than_there_is(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale("A-1", "12"))
        assert left(await desk.guard()) == [-2]

    async def test_a_posted_level_is_as_old_as_its_source_says(self, desk: GuardDesk) -> None:
        await desk.bring(State.WRITTEN)
        before, after = (datetime.now(UTC) + length for length in (timedelta(hours=-1), timedelta(minutes=1)))
        assert left(await desk.guard(article(updated_at=before), origin=Origin.HOOK)) == [8]
        assert left(await desk.guard(article(updated_at=after), origin=Origin.HOOK)) == [10]
        assert left(await desk.guard(article(updated_at=before))) == [10]  # read: what counts is when that began


class TestWarehouses:
    async def test_each_warehouse_has_its_own_orders_taken_off(self, desk: GuardDesk) -> None:
        desk.settings = StockSettings(add_up="each", warehouses=("01", "02"))
        await desk.take("7201", from_warehouse("01", "2"), from_warehouse("02", "3"), from_warehouse("09", "4"))
        assert left(await desk.guard(article(), lies("10", "01"), lies("20", "02"))) == [8, 17]

    async def test_an_order_without_a_warehouse_is_taken_off_a_sum_once(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale())
        assert left(await desk.guard(article(), lies("10", "01"), lies("20", "02"))) == [10, 18]

    async def test_and_off_each_level_of_its_own(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale())
        desk.settings = StockSettings(add_up="each", warehouses=("01", "02"))
        assert left(await desk.guard(article(), lies("10", "01"), lies("20", "02"))) == [8, 18]
        desk.settings = StockSettings(add_up="each", warehouses={"01": "A", "02": "A", "03": "B"})
        goods = [lies("10", "01"), lies("20", "02"), lies("5", "03")]
        assert left(await desk.guard(article(), *goods)) == [10, 18, 3]

    async def test_where_the_source_keeps_one_figure_all_warehouses_are_in_it(self, desk: GuardDesk) -> None:
        await desk.take("7201", from_warehouse("01", "2"), from_warehouse("02", "3"))
        assert left(await desk.guard()) == [5]


class TestCodesAndUnits:
    async def test_a_box_is_as_many_as_it_holds(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale("A-1", "2", "DS"), sale("A-1", "1", "STK"))
        boxed = article(packings=(Packing(unit="ds", quantity=Decimal(3)),))
        assert left(await desk.guard(boxed)) == [3]

    async def test_settings_tell_which_unit_the_shop_means(self, desk: GuardDesk) -> None:
        desk.settings = StockSettings(guard=GuardSettings(units={"box": "DS", "piece": "STK"}))
        await desk.take("7201", sale("A-1", "2", "box"), sale("A-1", "1", "piece"))
        boxed = article(packings=(Packing(unit="DS", quantity=Decimal(3)),))
        run = await desk.guard(boxed)
        assert (left(run), run.warnings) == ([Decimal(3)], ())

    async def test_a_unit_that_nobody_told_counts_as_one_and_is_told(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale("A-1", "2", "crate"))
        run = await desk.guard()
        assert left(run) == [8]
        [warning] = run.warnings
        assert warning.value == "crate"
        assert "guard.units" in str(warning.mend)

    async def test_an_article_that_is_sold_in_several_units_has_the_orders_of_all_its_codes(
        self, desk: GuardDesk
    ) -> None:
        desk.settings = StockSettings(sold_as={"WINE": {"WINE-ST": "STK", "WINE-DS": "DS"}})
        await desk.take("7201", sale("WINE-DS", "2"), sale("WINE-ST", "1"), sale("WINE", "1"))
        wine = article("WINE", packings=(Packing(unit="DS", quantity=Decimal(6)),))
        assert left(await desk.guard(wine, lies("30", sku="WINE"))) == [16]
        await desk.due()
        await desk.take("7202", sale("WINE-DS", "1"))
        assert await desk.due() == ["WINE"]

    async def test_capitals_tell_two_codes_apart_only_where_settings_say_so(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale("a-1"))
        assert left(await desk.guard()) == [8]
        desk.settings = StockSettings(key_equality=KeyEquality(case="counts"))
        assert left(await desk.guard()) == [10]

    async def test_orders_that_go_into_another_administration_do_not_count_where_settings_name_one(
        self, desk: GuardDesk
    ) -> None:
        await desk.take("7201", replace(sale(), administration="B"))
        await desk.take("7202", sale("A-1", "1"))
        assert left(await desk.guard()) == [7]
        desk.settings = StockSettings(guard=GuardSettings(administration="A"))
        assert left(await desk.guard()) == [9]


class TestOnHand:
    async def test_a_booked_order_counts_until_its_goods_have_left(self, desk: GuardDesk) -> None:
        guard = GuardSettings(goods_leave_after=timedelta(hours=48))
        desk.settings = StockSettings(formula="on_hand", guard=guard)
        await desk.bring(State.WRITTEN)
        run = await desk.guard()
        assert left(run) == [8]
        waiting = await read_waiting(desk.store, LEVELS.name)
        assert waiting.count == 1
        assert waiting.first_ms is not None
        until = datetime.fromtimestamp(waiting.first_ms / 1000, UTC)
        assert timedelta(hours=47) < until - datetime.now(UTC) <= timedelta(hours=48)

    async def test_or_until_it_is_told_that_they_have(self, desk: GuardDesk) -> None:
        desk.settings = StockSettings(formula="on_hand")
        await desk.bring(State.WRITTEN)
        await desk.reservations.deliver(desk.order("7201"), desk.article(), Decimal(2))
        assert left(await desk.guard(article(), lies("8"))) == [8]

    async def test_a_shop_that_takes_its_own_orders_off_is_told_what_is_on_the_shelf(self, desk: GuardDesk) -> None:
        """Shelf 10, three of them in orders of this shop, two in orders of another."""
        desk.settings = StockSettings(formula="on_hand")
        await desk.bring(State.WRITTEN, "7201", sale("A-1", "3"))
        await desk.take("8801", sale("A-1", "2"), source="another")
        assert left(await desk.guard()) == [5]
        desk.target = Told(deducts_open_orders=True)
        assert left(await desk.guard()) == [8]


class TestWhenItGuards:
    async def test_into_books_nothing_is_taken_off_unless_settings_say_so(self, desk: GuardDesk) -> None:
        await desk.take("7201", sale())
        desk.target = Told(is_ledger=True)
        assert left(await desk.guard()) == [10]

    @pytest.mark.parametrize(
        ("enabled", "is_ledger", "expected"),
        [(None, False, True), (None, True, False), (True, True, True), (False, False, False)],
    )
    def test_settings_go_before_what_the_target_is(self, enabled: bool, is_ledger: bool, expected: bool) -> None:  # noqa: FBT001 - a row of the table
        flow = replace(LEVELS, settings=StockSettings(guard=GuardSettings(enabled=enabled)))
        target: object = Told(is_ledger=is_ledger)
        assert guards(flow, target) is expected  # type: ignore[arg-type]  # as far as it is asked

    @pytest.mark.parametrize(
        ("formula", "check", "expected"),
        [
            (None, "free", "at_writing"),
            ("available", "free", "at_writing"),
            ("available_minus_reserved", "free", "at_writing"),
            ("available", "none", "at_delivery"),
            ("available", "economic", "at_delivery"),
            ("available", "at_delivery", "at_delivery"),
            ("available", None, "at_delivery"),
            ("on_hand", "free", "at_delivery"),
            ("on_hand_plus_incoming", "free", "at_delivery"),
        ],
    )
    def test_available_knows_booked_orders_only_with_a_free_stock_check(
        self, formula: str | None, check: str | None, expected: str
    ) -> None:
        settings = StockSettings.model_validate({"formula": formula, "incoming_within": "any"})
        assert orders_known(settings, check) == expected  # type: ignore[arg-type]  # rows of the table
        told = settings.model_copy(update={"guard": GuardSettings(orders_known="at_writing")})
        assert orders_known(told, check) == "at_writing"  # type: ignore[arg-type]

    async def test_the_level_of_a_source_that_posts_is_not_asked_for_again(self, desk: GuardDesk) -> None:
        desk.source = Posting()
        await desk.take("7201", sale())
        assert left(await desk.guard()) == [8]
        await desk.carry(State.HELD)
        await desk.guard()
        assert (await read_waiting(desk.store, LEVELS.name)).count == 0


async def test_the_story_tells_the_figure_that_was_read_each_order_and_what_is_left(desk: GuardDesk) -> None:
    first = await desk.bring(State.HELD, "7201", from_warehouse("01", "2"))
    second = await desk.take("7202", from_warehouse("01", "1"))
    run = await desk.guard(article(), lies("10", "01"), lies("4", "02"))
    [note] = map(str, run.told)
    assert note.startswith("A-1 in warehouse 01: 10 at the source; ")
    assert f"2 off for order {first} (held)" in note
    assert f"1 off for order {second} (waiting)" in note
    assert note.endswith("; 7 left")


async def test_an_order_that_a_shop_takes_off_itself_is_told_so(desk: GuardDesk) -> None:
    desk.target = Told(deducts_open_orders=True)
    event = await desk.take("7201", sale(), source=SHOP)
    [note] = map(str, (await desk.guard()).told)
    assert f"2 back for order {event}, which the shop takes off itself" in note
    assert note.endswith("; 10 left")


async def test_an_order_that_is_held_stops_counting_at_a_moment_that_is_noted(desk: GuardDesk) -> None:
    await desk.bring(State.HELD)
    assert left(await desk.guard()) == [8]
    assert (await read_waiting(desk.store, LEVELS.name)).count == 1
    assert await desk.due() == []  # later
    desk.settings = StockSettings(guard=GuardSettings(max_age=timedelta(milliseconds=1)))
    run = await desk.guard()
    assert left(run) == [10]
    assert "for longer than guard.max_age; 10 left" in str(run.told[-1])
