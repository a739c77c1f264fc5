"""Levels that are posted to a real receiver: the body, its place, what a look-up shows, and each kind of answer."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.records import NotThere, Repeat
from handlers.contracts.stock import DeductsOpenOrders, FoundLevel, Level, LevelKey, TakesLevels
from handlers.sandboxes.shop.behaviour import Behaviour, Fault, lost
from handlers.vendors.mapped_target import dutch_day
from handlers.vendors.opening import Opened
from handlers.vendors.webhook.target.stock import PostedStock, open_posted_stock
from relay.errors import Hold, Transient, Unconfirmed
from relay.model import Flow
from tests.handlers.vendors.webhook.posting.receiving import STOCK, Desk, carried, posting

ASKED = {"path": "/stock?code={code}", "found": "data", "quantity": "quantity", "tracked": "manage_stock"}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with posting() as opened:
        yield opened


def target(desk: Desk, *rows: dict[str, Any], **how: Any) -> PostedStock:
    """What posts levels as relay.yaml would have it; ``rows`` are those of the flow."""
    posts = {"stock": {**STOCK, **how}}
    flow = Flow(name="to-shop", entity="stock", source="books", target="shop", settings=None, mapping=rows)
    return open_posted_stock(Opened("shop", desk.settings(**posts), desk.receiver(**posts), dutch_day), flow)


async def post(desk: Desk, posted: PostedStock, level: Level) -> Any:
    """What the shop was told of a level."""
    async with carried():
        await posted.set_level(level, posted.level_fields(level))
    return desk.shop.calls[-1].json()


A_1 = Level(LevelKey("A-1"), Decimal(4), "STK", "", "A-1")


async def test_a_level_is_code_and_quantity_and_nothing_else(desk: Desk) -> None:
    posted = await post(desk, target(desk), A_1)
    assert posted["data"] == {"code": "A-1", "quantity": 4}
    assert (posted["type"], posted["sequence"]) == ("stock", 7)
    [call] = desk.shop.calls
    assert (call.method, call.path) == ("PUT", "/stock/A-1")


async def test_one_of_several_warehouses_names_its_own(desk: Desk) -> None:
    how = target(desk, path="/stock/{code}/{warehouse}")
    posted = await post(desk, how, Level(LevelKey("A/1", "01"), Decimal("2.5")))
    assert posted["data"] == {"code": "A/1", "warehouse": "01", "quantity": 2.5}
    assert desk.shop.calls[0].path == "/stock/A%2F1/01"


async def test_rows_make_the_body(desk: Desk) -> None:
    rows = (
        {"to": "variation_id", "from": "level.number"},
        {"to": "stock.available", "from": "level.quantity"},
        {"to": "seq", "from": "post.sequence"},
    )
    posted = await post(desk, target(desk, *rows), Level(LevelKey("A-1"), Decimal(1), number="841"))
    assert posted == {"variation_id": "841", "stock": {"available": 1}, "seq": 7}


async def test_an_article_whose_number_is_known_is_updated_at_its_place(desk: Desk) -> None:
    how = target(desk, update={"method": "PATCH", "path": "/products/{number}"})
    await post(desk, how, Level(LevelKey("A-1"), Decimal(1), number="951"))
    await post(desk, how, A_1)
    assert [(call.method, call.path) for call in desk.shop.calls] == [
        ("PATCH", "/products/951"),
        ("PUT", "/stock/A-1"),
    ]


async def test_what_the_look_up_shows_is_a_level_an_untracked_article_or_none(desk: Desk) -> None:
    for code, quantity, tracked in (("A-1", 5, True), ("SVC-1", None, False), ("A-9", "2.50", True)):
        desk.shop.books.add("stock", {"code": code, "quantity": quantity, "manage_stock": tracked}, code)
    keys = [LevelKey(code) for code in ("A-1", "SVC-1", "A-9", "NEW-9")]
    found = await target(desk, look_up=ASKED).find_levels(keys)
    assert found == {
        keys[0]: FoundLevel(keys[0], Decimal(5)),
        keys[1]: FoundLevel(keys[1], None, tracked=False),
        keys[2]: FoundLevel(keys[2], Decimal("2.50")),
    }


async def test_several_records_for_one_code_are_held(desk: Desk) -> None:
    for _ in range(2):
        desk.shop.books.add("stock", {"code": "A-1", "quantity": 1})
    with pytest.raises(Hold, match="2 records for A-1"):
        await target(desk, look_up=ASKED).find_levels([LevelKey("A-1")])


async def test_of_what_a_search_shows_only_the_very_code_counts(desk: Desk) -> None:
    for code, quantity in (("A-1", 5), ("A-10", 9), ("A-11", 7)):
        desk.shop.books.add("stock", {"code": code, "quantity": quantity, "all": "yes"})
    searched = target(desk, look_up={**ASKED, "path": "/stock?all=yes", "code": "code"})
    here, absent = LevelKey("A-1"), LevelKey("A")
    assert await searched.find_levels([here, absent]) == {here: FoundLevel(here, Decimal(5))}


async def test_without_a_look_up_a_receiver_shows_nothing(desk: Desk) -> None:
    assert await target(desk).find_levels([LevelKey("A-1")]) is None
    assert desk.shop.asked == []


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        (Fault(status=404), NotThere),
        (Fault(status=422), Hold),
        (Fault(status=429, headers={"Retry-After": "5"}), Transient),
        (lost(carried_out=True), Unconfirmed),
        (Fault(status=500), Unconfirmed),
    ],
    ids=["not there", "refused", "busy", "no answer", "broke down"],
)
async def test_an_answer_says_what_happens_next(desk: Desk, fault: Fault, end: type[Exception]) -> None:
    desk.shop.behaviour.faults.append(fault)
    with pytest.raises(end):
        await post(desk, target(desk), A_1)


async def test_what_the_settings_say_of_a_receiver_is_what_the_flow_goes_by(desk: Desk) -> None:
    how = target(desk, decimals=2, repeat="idempotent_key", shop_deducts_open_orders=True)
    assert (how.repeat, how.stock_decimals, how.is_ledger, how.connection) == (Repeat.KEY, 2, False, "shop")
    assert isinstance(how, TakesLevels)
    assert isinstance(how, DeductsOpenOrders)
    assert how.deducts_open_orders
    assert how.check_level(A_1) == ()


async def test_a_shop_that_knows_states_keeps_the_newer_one() -> None:
    async with posting(Behaviour(refuses_older=True)) as opened:
        how = target(opened)
        async with carried(9):
            await how.set_level(A_1, how.level_fields(A_1))
        late = Level(LevelKey("A-1"), Decimal(5))
        async with carried(8):
            with pytest.raises(Hold):
                await how.set_level(late, how.level_fields(late))
        assert opened.shop.books.data("stock") == [{"code": "A-1", "quantity": 4}]
