"""The whole program over a posted product: its door, its worker, a shop that it reads and books that it writes."""

import asyncio
import base64
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from handlers.sandboxes.afas import AfasSandbox, Masters, OrderBooks, Profit
from relay.bootstrap.listeners import intake_of
from relay.bootstrap.opening import open_program
from relay.bootstrap.settings import load
from relay.demo.embedded import EmbeddedRedis
from relay.http.serve import serve_app
from tests.handlers.pipelines.products.sandboxes import settings_between
from tests.handlers.vendors.webhook.small_shop import KEY, SECRET, SmallShop, serving
from tests.handlers.vendors.webhook.source.product_posts import VARIATION, product
from tests.relay.intake.callers import Caller
from tests.waiting import eventually

PARENT = product("woocommerce", type="variable", variations=[42], sku="", regular_price="")


def _settings(redis: EmbeddedRedis, environment: AfasSandbox, shop: str) -> dict[str, Any]:
    needed = {"supplier": "20001", "statistics": "44199990", "weight": {"source_unit": "kg"}}
    return {
        "instance": f"posted-{secrets.token_hex(6)}",
        "redis": {"payload_url": redis.url, "state_url": redis.url, "volatile_state": True},
        "keys": {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"},
        "server": {"port": 0},
        "connections": {
            "shop": {
                "vendor": "webhook",
                "format": "woocommerce",
                "allow": ["127.0.0.0/8"],
                "products": {
                    "read": {"address": shop, "key": "${SHOP_KEY}", "secret": "${SHOP_SECRET}", "after": "100ms"}
                },
            },
            "books": {
                "vendor": "afas",
                "environment": "12345",
                "base_url": environment.base_url,
                "token": "${AFAS_TOKEN}",
                "reference_prefix": "A-",
            },
        },
        "flows": {
            "goods": {
                "entity": "product",
                "from": "shop",
                "to": "books",
                "write": True,
                "settings": settings_between("webhook", "afas") | needed,
            }
        },
    }


async def test_a_variation_is_read_at_the_shop_and_becomes_an_article_whatever_the_post_said(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    shop = SmallShop({"/41/variations/42": VARIATION, "/41": PARENT})
    masters = Masters(items=[], units=frozenset({"STK", "*****"}), article_groups={"SERV": "Servies"})
    async with AfasSandbox(profit=Profit(OrderBooks(), masters=masters)) as environment, serving(shop) as address:
        path = tmp_path / "relay.yaml"
        path.write_text(yaml.safe_dump(_settings(redis_server, environment, address)), "utf-8")
        values = {
            "AFAS_TOKEN": environment.access.token,
            "SHOP_KEY": KEY,
            "SHOP_SECRET": SECRET,
            **{name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("PAYLOAD_KEY", "INDEX_KEY")},
        }
        async with (
            open_program(load(path, values)) as program,
            serve_app(intake_of(program), "127.0.0.1", 0, shutdown=timedelta(seconds=1)) as port,
        ):
            worker = program.worker()
            working = asyncio.create_task(worker.async_run())
            answer = await Caller(port).post("/hooks/goods", PARENT)
            assert [one["number"] for one in answer.document["events"]] == ["42"]

            async def article() -> Any:
                return next((item for item in environment.profit.masters.items), None)

            made = await eventually(article)
            again = await Caller(port).post("/hooks/goods", PARENT)
            assert again.document["duplicate"] is True
            worker.stop()
            await working
    assert (made.code, made.description) == ("LAMP-S", "Lamp, S")
    assert shop.asked == ["/41/variations/42", "/41"]
