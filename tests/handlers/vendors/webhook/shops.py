"""One order each of a WooCommerce and a Shopify shop as they post it, invented, and the canonical order it becomes."""

import json
from pathlib import Path
from typing import Any

SHOPS = ("woocommerce", "shopify")
SAMPLES = Path(__file__).parent / "samples"


def posted_by(shop: str) -> bytes:
    """The body that the shop posts."""
    return (SAMPLES / f"{shop}.json").read_bytes()


def golden_of(shop: str) -> dict[str, Any]:
    """The canonical order as JSON, without the fields that hold nothing."""
    order: dict[str, Any] = json.loads((SAMPLES / f"{shop}.order.json").read_text("utf-8"))
    return order
