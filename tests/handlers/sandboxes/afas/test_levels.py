"""Levels as customers' own connectors show them: what orders reserve, what a slip takes, and what moves a stamp."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.afas import AfasSandbox, Masters, OrderBooks, Profit
from handlers.sandboxes.afas.behaviour import Behaviour
from tests.handlers.sandboxes.afas.calls import Caller
from tests.handlers.vendors.afas.examples import body

LEVELS, LINES = "Relay_Stock", "Relay_OpenOrderLines"
ONE_MORE = {
    "VaOt": "41",
    "ReId": "6",
    "Da": "2026-11-24",
    "Ds": "Telling",
    "VaIt": "2",
    "ItCd": "000100",
    "War": "01",
    "Loc": "A1",
    "BiUn": "STK",
    "QuUn": "1",
}
FIGURES = ("InStock", "ReservedOnStock", "BackOrder", "Available", "Economic")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def a_profit(clock: Clock | None = None, **behaviour: Any) -> Profit:
    masters = Masters(stock={("000100", "01"): Decimal(10), ("000101", "02"): Decimal(5)})
    return Profit(OrderBooks(clock=clock or Clock()), masters=masters, behaviour=Behaviour(**behaviour))


def sell(profit: Profit, number: str, pieces: int, **words: Any) -> None:
    line = {"item_type": "2", "sku": "000100", "quantity": Decimal(pieces), "unit": "STK", "warehouse": "01"}
    profit.orders.add({"order": {"number": number}, "lines": [line | words]})


async def level(call: Caller, code: str = "000100") -> str:
    [row] = await call.rows(LEVELS, ItemCode=code)
    return " ".join(f"{row[name]:.0f}" for name in FIGURES)


async def test_an_order_reserves_what_there_is_and_the_rest_is_on_backorder() -> None:
    profit = a_profit()
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        assert await level(call) == "10 0 0 10 10"
        sell(profit, "S-1", 4)
        assert await level(call) == "10 4 0 6 6"
        sell(profit, "S-2", 8)
        assert await level(call) == "10 10 2 -2 -2"
        assert await level(call, "000101") == "5 0 0 5 5"


async def test_a_slip_lowers_the_level_and_the_reservation_together() -> None:
    profit = a_profit()
    sell(profit, "S-1", 4)
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        profit.levels.deliver("S-1")
        assert await level(call) == "6 0 0 6 6"
        assert await call.rows(LINES) == []


async def test_with_another_stock_check_nothing_is_reserved_and_the_lines_are_open_all_the_same() -> None:
    profit = a_profit()
    profit.levels.set("000100", StockCode="3", InOrder=Decimal(7))
    sell(profit, "S-1", 4)
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        assert await level(call) == "10 0 0 10 17"
        [line] = await call.rows(LINES)
        assert (line["ItemCode"], line["WarehouseId"], line["QuantityToDeliver"]) == ("000100", "01", Decimal("4.00"))


async def test_lines_that_are_no_goods_are_not_open_and_boxes_are_counted_in_pieces() -> None:
    profit = a_profit()
    a_box = body("FbUnitBasicItem", {"VaIt": "2", "ItCd": "000100", "BiUn": "DS", "Qu": "6"})
    sell(profit, "S-1", 1, item_type="3", quantity=None, sku="T1")
    sell(profit, "S-2", 1, unit="ds")
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        await call.write(a_box)
        assert await level(call) == "10 6 0 4 4"
        assert len(await call.rows(LINES)) == 1


@pytest.mark.parametrize(("reservations", "moves"), [("move_no_stamp", False), ("move_the_stamp", True)])
async def test_a_mutation_moves_the_stamp_and_a_reservation_as_the_switch_says(
    reservations: str,
    moves: bool,  # noqa: FBT001 - a parameter of a test
) -> None:
    clock = Clock()
    profit = a_profit(clock, reservations=reservations)
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        [first] = await call.rows(LEVELS, ItemCode="000100")
        clock.now += timedelta(hours=1)
        sell(profit, "S-1", 4)
        [sold] = await call.rows(LEVELS, ItemCode="000100")
        assert (sold["LastStockUpdate"] > first["LastStockUpdate"]) is moves
        clock.now += timedelta(hours=1)
        assert await call.write(body("FbStockMutation", ONE_MORE)) == (201, None)
        [counted] = await call.rows(LEVELS, ItemCode="000100")
        assert counted["LastStockUpdate"] > sold["LastStockUpdate"]


async def test_a_mutation_that_is_refused_leaves_level_and_stamp_as_they_were() -> None:
    clock = Clock()
    profit = a_profit(clock)
    changes: list[dict[str, str]] = [{}, {"War": "99"}]
    good, bad = (body("FbStockMutation", {**ONE_MORE, **one})["FbStockMutation"]["Element"] for one in changes)
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        before = await call.rows(LEVELS, ItemCode="000100")
        clock.now += timedelta(hours=1)
        await call.refusal({"FbStockMutation": {"Element": [good, bad]}})
        assert await call.rows(LEVELS, ItemCode="000100") == before


async def test_what_a_test_sets_is_shown_whatever_else_is_known() -> None:
    profit = a_profit()
    profit.levels.set("000100", 7, ReservedOnStock=Decimal(-2), StockKept=False)
    profit.levels.add_variant("000100", "M", 3, second="ROOD")
    async with AfasSandbox(profit=profit) as sandbox, Caller(sandbox) as call:
        plain, variant = await call.rows(LEVELS, ItemCode="000100")
        assert (plain["InStock"], plain["ReservedOnStock"], plain["StockKept"]) == (Decimal(7), Decimal(-2), False)
        assert (variant["InStock"], variant["StL1"], variant["StL2"]) == (Decimal(3), "M", "ROOD")
        profit.levels.take_away("000100")
        assert [row["StL1"] for row in await call.rows(LEVELS, ItemCode="000100")] == ["M"]
