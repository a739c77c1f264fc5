"""Published cases of products of AccountView that end in a shop: read from its sandbox, and posted to the field."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.pipelines.products.settings import ProductSettings
from mapping.parsing import dump_json
from relay.model import Outcome, State
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.shops import BY_NUMBER, ShopBooks, carry, running_shop
from tests.handlers.vendors.accountview.source.polls import Clock
from tests.handlers.vendors.accountview.source.products.product_polls import (
    PADDED,
    SHAPES,
    a_board,
    article_books,
    polled,
    polled_all,
    put_article,
    read_whole,
    reading,
    settled,
)

EXCLUDED = {"are": "excl", "currency": "EUR", "unit": "own"}
SETTINGS = {"prices": {"source": EXCLUDED, "target": EXCLUDED}}
ROWS = ({"to": "sku", "from": "code"}, {"to": "price", "from": "price.amount", "do": ["text"]})


async def open_shop(
    stack: AsyncExitStack, desk: ProductDesk, source: Any, rows: Sequence[Mapping[str, Any]] = ()
) -> ShopBooks:
    """A shop into which the desk carries what this source reads."""
    shop = await stack.enter_async_context(running_shop(BY_NUMBER, mapping=rows))
    desk.source = source
    shop.seat(desk, ProductSettings.model_validate(SETTINGS))
    return shop


async def carry_all(desk: ProductDesk, documents: Sequence[Any]) -> dict[str, Outcome]:
    """How each ended, by its code as it was read."""
    source: Any = desk.source
    return {source.identify(one).reference: await carry(desk, one) for one in documents}


async def test_prices_with_a_comma_are_posted_as_what_they_are_and_one_that_can_be_either_is_held(
    desk: ProductDesk,
) -> None:
    """product-decimals-1."""
    prices = {"Y-1": "1.234,50", "Y-2": "2,4", "Y-3": "1,234"}
    books = article_books(Clock(), *(a_board(code, PX_SELL=price) for code, price in prices.items()))
    async with AsyncExitStack() as stack:
        source, _ = await stack.enter_async_context(reading(Clock(), books))
        shop = await open_shop(stack, desk, source, ROWS)
        ended = await carry_all(desk, await polled_all(source))
        assert [call.json() for call in shop.posts] == [
            {"sku": "Y-1", "price": "1234.50"},
            {"sku": "Y-2", "price": "2.40"},
        ]
        assert (ended["Y-3"].state, [one.path for one in ended["Y-3"].problems]) == (State.HELD, ["PX_SELL"])


async def test_the_selling_price_alone_leaves_the_books(desk: ProductDesk) -> None:
    """product-price-list-1."""
    async with AsyncExitStack() as stack:
        columns = {"columns": {"cost_price": "COST_PX"}}
        source, _ = await stack.enter_async_context(
            reading(Clock(), article_books(Clock(), a_board("S-1")), products=columns)
        )
        shop = await open_shop(stack, desk, source)
        ended = await carry_all(desk, await polled_all(source))
        [call] = shop.posts
        assert shop.last["price"] == "20.00"
        told = dump_json(call.json()["data"]) + str([step.told for step in ended["S-1"].steps]).encode()
        assert [cost for cost in (b"9.1", b"9.3", b"9.5", b"cost") if cost in told] == []


async def test_a_code_that_is_filled_up_with_blanks_is_the_one_that_the_shop_has(desk: ProductDesk) -> None:
    """product-sku-case-and-space-2."""
    books = article_books(Clock(), a_board("ABC-1     ", ART_DESC1="Kaasplank eiken          "))
    async with AsyncExitStack() as stack:
        source, _ = await stack.enter_async_context(reading(Clock(), books))
        shop = await open_shop(stack, desk, source, ROWS)
        shop.sandbox.books.add("products", {"sku": "ABC-1", "title": "Kaasplank eiken"})
        ended = await carry_all(desk, await polled_all(source))
        assert (ended["ABC-1"].number, shop.holds()) == ("P-1", {"articles": 1})
        assert shop.sandbox.asked == ["/products?sku=ABC-1"]


async def test_rows_as_foxpro_gives_them_are_posted_in_good_letters_and_codes_that_meet_in_the_shop_are_held(
    desk: ProductDesk,
) -> None:
    """product-padded-text-1."""
    clock = Clock()
    books = article_books(clock, *PADDED)
    books.add_columns("ARTICLE", REC_BLK="L")
    async with AsyncExitStack() as stack:
        source, _ = await stack.enter_async_context(reading(clock, books, behaviour=SHAPES))
        shop = await open_shop(stack, desk, source)
        ended = await carry_all(desk, await read_whole(source))
        states = {number: outcome.state for number, outcome in ended.items()}
        first, second = sorted(("AB-3", "ab-3"), key=list(states).index)
        assert states == {" A-2": State.WRITTEN, "A-1": State.WRITTEN, "A-4": State.WRITTEN} | {
            first: State.WRITTEN,
            second: State.HELD,
        }
        products = shop.products()
        assert sorted(products) == sorted(["A-1", "A-2", "A-4", first])
        assert products["A-1"]["name"] == "Cafétafel 80 cm ½"
        assert {code: products[code]["blocked"] for code in ("A-1", "A-2")} == {"A-1": False, "A-2": False}
        assert [(one.path, one.value) for one in ended[" A-2"].problems] == [("sku", '" A-2"')]
        books.tables()["ARTICLE"].clear()
        put_article(books, PADDED[0] | {"ART_CODE": "A-1", "ART_DESC1": "Cafétafel 80 cm ½"})
        written = shop.writes()
        assert (await carry_all(desk, await read_whole(source)))["A-1"].state is State.WRITTEN
        assert shop.writes() == written


async def test_nothing_is_lost_in_the_hour_that_comes_twice_and_nothing_is_made_twice(desk: ProductDesk) -> None:
    """product-wrong-time-zone-2."""
    clock = Clock(datetime(2026, 10, 24, 12, tzinfo=UTC))
    books = article_books(clock)
    async with AsyncExitStack() as stack:
        source, _ = await stack.enter_async_context(reading(clock, books))
        shop = await open_shop(stack, desk, source)
        cursor = await settled(source, clock)
        for at, code, stamp in (
            (datetime(2026, 10, 25, 0, 55, tzinfo=UTC), "OO-4", "2026-10-25 02:50:00"),
            (datetime(2026, 10, 25, 1, 15, tzinfo=UTC), "OO-5", "2026-10-25 02:10:00"),
        ):
            clock.at = at
            put_article(books, a_board(code, CNG_DATE=stamp))
            found, cursor = await polled(source, cursor)
            await carry_all(desk, found)
        assert [shop.sandbox.books.data("products")[place]["sku"] for place in (0, 1)] == ["OO-4", "OO-5"]
        assert shop.writes() == 2


@pytest.mark.parametrize("blocked", [True, False])
async def test_a_block_is_posted_as_the_books_have_it(desk: ProductDesk, *, blocked: bool) -> None:
    books = article_books(Clock(), a_board("B-1", REC_BLK=blocked))
    books.add_columns("ARTICLE", REC_BLK="L")
    async with AsyncExitStack() as stack:
        source, _ = await stack.enter_async_context(reading(Clock(), books))
        shop = await open_shop(stack, desk, source)
        await carry_all(desk, await polled_all(source))
        assert shop.last["blocked"] is blocked
