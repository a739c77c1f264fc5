"""A price that moved far is let go by `relay replay`, and by nothing else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from relay.care.event_moves import EventMoves
from relay.care.replay import Replayer
from relay.care.selection import Result
from relay.line.run_event import OpenFlow
from relay.model import State
from relay.store.documents import SealedDocuments
from tests.handlers.pipelines.products.desk import ProductDesk, settings
from tests.handlers.pipelines.products.posted_desk import PostedDesk, posting
from tests.handlers.vendors.webhook.source.product_posts import products_of, variants

SIDE = {"are": "incl", "currency": "EUR", "unit": "own"}


@pytest.fixture
async def shop(desk: ProductDesk) -> AsyncIterator[PostedDesk]:
    desk.settings = settings(prices={"source": SIDE, "target": SIDE})
    async with posting(desk, products_of(format="shopify")) as opened:
        yield opened


def post(price: str, minute: int) -> dict[str, object]:
    found: dict[str, object] = variants({"price": price}, updated_at=f"2026-11-20T10:{minute:02}:00+01:00")
    return found


def replayer(shop: PostedDesk) -> Replayer:
    desk = shop.desk
    store, vault, queue = desk.orders.store, desk.orders.vault, desk.orders.queue
    flow = replace(desk.flow, name="shop", source="shop-source")
    opened = OpenFlow(flow, shop.source, desk.target, desk.pipeline.bind(desk.services))
    moves = EventMoves(store, queue)
    return Replayer(store, SealedDocuments(store, vault), desk.orders.acceptor, moves, {"shop": opened})


async def held(shop: PostedDesk) -> str:
    """The event that is held."""
    keys, state = shop.desk.orders.store.keys, shop.desk.orders.store.state
    [event] = await state.zrange(keys.events_in_state(State.HELD), 0, -1)
    return str(event, "utf-8")


async def test_an_event_that_is_released_carries_the_price_that_it_was_held_for(shop: PostedDesk) -> None:
    await shop.receive(post("24.20", 0))
    assert await shop.receive(post("242.00", 1)) == {"501": State.HELD}
    assert shop.articles("PRICE") == {"LAMP-1": Decimal("24.20")}
    replayed = await replayer(shop).replay(await held(shop))
    assert replayed.result is Result.RELEASED
    assert await shop.carry() == {"501": State.WRITTEN}
    assert shop.articles("PRICE") == {"LAMP-1": Decimal("242.00")}


async def test_the_same_post_again_lets_nothing_go(shop: PostedDesk) -> None:
    await shop.receive(post("24.20", 0))
    await shop.receive(post("242.00", 1))
    await shop.post(post("242.00", 2))
    assert State.WRITTEN not in (await shop.carry()).values()
    assert shop.articles("PRICE") == {"LAMP-1": Decimal("24.20")}


async def test_a_price_that_is_mended_goes_by_itself_and_ends_the_question(shop: PostedDesk) -> None:
    await shop.receive(post("24.20", 0))
    await shop.receive(post("242.00", 1))
    question = await held(shop)
    assert await shop.receive(post("24.50", 2)) == {"501": State.WRITTEN}
    event = await shop.desk.orders.queue.event(question)
    assert event is None or event.state is State.SUPERSEDED
