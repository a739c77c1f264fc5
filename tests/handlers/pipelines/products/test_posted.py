"""Products that shops post, from the post over HTTP to the article: what the published cases want of the whole line."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from mapping.filter_texts import read_filter
from relay.model import State
from tests.handlers.pipelines.products.desk import ProductDesk, settings
from tests.handlers.pipelines.products.posted_desk import PostedDesk, posting
from tests.handlers.vendors.webhook.small_shop import SmallShop, reading
from tests.handlers.vendors.webhook.source.product_posts import ITEM, product, products_of, variants

CASES = Path(__file__).parents[2] / "vendors" / "webhook" / "source" / "product_cases"
SMALL = {"title": "S", "option1": "S"}
LARGE = {"id": 502, "title": "L", "option1": "L", "sku": "LAMP-2", "inventory_item_id": 552}
PRICES = {
    "source": {"are": "incl", "currency": "EUR", "unit": "stuk"},
    "target": {"are": "incl", "currency": "EUR", "unit": "stuk"},
}


def posts_of(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CASES / f"product-{name}.json").read_text("utf-8"))["posts"]
    return found


@pytest.fixture
async def shopify(desk: ProductDesk) -> AsyncIterator[PostedDesk]:
    desk.settings = settings(on_leave="block", prices=PRICES)
    async with posting(desk, products_of(format="shopify")) as opened:
        yield opened


class TestVariants:
    async def test_each_becomes_an_article_called_after_its_product(self, shopify: PostedDesk) -> None:
        for post in posts_of("variant-name-1"):
            await shopify.receive(post)
        assert shopify.articles("NAME") == {
            "TS-S-BLK": "T-shirt, S / Black",
            "TS-M-BLK": "T-shirt, M / Black",
            "SLEEVE": "Gift card sleeve",
        }

    async def test_of_two_with_one_code_neither_is_written_and_the_third_is(self, shopify: PostedDesk) -> None:
        ended = await shopify.receive(variants(SMALL, LARGE | {"sku": "LAMP-1"}, LARGE | {"id": 503, "sku": "LAMP-3"}))
        assert ended == {"501": State.HELD, "502": State.HELD, "503": State.WRITTEN}
        assert shopify.codes == ["LAMP-3"]
        assert await shopify.receive(variants(SMALL, LARGE)) == {"501": State.WRITTEN, "502": State.WRITTEN}

    async def test_those_without_a_code_are_each_held_and_keep_nobody_waiting(self, shopify: PostedDesk) -> None:
        [post] = posts_of("empty-sku-1")
        ended = await shopify.receive(post)
        assert sorted(ended.values()) == [State.HELD] * 3 + [State.WRITTEN]
        assert shopify.codes == ["MUG-1"]

    async def test_one_that_a_post_leaves_out_stays_as_it_is(self, shopify: PostedDesk) -> None:
        await shopify.receive(variants(SMALL, LARGE))
        assert await shopify.receive(variants(SMALL | {"price": "26.00"})) == {"501": State.WRITTEN}
        assert shopify.articles("PRICE", "BLOCKED")["LAMP-2"][1] in (None, False)

    async def test_a_post_that_is_sent_again_and_again_makes_each_once(self, shopify: PostedDesk) -> None:
        post = variants(SMALL, LARGE)
        await asyncio.gather(*(shopify.post(post, webhook_id="delivery 1") for _ in range(5)))
        assert await shopify.carry() == {"501": State.WRITTEN, "502": State.WRITTEN}
        await shopify.post(post, webhook_id="delivery 1")
        await shopify.post(post, webhook_id="delivery 2")
        assert await shopify.carry() == {}
        assert shopify.calls["create_product"] == 2

    async def test_a_change_of_one_is_no_work_for_its_sisters(self, shopify: PostedDesk) -> None:
        await shopify.receive(variants(SMALL, LARGE))
        later = variants(SMALL, LARGE | {"price": "26.00"}, updated_at="2026-11-20T11:00:00+01:00")
        assert await shopify.receive(later) == {"502": State.WRITTEN}


class TestInventoryItems:
    async def test_an_item_that_comes_first_is_carried_with_its_product_in_one_write(self, shopify: PostedDesk) -> None:
        item, lamp = posts_of("webhook-before-read-2")
        assert await shopify.receive(item) == {}
        assert await shopify.receive(lamp) == {"50141": State.WRITTEN}
        assert {code: str(weight) for code, weight in shopify.articles("WEIGHT").items()} == {"NN-2": "1.2"}
        assert shopify.calls["create_product"] == 1

    async def test_an_absent_weight_changes_nothing_and_one_that_is_told_is_written(self, shopify: PostedDesk) -> None:
        lamp, item = posts_of("weight-units-2")
        shopify.desk.target.add("CC-5", WEIGHT="1.5", NAME="Kaasplank eiken")
        shopify.desk.settings = settings(product={"on_first_match": "update"})
        await shopify.receive(lamp)
        assert shopify.articles("NAME", "WEIGHT") == {"CC-5": ("Kaasplank noten", "1.5")}
        await shopify.receive(item)
        assert str(shopify.articles("WEIGHT")["CC-5"]) in {"0.75", "0.7500"}

    async def test_a_change_of_price_that_waits_is_not_lost_with_the_item_that_comes_after_it(
        self, shopify: PostedDesk
    ) -> None:
        await shopify.receive(product("shopify"))
        dearer = variants({"price": "26.00"}, updated_at="2026-11-20T10:00:00+01:00", title="Lantern")
        await shopify.post(dearer)
        await shopify.post(ITEM | {"updated_at": "2026-11-20T11:00:00+01:00"})
        assert await shopify.carry() == {"501": State.WRITTEN}
        [(name, weight)] = shopify.articles("NAME", "WEIGHT").values()
        assert (name, str(weight)) == ("Lantern", "0.75")


class TestEnds:
    async def test_a_product_is_made_blocked_ended_and_made_anew_as_one_article(self, shopify: PostedDesk) -> None:
        shopify.desk.settings = settings(on_leave="block", product={"unblock": True})
        draft, active, archived, unlisted, deleted, anew = posts_of("product-status-1")
        assert set((await shopify.receive(draft)).values()) == {State.SKIPPED}
        assert shopify.codes == []
        await shopify.receive(active)
        await shopify.receive(archived)
        assert shopify.articles("BLOCKED") == {"BOWL": True}
        await shopify.receive(unlisted)
        await shopify.receive(deleted)
        assert shopify.articles("BLOCKED") == {"BOWL": True}
        await shopify.receive(anew)
        assert shopify.articles("BLOCKED") == {"BOWL": False}
        assert (shopify.codes, shopify.calls["create_product"]) == (["BOWL"], 1)

    async def test_the_end_of_a_product_is_that_of_all_its_variants_and_of_nobody_else(
        self, shopify: PostedDesk
    ) -> None:
        await shopify.receive(variants(SMALL, LARGE))
        await shopify.receive(product("shopify", id=98, variants=[{**LARGE, "id": 601, "sku": "OTHER"}]))
        await shopify.receive({"id": 97})
        assert shopify.articles("BLOCKED") == {"LAMP-1": True, "LAMP-2": True, "OTHER": False}

    async def test_products_that_are_joined_into_one_keep_their_articles_and_their_end_blocks_nothing(
        self, shopify: PostedDesk
    ) -> None:
        joined, *ends = posts_of("variants-1")
        for number, end in enumerate(ends, start=1):
            each = {
                "id": 50020 + number,
                "title": "Default Title",
                "sku": f"F-{number}",
                "inventory_item_id": 7 + number,
            }
            await shopify.receive(variants(each, id=end["id"], title=f"Sok {number}"))
        assert shopify.codes == ["F-1", "F-2", "F-3"]
        assert set((await shopify.receive(joined)).values()) == {State.RETRYING}  # the codes are still another's
        for end in ends:
            await shopify.post(end)
        assert set((await shopify.carry()).values()) == {State.WRITTEN}
        await shopify.make_due()
        assert await shopify.carry() == dict.fromkeys(("50031", "50032", "50033"), State.WRITTEN)
        assert shopify.articles("BLOCKED") == dict.fromkeys(("F-1", "F-2", "F-3"), False)
        await shopify.receive(joined | {"title": "Sokken", "updated_at": "2026-11-20T12:00:00+01:00"})
        assert shopify.articles("NAME") == {"F-1": "Sokken, S", "F-2": "Sokken, M", "F-3": "Sokken, L"}
        assert shopify.calls["create_product"] == 3


class TestAShopThatIsRead:
    async def test_what_was_saved_is_written_once_and_what_was_posted_is_not(self, desk: ProductDesk) -> None:
        [stale] = posts_of("webhook-before-read-1")
        saved = stale | {"name": "Kaasplank beuken", "date_modified_gmt": "2026-11-20T09:00:01"}
        async with reading(SmallShop({"/921": saved})) as source, posting(desk, source) as woocommerce:
            await woocommerce.post(stale)
            ended: dict[str, State] = {}
            while State.WRITTEN not in ended.values():  # it comes again once the pause after its post is over
                ended |= await woocommerce.carry()
            assert woocommerce.articles("NAME") == {"NN-1": "Kaasplank beuken"}
            assert woocommerce.desk.written() == 1

    async def test_variations_are_articles_and_their_product_is_none(self, desk: ProductDesk) -> None:
        first, second = posts_of("variation-ids-only-1")
        written = json.loads((CASES / "product-variation-ids-only-1.json").read_text("utf-8"))["fetch"]
        fetched = {f"/921/variations/{one['id']}": one for one in written["products/921/variations"]}
        shop = SmallShop({**fetched, "/921": first})
        async with reading(shop) as source, posting(desk, source) as woocommerce:
            for post in (first, second):
                shop.products["/921"] = post
                await woocommerce.post(post)
                ended: dict[str, State] = {}
                while list(ended.values()).count(State.WRITTEN) < 2:
                    ended |= await woocommerce.carry()
            assert woocommerce.articles("NAME") == {"POLO-S": "Polo shirt, S", "POLO-M": "Polo shirt, M"}
            assert woocommerce.calls["create_product"] == 2

    async def test_a_filter_is_asked_of_what_the_shop_says_and_not_of_the_ids_that_it_posted(
        self, desk: ProductDesk
    ) -> None:
        desk.wanted = read_filter([{"field": "sku", "is": "POLO-M"}])
        first, _ = posts_of("variation-ids-only-1")
        written = json.loads((CASES / "product-variation-ids-only-1.json").read_text("utf-8"))["fetch"]
        fetched = {f"/921/variations/{one['id']}": one for one in written["products/921/variations"]}
        async with reading(SmallShop({**fetched, "/921": first})) as source, posting(desk, source) as woocommerce:
            await woocommerce.post(first)
            ended: dict[str, State] = {}
            while len(ended) < 2 or State.RETRYING in ended.values():
                ended |= await woocommerce.carry()
            assert ended == {"922": State.SKIPPED, "923": State.WRITTEN}
            assert woocommerce.codes == ["POLO-M"]
