"""Levels are posted to a real receiver, and looked up where its settings say how."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.records import NotThere, Repeat
from handlers.contracts.stock import FoundLevel, Level, LevelKey, TakesLevels
from handlers.sandboxes.shop import Behaviour
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened
from handlers.vendors.webhook.target.stock import PostedStock, open_stock_target
from relay.errors import Hold
from relay.model import Flow
from tests.handlers.vendors.webhook.posting.receiving import STOCK, Desk, carried, posting

LEVEL = Level(LevelKey("BR-1", "01"), Decimal("7.5"), unit="STK", number="I-9", sku="BR1")
SHOWN = {"look_up": {"path": "/stock?code={code}", "found": "data"}, "look_up_quantity": "quantity"}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with posting(Behaviour()) as opened:
        yield opened


def target_at(desk: Desk, *rows: Any, **how: Any) -> PostedStock:
    settings = desk.settings(stock={**STOCK, **how, "mapping": rows})
    receiver = desk.receiver(stock={**STOCK, **how, "mapping": rows})
    flow = Flow(name="to-shop", entity="stock", source="books", target="shop", settings=None)
    return open_stock_target(Opened("shop", settings, receiver, dutch_day), flow)


async def test_a_level_is_posted_at_its_code_as_the_relay_tells_it(desk: Desk) -> None:
    target = target_at(desk)
    async with carried():
        await target.set_level(LEVEL, target.level_fields(LEVEL))
    [stored] = desk.shop.books.all("stock")
    assert stored.place == "BR-1"
    assert stored.data == {
        "code": "BR-1",
        "warehouse": "01",
        "quantity": "7.5",
        "unit": "STK",
        "number": "I-9",
        "sku": "BR1",
    }


async def test_what_is_not_known_of_a_level_is_left_out(desk: Desk) -> None:
    assert target_at(desk).level_fields(Level(LevelKey("A"), Decimal(0))) == {"code": "A", "quantity": "0"}


async def test_rows_make_the_body_and_quantities_are_numbers_there(desk: Desk) -> None:
    rows = [{"from": "level.quantity", "to": "stock_quantity"}, {"const": "relay", "to": "told_by"}]
    target = target_at(desk, *rows)
    async with carried():
        await target.set_level(LEVEL, target.level_fields(LEVEL))
    assert [one.data for one in desk.shop.books.all("stock")] == [
        {"stock_quantity": Decimal("7.5"), "told_by": "relay"}
    ]


async def test_an_article_that_the_receiver_lacks_is_told_as_not_there() -> None:
    async with posting(Behaviour(makes_at_a_place=False)) as desk:
        target = target_at(desk)
        async with carried():
            with pytest.raises(NotThere):
                await target.set_level(LEVEL, target.level_fields(LEVEL))


async def test_without_a_look_up_no_level_is_known_there(desk: Desk) -> None:
    assert await target_at(desk).find_levels([LEVEL.key]) is None
    assert await target_at(desk, look_up=SHOWN["look_up"]).find_levels([LEVEL.key]) is None


async def test_a_look_up_shows_the_level_of_this_very_code(desk: Desk) -> None:
    target = target_at(desk, **SHOWN, look_up_code="code")
    async with carried():
        await target.set_level(LEVEL, target.level_fields(LEVEL))
    there, absent = LevelKey("BR-1"), LevelKey("BR-2")
    assert await target.find_levels([there, absent]) == {there: FoundLevel(there, Decimal("7.5"))}


@pytest.mark.parametrize(
    ("kept", "found"), [("no", FoundLevel(LevelKey("A"), None)), (None, FoundLevel(LevelKey("A"), None))]
)
async def test_a_level_that_is_null_or_not_kept_is_no_nought(desk: Desk, kept: str | None, found: FoundLevel) -> None:
    desk.shop.books.add("stock", {"code": "A", "quantity": None, "kept": kept}, "A")
    assert await target_at(desk, **SHOWN).find_levels([LevelKey("A")]) == {LevelKey("A"): found}


async def test_an_article_without_stock_keeping_is_told_as_not_tracked(desk: Desk) -> None:
    desk.shop.books.add("stock", {"code": "A", "quantity": 5, "kept": False}, "A")
    target = target_at(desk, **SHOWN, look_up_tracked="kept")
    assert await target.find_levels([LevelKey("A")]) == {LevelKey("A"): FoundLevel(LevelKey("A"), None, tracked=False)}


async def test_a_level_that_is_no_number_holds(desk: Desk) -> None:
    desk.shop.books.add("stock", {"code": "A", "quantity": "many"}, "A")
    with pytest.raises(Hold, match="A"):
        await target_at(desk, **SHOWN).find_levels([LevelKey("A")])


async def test_several_records_under_one_code_hold(desk: Desk) -> None:
    desk.shop.books.add("stock", {"code": "A", "quantity": 1}, "A")
    desk.shop.books.add("stock", {"code": "A", "quantity": 2}, "A-2")
    with pytest.raises(Hold, match="A"):
        await target_at(desk, **SHOWN).find_levels([LevelKey("A")])


async def test_a_receiver_keeps_no_books_and_takes_levels(desk: Desk) -> None:
    target = target_at(desk, decimals=2)
    assert isinstance(target, TakesLevels)
    assert (target.is_ledger, target.stock_decimals, target.repeat) == (False, 2, Repeat.METHOD)
