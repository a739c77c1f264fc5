"""What docs/outbound-products.md shows of two kinds of shop is what is posted there, to the field."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from handlers.pipelines.products.settings import ProductSettings
from handlers.vendors.webhook.target.product_document import SOURCES
from handlers.vendors.webhook.target.product_drafting import POSTED
from relay.line.queue import Queue
from relay.model import State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.products.desk import ProductDesk
from tests.handlers.pipelines.products.shops import carry, running_shop

TEXT = (Path(__file__).parents[2] / "docs" / "outbound-products.md").read_text("utf-8")
BLOCKS: list[dict[str, Any]] = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)]
POSTS = [block["connections"]["shop"]["posts"]["products"] for block in BLOCKS]
BOARD = {
    "number": "60012",
    "sku": "PLANK-1",
    "name": "Kaasplank",
    "description": "<b>Eiken</b>",
    "vat_class": "1",
    "blocked": False,
    "barcode": "2000000000015",
    "weight": "450",
    "weight_unit": "g",
    "prices": [{"amount": "20.00", "price_list": "*****"}],
    "images": [{"id": "1", "place": 1, "address": "https://cdn.example.com/1.png"}],
}


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue) -> ProductDesk:
    return ProductDesk(OrderDesk(store, vault, queue))


async def first_post(desk: ProductDesk, products: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """The body by which a new product reaches a shop whose answer has whatever id is asked for."""
    async with running_shop({**products, "id": "id", "look_up": None, "look_up_code": None, "repeat": "none"}) as shop:
        shop.seat(desk, ProductSettings.model_validate({**settings, "images": {}}))
        outcome = await carry(desk, BOARD)
        assert outcome.state is State.WRITTEN, outcome
        posted: dict[str, Any] = shop.posts[0].json()
        return posted


async def test_a_shop_like_woocommerce_is_posted_its_own_fields(desk: ProductDesk) -> None:
    settings = BLOCKS[1]["flows"]["afas-products"]["settings"]
    assert await first_post(desk, POSTS[1], settings) == {
        "sku": "PLANK-1",
        "name": "Kaasplank",
        "description": "<b>Eiken</b>",
        "regular_price": "24.20",
        "sale_price": "",
        "tax_class": "",
        "weight": "0.45",
        "global_unique_id": "2000000000015",
        "status": "publish",
        "images": [{"src": "https://cdn.example.com/1.png"}],
    }


async def test_a_shop_like_shopify_is_posted_its_own_fields(desk: ProductDesk) -> None:
    settings = BLOCKS[1]["flows"]["afas-products"]["settings"]
    assert await first_post(desk, POSTS[2], settings) == {
        "product": {
            "title": "Kaasplank",
            "body_html": "<b>Eiken</b>",
            "status": "active",
            "variants": [{"sku": "PLANK-1", "price": "24.20", "barcode": "2000000000015"}],
            "images": [{"src": "https://cdn.example.com/1.png"}],
        }
    }


def test_all_that_rows_may_read_is_told() -> None:
    assert [name for name in POSTED if f"`{name}`" not in TEXT] == []


def test_every_field_of_the_own_document_that_is_decided_is_told() -> None:
    decided = [name for name, paths in SOURCES.items() if not all(path.startswith("product.") for path in paths)]
    assert [name for name in decided if f"`{name}`" not in TEXT and name not in {"currency", "cost_price"}] == []
