"""Stock that a flow carries into books: every level by a difference, and what keeps one keeps none of the others."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.stock import LevelKey
from handlers.pipelines.stock.by_hand import names_in
from handlers.pipelines.stock.settings import StockSettings
from relay.model import Outcome, State
from tests.handlers.pipelines.stock.desk import StockDesk, place, stock
from tests.handlers.pipelines.stock.stock_books import StockBooks

OTHER = LevelKey("A1", "02")
TABLE = {"01": "01", "02": "02"}


@pytest.fixture
async def desk(desk: StockDesk, books: StockBooks) -> StockDesk:
    """One that carries into books, after somebody agreed that it does."""
    desk.target = books
    desk.settings = StockSettings.model_validate({"warehouses": TABLE, "add_up": "each", "compare": "never"})
    books.levels[OTHER] = Decimal(4)
    await desk.limits.confirm(desk.flow)
    return desk


def counted(first: int | None, second: int = 4) -> dict[str, Any]:
    """What a source counts on two shelves."""
    places = [place(None, "01", on_hand=first), place(None, "02", on_hand=second)]
    return stock("A1", *places)


def notes(outcome: Outcome) -> str:
    return " ".join(str(told) for step in outcome.steps for told in step.told)


async def test_each_warehouse_is_brought_to_its_level(desk: StockDesk, books: StockBooks) -> None:
    outcome = await desk.carry(counted(7, 9))
    assert outcome.state is State.WRITTEN
    assert books.levels == {LevelKey("A1", "01"): 7, OTHER: 9}
    assert "booked -3 STK of A1 in warehouse 01, under the mark relay" in notes(outcome)


async def test_an_unchanged_level_costs_no_call(desk: StockDesk, books: StockBooks) -> None:
    await desk.carry(counted(7))
    books.calls.clear()
    assert (await desk.carry(counted(7))).state is State.WRITTEN
    assert books.calls == []


async def test_five_three_five_is_booked_thrice(desk: StockDesk, books: StockBooks) -> None:
    for level in (5, 3, 5):
        await desk.carry(counted(level))
    assert [amount for _, amount in books.entries] == [-5, -2, 2]


async def test_a_level_that_comes_back_after_a_lost_answer_is_compared_again(
    desk: StockDesk, books: StockBooks
) -> None:
    await desk.carry(counted(7))
    books.faults = ["drop_after"]
    ticket = await desk.ticket(counted(5))
    assert (await desk.run(ticket)).state is State.UNCONFIRMED
    assert (await desk.run(ticket)).state is State.WRITTEN
    assert (await desk.carry(counted(7))).state is State.WRITTEN
    assert [amount for _, amount in books.entries] == [-3, -2, 2]
    assert books.levels[LevelKey("A1", "01")] == 7


async def test_what_is_held_in_one_warehouse_keeps_no_other(desk: StockDesk, books: StockBooks) -> None:
    desk.settings = desk.settings.model_copy(
        update={"mutations": desk.settings.mutations.model_copy(update={"units_a_run": Decimal(2)})}
    )
    ticket = await desk.ticket(counted(7, 5))
    outcome = await desk.run(ticket)
    assert outcome.state is State.HELD
    assert "units_a_run" in outcome.reason
    assert [amount for _, amount in books.entries] == [1]
    assert (await desk.run(ticket)).state is State.HELD
    assert len(books.entries) == 1


async def test_an_article_that_books_do_not_have_alarms_nobody(desk: StockDesk, books: StockBooks) -> None:
    books.levels.clear()
    assert (await desk.carry(counted(7))).state is State.SKIPPED
    assert books.calls == ["levels", "levels"]
    await desk.carry(counted(7))
    assert len(books.calls) == 2


async def test_one_of_which_books_keep_no_stock_is_left_as_it_is(desk: StockDesk, books: StockBooks) -> None:
    books.tracked = False
    assert (await desk.carry(counted(7))).state is State.SKIPPED
    assert books.entries == []


async def test_of_a_warehouse_without_a_figure_nothing_is_asked_and_nothing_moves(
    desk: StockDesk, books: StockBooks
) -> None:
    outcome = await desk.carry(counted(None))
    assert "not known is not nought" in str(outcome.problems[0])
    assert books.calls == ["levels"]
    assert books.entries == []


class TestPreview:
    @pytest.fixture
    async def desk(self, desk: StockDesk, books: StockBooks) -> StockDesk:
        """One whose first run is to come."""
        desk.names = ("first", "books", "shop")
        assert books.entries == []
        return desk

    @pytest.mark.parametrize("write", [True, False], ids=["the first run", "a dry run"])
    async def test_all_that_would_move_is_in_the_table(
        self, desk: StockDesk, books: StockBooks, *, write: bool
    ) -> None:
        outcome = await desk.carry(counted(7, 9), write=write)
        assert (outcome.state, outcome.dry_run) == (State.SKIPPED, True)
        plans = await desk.limits.plans(desk.flow)
        assert [(plan.warehouse, plan.quantity) for plan in plans] == [("01", Decimal(-3)), ("02", Decimal(5))]
        assert books.entries == []

    async def test_what_was_previewed_is_booked_after_a_person_agreed(self, desk: StockDesk, books: StockBooks) -> None:
        ticket = await desk.ticket(counted(7, 9))
        await desk.run(ticket)
        await desk.limits.confirm(desk.flow)
        assert (await desk.run(ticket)).state is State.WRITTEN
        assert sorted(amount for _, amount in books.entries) == [-3, 5]


def test_the_target_warehouses_and_the_right_to_move_are_named() -> None:
    settings = StockSettings.model_validate({"warehouses": TABLE, "add_up": "each", "unit": "STK"})
    assert [(one.kind, one.name) for one in names_in(settings)] == [
        ("warehouse", "01"),
        ("warehouse", "02"),
        ("unit", "STK"),
        ("right", "move stock"),
    ]
