"""Codes that shops give to another product, or that another one had: published cases, from the post to the shelves."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, settings
from tests.handlers.pipelines.products.posted_desk import PostedDesk, posting
from tests.handlers.vendors.webhook.source.product_posts import product, products_of

CASES = Path(__file__).parents[2] / "vendors" / "webhook" / "source" / "product_cases"
SIDE = {"are": "incl", "currency": "EUR", "unit": "stuk"}


def posts_of(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CASES / f"product-{name}.json").read_text("utf-8"))["posts"]
    return found


@pytest.fixture
async def shopify(desk: ProductDesk) -> AsyncIterator[PostedDesk]:
    desk.settings = settings(on_leave="block", prices={"source": SIDE, "target": SIDE})
    async with posting(desk, products_of(format="shopify")) as opened:
        yield opened


async def test_a_renamed_variant_is_held_and_whoever_takes_its_code_does_not_get_its_article(
    shopify: PostedDesk,
) -> None:
    kettle, renamed, taker = posts_of("renamed-sku-1")
    assert await shopify.receive(kettle) == {"50398373130001": State.WRITTEN}
    assert await shopify.receive(renamed) == {"50398373130001": State.HELD}
    assert set((await shopify.receive(taker)).values()) <= {State.RETRYING, State.HELD}
    assert {code: str(price) for code, price in shopify.articles("PRICE").items()} == {"KET-1": "24.20"}


async def test_three_products_that_are_joined_keep_their_articles_and_nothing_is_blocked(shopify: PostedDesk) -> None:
    joined, *ends = posts_of("variants-1")
    for number in (1, 2, 3):
        variant = {"id": 50020 + number, "sku": f"F-{number}", "title": "Default Title"}
        await shopify.receive(product("shopify", id=9700000000010 + number, title="Sok", variants=[variant]))
    assert shopify.codes == ["F-1", "F-2", "F-3"]
    assert set((await shopify.receive(joined)).values()) == {State.RETRYING}
    for end in ends:
        assert set((await shopify.receive(end)).values()) == {State.WRITTEN}
    assert [one for one in shopify.articles("BLOCKED").values() if one] == []
    ended = await shopify.receive({**joined, "title": "Sokken", "updated_at": "2026-11-20T11:00:00+01:00"})
    assert ended == dict.fromkeys(("50031", "50032", "50033"), State.WRITTEN)
    assert (shopify.codes, shopify.calls["create_product"]) == (["F-1", "F-2", "F-3"], 3)


async def test_of_two_variants_with_one_code_neither_is_written(shopify: PostedDesk) -> None:
    shopify.desk.target.add("B-7", PRICE="18.00")
    for name in ("sku-duplicates-1", "duplicate-sku-1"):
        [post] = posts_of(name)
        assert set((await shopify.receive(post)).values()) == {State.HELD}
    assert (shopify.codes, shopify.articles("PRICE")) == (["B-7"], {"B-7": "18.00"})


async def test_codes_that_are_equal_up_to_the_length_that_the_target_keeps_are_both_held(shopify: PostedDesk) -> None:
    shopify.desk.target.longest_code = 40
    [post] = posts_of("sku-too-long-1")
    assert await shopify.receive(post) == {"50014": State.HELD, "50015": State.HELD}
    assert shopify.codes == []
