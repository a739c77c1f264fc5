"""An offer goes to a shop on the day on which it begins, and ends there on the day after its last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.pipelines.products.settings import ProductSettings
from relay.line.dues import PRICE, Work
from relay.model import Outcome, State
from relay.store.store import reply
from tests.handlers.pipelines.products.desk import ProductDesk, product
from tests.handlers.pipelines.products.price_days import accepted
from tests.handlers.pipelines.products.shops import BY_NUMBER, PRICES, ShopBooks, run, running_shop

OFFER = {"amount": "2.50", "is_offer": True, "starts_on": "2026-12-01", "ends_on": "2026-12-15"}
SALE = {"to": "sale_price", "from": "offer.amount", "do": ["text"], "clear": True}
ROWS = (
    {"to": "sku", "from": "code"},
    {"to": "name", "from": "texts.name"},
    {"to": "regular_price", "from": "price.amount", "do": ["text"]},
    SALE,
    {"to": "date_on_sale_to", "from": "offer.ends_on", "clear": True},
)


@asynccontextmanager
async def shop_of(desk: ProductDesk, *rows: Any, **prices: Any) -> AsyncIterator[ShopBooks]:
    how = {**BY_NUMBER, "update": {"method": "PATCH", "path": "/products/{number}"}}
    async with running_shop(how, mapping=rows) as shop:
        shop.seat(desk, ProductSettings.model_validate({"prices": {**PRICES, **prices}}))
        yield shop


async def on(desk: ProductDesk, day: date, **changes: Any) -> Outcome:
    """One run of a product with an offer, whose event was accepted on a day."""
    ticket = await desk.ticket(product(prices=[OFFER], **changes))
    return await run(desk, replace(ticket, event=accepted(ticket.event, day)))


async def due(desk: ProductDesk) -> list[int]:
    keys = desk.orders.store.keys
    found = await reply(desk.orders.store.state.zrange(keys.dues("products", Work.OWN), 0, -1, withscores=True))
    return [round(moment) for _, moment in found]


async def test_before_it_begins_the_usual_price_goes_alone_and_then_the_offer_with_its_last_day(
    desk: ProductDesk,
) -> None:
    async with shop_of(desk, *ROWS) as shop:
        await on(desk, date(2026, 11, 20))
        assert shop.last == {"sku": "BR-100", "name": "Zuurdesem", "regular_price": "2.95"}
        await on(desk, date(2026, 12, 1))
        assert shop.last == {"sale_price": "2.50", "date_on_sale_to": "2026-12-15"}
        written = shop.writes()
        await on(desk, date(2026, 12, 15))
        assert shop.writes() == written
        over = await on(desk, date(2026, 12, 16))
        assert over.state is State.WRITTEN
        assert shop.last == {"sale_price": None, "date_on_sale_to": None}


async def test_it_is_carried_again_when_it_begins_and_when_it_is_over(desk: ProductDesk) -> None:
    async with shop_of(desk, *ROWS):
        begins, ends = 1_796_079_600_000, 1_797_375_600_000
        await on(desk, date(2026, 11, 20))
        assert await due(desk) == [begins]
        await desk.dues.drop(desk.flow, "P-1", PRICE)  # as who carries what is due takes it
        await on(desk, date(2026, 12, 1))
        assert await due(desk) == [ends]
        await desk.dues.drop(desk.flow, "P-1", PRICE)
        await on(desk, date(2026, 12, 16))
        assert await due(desk) == []


async def test_a_sale_price_that_somebody_set_by_hand_stays_where_the_row_does_not_clear_it(desk: ProductDesk) -> None:
    async with shop_of(desk, *ROWS[:3], {**SALE, "clear": False}) as shop:
        await on(desk, date(2026, 12, 1))
        await on(desk, date(2026, 12, 16), name="Volkoren")
        assert shop.last == {"name": "Volkoren"}


async def test_an_offer_that_settings_leave_out_is_neither_sent_nor_ended(desk: ProductDesk) -> None:
    async with shop_of(desk, *ROWS, offers="leave_out") as shop:
        await on(desk, date(2026, 12, 1))
        assert "sale_price" not in shop.last
        await on(desk, date(2026, 12, 16), name="Volkoren")
        assert shop.last == {"name": "Volkoren"}


async def test_a_product_without_any_price_says_nothing_of_an_offer(desk: ProductDesk) -> None:
    async with shop_of(desk, *ROWS) as shop:
        await on(desk, date(2026, 12, 1))
        ticket = await desk.ticket({"number": "P-1", "sku": "BR-100", "name": "Volkoren"})
        await run(desk, replace(ticket, event=accepted(ticket.event, date(2026, 12, 2))))
        assert shop.last == {"name": "Volkoren"}
