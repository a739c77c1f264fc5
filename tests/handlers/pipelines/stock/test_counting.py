"""What is counted of compositions and units, and when an article is counted again though nothing changes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.pipelines.common.edited_units import ZONE
from relay.line.dues import Work, midnight, read_waiting
from relay.model import State
from tests.handlers.pipelines.stock.desk import StockDesk, place, settings, stock
from tests.handlers.pipelines.stock.fake_shop import FakeShop


def composition(*parts: tuple[str, int], **stocks: dict[str, Any]) -> dict[str, Any]:
    """A set of parts, with what is known of their stock by their codes."""
    return {
        "number": "SET-4",
        "sku": "SET-4",
        "components": [{"sku": sku, "quantity": str(quantity)} for sku, quantity in parts],
        "component_stock": [{"sku": sku.replace("_", "-"), **known} for sku, known in stocks.items()],
    }


def part(quantity: int, **changes: Any) -> dict[str, Any]:
    return {"places": [place(quantity)], "tracked": True, **changes}


async def test_a_set_is_as_many_as_its_parts_make_and_one_without_stock_does_not_count(
    desk: StockDesk, shop: FakeShop
) -> None:
    parts = composition(("O-1", 1), ("O-2", 2), ("O-4", 1), O_1=part(10), O_2=part(7), O_4=part(0, tracked=False))
    await desk.carry(parts)
    assert shop.told == [("SET-4", "", "3")]


@pytest.mark.parametrize("known", [{}, {"O_9": part(10, blocked=True)}], ids=["unknown", "blocked"])
async def test_a_set_with_a_part_that_is_not_to_be_had_is_none(
    desk: StockDesk, shop: FakeShop, known: dict[str, Any]
) -> None:
    await desk.carry(composition(("O-1", 1), ("O-9", 1), O_1=part(10), **known))
    assert shop.told == [("SET-4", "", "0")]


async def test_a_set_of_parts_without_stock_is_never_sent(desk: StockDesk, shop: FakeShop) -> None:
    outcome = await desk.carry(composition(("O-4", 1), O_4=part(0, tracked=False)))
    assert (outcome.state, shop.sent) == (State.SKIPPED, []), outcome


async def test_a_part_whose_figure_is_not_known_holds_the_set(desk: StockDesk, shop: FakeShop) -> None:
    outcome = await desk.carry(composition(("O-1", 1), O_1={"places": [place(None)]}))
    assert (outcome.state, shop.sent) == (State.HELD, []), outcome


async def test_a_part_that_goes_in_by_another_unit_holds_the_set(desk: StockDesk, shop: FakeShop) -> None:
    document = composition(("O-1", 1), O_1=part(10, unit="STK"))
    document["components"][0]["unit"] = "DS"
    outcome = await desk.carry(document)
    assert (outcome.state, outcome.problems[0].path, shop.sent) == (State.HELD, "components.unit", []), outcome


WINE = stock("WINE", place(30), packings=[{"unit": "DS", "quantity": "12"}])


async def test_pieces_are_told_as_pieces_and_as_whole_boxes(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(sold_as={"WINE": {"WINE-ST": "STK", "WINE-DS": "DS"}})
    await desk.carry(WINE)
    assert shop.told == [("WINE-ST", "", "30"), ("WINE-DS", "", "2")]
    assert (await desk.carry(WINE)).reason == "every level of WINE is as it was last sent"


async def test_a_unit_without_a_row_is_held_by_its_name(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(sold_as={"WINE": {"WINE-PAL": "PAL"}})
    outcome = await desk.carry(WINE)
    [problem] = outcome.problems
    assert (outcome.state, problem.path, problem.value, shop.sent) == (State.HELD, "packings.unit", "PAL", [])


async def test_all_that_a_target_sells_by_the_box_is_told_in_boxes(desk: StockDesk, shop: FakeShop) -> None:
    desk.settings = settings(unit="DS")
    await desk.carry(WINE)
    assert (shop.told, shop.sent[0].unit) == ([("WINE", "", "2")], "DS")


async def test_a_purchase_that_will_count_has_the_article_carried_again_that_day(desk: StockDesk) -> None:
    desk.settings = settings(formula="available", incoming_within="7d")
    today = datetime.now(UTC).astimezone(ZONE).date()
    comes = (today + timedelta(days=10)).isoformat()
    await desk.carry(stock("A-1", place(0, incoming=20, incoming_on=comes)))
    waiting = await read_waiting(desk.orders.store, "stock")
    due_ms = round(midnight(today + timedelta(days=3), ZONE).timestamp() * 1000)
    assert (waiting.count, waiting.first_ms) == (1, due_ms)
    assert await desk.dues.take("stock", Work.OWN, 5) == []


async def test_a_warning_is_told_once_though_several_warehouses_have_it(desk: StockDesk) -> None:
    outcome = await desk.carry(stock("A-1", place(5, "01"), place(6, "02"), stock_check="none"))
    assert (outcome.state, [one.path for one in outcome.problems]) == (State.WRITTEN, ["stock_check"]), outcome
