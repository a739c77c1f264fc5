"""A WooCommerce shop that answers what a test lets it, over real HTTP, and remembers what it was asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
from aiohttp import web

from handlers.vendors.webhook import VENDOR
from handlers.vendors.webhook.connection import OpenWebhookConnection
from handlers.vendors.webhook.settings import WebhookConnection
from handlers.vendors.webhook.source.products import ReadProductSource
from relay.http.serve import serve_app
from tests.handlers.vendors.webhook.source.product_posts import FLOW
from tests.stand_ins import OpenGate

BELOW = "/winkel/wp-json/wc/v3/products"
KEY, SECRET = "ck_reader", "cs_unspoken"


@dataclass
class SmallShop:
    """``products`` are its answers by what stands behind the path of its products; an int is a bare status.

    ``status`` is that of the others.
    """

    products: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    asked: list[str] = field(default_factory=list)
    logins: set[str] = field(default_factory=set)

    async def answer(self, request: web.Request) -> web.Response:
        path = request.path_qs.removeprefix(BELOW)
        self.asked.append(path)
        self.logins.add(aiohttp.BasicAuth.decode(request.headers["Authorization"]).password)
        found = self.products.get(path, {"code": "woocommerce_rest_product_invalid_id", "data": {"status": 404}})
        if isinstance(found, int | str):
            return web.Response(status=found if isinstance(found, int) else 200, text="<html>", headers=self.headers)
        return web.json_response(found, status=self.status if path in self.products else 404)


@asynccontextmanager
async def serving(shop: SmallShop) -> AsyncIterator[str]:
    """The address under which this shop answers."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", shop.answer)
    async with serve_app(app, "127.0.0.1", 0, shutdown=timedelta(seconds=1)) as port:
        yield f"http://127.0.0.1:{port}/winkel"


@asynccontextmanager
async def connected(shop: SmallShop, **read: Any) -> AsyncIterator[OpenWebhookConnection]:
    """A connection that reads this shop, at once after a post unless told otherwise."""
    async with serving(shop) as address, aiohttp.ClientSession() as session:
        settings = {"address": address, "key": KEY, "secret": SECRET, "after": "1ms"} | read
        written = {"vendor": "webhook", "format": "woocommerce", "products": {"read": settings}}
        opened = VENDOR.open("shop", WebhookConnection.model_validate(written), session, None, OpenGate())
        assert isinstance(opened, OpenWebhookConnection)
        yield opened


@asynccontextmanager
async def reading(shop: SmallShop, **read: Any) -> AsyncIterator[ReadProductSource]:
    """The source of products of such a connection."""
    async with connected(shop, **read) as opened:
        source = opened.source(FLOW)
        assert isinstance(source, ReadProductSource)
        yield source
