"""A relay between shops and AccountView for tests: orders come over HTTP, and the books say what became of them."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from handlers.sandboxes.demonstration.accountview_books import bare_books
from relay.care.activity import Story
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.line.household import Line, open_line
from tests.line.household_settings import CHOICES

SECRET = "ck-invented-0123456789abcdef"
_HEADERS = {"woocommerce": "X-WC-Webhook-Signature", "shopify": "X-Shopify-Hmac-SHA256"}
RATES = {"2": Decimal(21), "1": Decimal(9), "0": Decimal(0), "3": Decimal(19)}
"""The rates of the books' VAT codes."""

_TABLE = {"vat_code": {"table": {"21": "2", "9": "1", "0": "0", "19": "3"}}}
ARTICLES = {"A-0": "2", "A-1": "2", "A-2": "2", "B-1": "1", "SET": "2", "FREE": "2", "SHIPPING": "2", "FEE": "2"}
"""Articles with the VAT code that they have in the books."""


@dataclass
class ShopDesk:
    """``post`` brings one order through the door and to its end."""

    line: Line
    shop: str

    async def answer(self, order: Any, *, signed: bool = True) -> tuple[int, Any]:
        """Status and answer of the door."""
        body = json.dumps(order).encode()
        headers = {"Content-Type": "application/json"}
        if signed and self.shop in _HEADERS:
            headers[_HEADERS[self.shop]] = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
        async with self.line.session.post(f"{self.line.intake}/hooks/{self.shop}", data=body, headers=headers) as got:
            return got.status, await got.json(content_type=None)

    async def post(self, order: Any) -> Story:
        """The story of an order, once it has ended or is held."""
        status, answer = await self.answer(order)
        assert status == 202, answer
        async with self.line.worker():
            [story] = await self.line.ended(answer["event"])
        return story

    @property
    def booked(self) -> list[tuple[str, Decimal, Decimal, Decimal]]:
        """The lines of the only order in the books: article, quantity, price, and rate of the VAT code."""
        [order] = self.line.books.orders
        return [(row["ART_CODE"], row["ORD_QTY"], row["ART_PX"], RATES[row["U1_VAT"]]) for row in order["SO_LINE"]]

    @property
    def total(self) -> Decimal:
        """What the only order in the books comes to with VAT, as AccountView rounds it: by line."""
        total = Decimal(0)
        for _, quantity, price, rate in self.booked:
            net = (quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
            total += net + (net * rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return total


def told(story: Story) -> str:
    """Everything that a story says, for tests that ask whether it names something."""
    return repr(story)


def is_held(story: Story, *names: str) -> bool:
    """Whether an order is held, and the story names each of the fields."""
    assert story.summary.event.state is State.HELD, told(story)
    return all(name in told(story) for name in names)


def is_skipped(story: Story, *words: str) -> bool:
    """Whether an order was left out, and the story says each of the words."""
    assert story.summary.event.state is State.SKIPPED, told(story)
    return all(word in told(story) for word in words)


def is_written(story: Story) -> bool:
    """Whether an order stands in the books."""
    assert story.summary.event.state is State.WRITTEN, told(story)
    return True


@asynccontextmanager
async def open_shop(
    redis: EmbeddedRedis,
    folder: Path,
    shop: str,
    *,
    settings: Mapping[str, Any] | None = None,
    connection: Mapping[str, Any] | None = None,
    books: Mapping[str, Any] | None = None,
) -> AsyncIterator[ShopDesk]:
    """One shop whose orders go into AccountView under a table of VAT codes by rate."""
    source: dict[str, Any] = {"vendor": "webhook", "allow": ["127.0.0.1"], "reference_prefix": "S-"}
    if shop in _HEADERS:
        signature = {"scheme": "hmac", "header": _HEADERS[shop], "encoding": "base64", "secrets": ["${SHOP_SECRET}"]}
        source |= {"format": shop, "signature": signature}
    flow = {"free_line_item": "FREE", "rounding": {"item": "ROUNDING"}, "vat_codes": _TABLE, **(settings or {})}
    held = bare_books()
    for code, vat in {**ARTICLES, "ROUNDING": "0"}.items():
        held.put("ARTICLE", {**held.articles[0], "ART_CODE": code, "VAT_CODE": vat})
    held.put("VAT", {"VAT_CODE": "3", "VAT_NAME": "MwSt", "VAT_PCT": Decimal(19), "VAT_ACCT": "1520"})
    held.put("CONTACT", {"SUB_NR": "19000", "ACCT_NAME": "Losse verkoop", "SRC_CODE": "LOS", "ACCT_NR": "1300"})
    target = {"order_line_columns": {"vat_code": "U1_VAT"}, **(books or {})}
    async with open_line(
        redis,
        folder,
        books=held,
        target=target,
        sources={shop: {**source, **(connection or {})}},
        variables={"SHOP_SECRET": SECRET},
        flow_settings={shop: {**CHOICES, **flow}},
    ) as line:
        yield ShopDesk(line, shop)
