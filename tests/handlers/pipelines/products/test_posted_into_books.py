"""What shops post becomes articles of either system, over HTTP at both ends: what its sandbox shows in the end."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from handlers.pipelines.products.settings import ProductSettings
from relay.model import Flow, State
from tests.handlers.pipelines.orders.sandboxes import Books
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.posted_desk import PostedDesk, posting
from tests.handlers.pipelines.products.sandboxes import running_goods, settings_between
from tests.handlers.vendors.webhook.source.product_posts import VARIATION, product, products_of, variants

SMALL = {"title": "S", "option1": "S"}
LARGE = {"id": 502, "title": "L", "option1": "L", "sku": "LAMP-2", "inventory_item_id": 552}
BOOKS = pytest.mark.parametrize("vendor", ["afas", "accountview"])


@dataclass
class Counter:
    """A shop's posts on one side, and on the other the books that they come to."""

    posted: PostedDesk
    books: Books

    async def receive(self, document: Any) -> dict[str, State]:
        return await self.posted.receive(document)

    async def shown(self, *codes: str) -> dict[str, tuple[str, bool]]:
        """Of each article that is there its name, and whether it is blocked."""
        target = self.posted.desk.target
        reads = {
            path: [n for n, paths in target.product_sources.items() if path in paths]
            for path in ("texts.name", "blocked")
        }
        found = await target.find_by_codes(codes)
        return {
            code: (
                str(one.fields[reads["texts.name"][0]]).strip(),
                any(one.fields.get(name) is True for name in reads["blocked"]),
            )
            for code, one in found.items()
        }


@asynccontextmanager
async def counter(desk: ProductDesk, shop: str, vendor: str) -> AsyncIterator[Counter]:
    needed = {"supplier": "20001", "statistics": "44199990"} if vendor == "afas" else {}
    written = settings_between("webhook", vendor) | needed | {"on_leave": "block"}
    desk.settings = ProductSettings.model_validate(written)
    async with AsyncExitStack() as stack:
        books = await stack.enter_async_context(running_goods(vendor))
        flow = Flow("shop", "product", "shop-source", "books", desk.settings, keeps_state=True)
        desk.target = books.connection.target(flow)
        yield Counter(await stack.enter_async_context(posting(desk, products_of(format=shop))), books)


@BOOKS
async def test_variants_of_shopify_are_made_changed_and_ended_and_nothing_is_written_for_nothing(
    desk: ProductDesk, vendor: str
) -> None:
    async with counter(desk, "shopify", vendor) as there:
        first = await there.receive(variants(SMALL, LARGE))
        assert first == {"501": State.WRITTEN, "502": State.WRITTEN}
        assert await there.shown("LAMP-1", "LAMP-2") == {"LAMP-1": ("Lamp, S", False), "LAMP-2": ("Lamp, L", False)}
        calls = there.books.calls()
        assert await there.receive(variants(SMALL, LARGE, updated_at="2026-11-20T11:00:00+01:00")) == {}
        assert there.books.calls() == calls
        renamed = variants(SMALL, LARGE | {"title": "XL", "option1": "XL"}, updated_at="2026-11-20T12:00:00+01:00")
        assert await there.receive(renamed) == {"502": State.WRITTEN}
        assert await there.shown("LAMP-2") == {"LAMP-2": ("Lamp, XL", False)}
        await there.receive({"id": 97})
        assert await there.shown("LAMP-1", "LAMP-2") == {"LAMP-1": ("Lamp, S", True), "LAMP-2": ("Lamp, XL", True)}
        assert there.books.holds()["articles"] == 2


@BOOKS
async def test_a_variation_of_woocommerce_is_an_article_and_its_product_is_none(desk: ProductDesk, vendor: str) -> None:
    parent = product("woocommerce", type="variable", variations=[42], sku="", regular_price="")
    async with counter(desk, "woocommerce", vendor) as there:
        assert await there.receive(VARIATION) == {"42": State.HELD}
        assert await there.receive(parent) == {"42": State.WRITTEN}
        assert await there.shown("LAMP-S") == {"LAMP-S": ("Lamp, S", False)}
        draft = parent | {"status": "draft", "date_modified_gmt": "2026-11-21T09:00:00"}
        await there.receive(draft)
        assert await there.shown("LAMP-S") == {"LAMP-S": ("Lamp, S", True)}
        assert there.books.holds()["articles"] == 1


@BOOKS
async def test_a_product_of_woocommerce_goes_to_the_bin_and_comes_back_without_a_word(
    desk: ProductDesk, vendor: str
) -> None:
    async with counter(desk, "woocommerce", vendor) as there:
        await there.receive(product("woocommerce"))
        await there.receive({"id": 41})
        assert await there.shown("LAMP-1") == {"LAMP-1": ("Lamp", True)}
        await there.receive(product("woocommerce", date_modified_gmt="2026-11-21T09:00:00"))
        assert await there.shown("LAMP-1") == {"LAMP-1": ("Lamp", False)}
        assert there.books.holds()["articles"] == 1
