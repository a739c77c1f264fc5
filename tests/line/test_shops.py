"""An order of a WooCommerce and of a Shopify shop, signed as they sign: through the door into AccountView's books."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handlers.sandboxes.demonstration.accountview_books import bare_books
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.handlers.presets import document_of, golden_of
from tests.line.household import Line, open_line

SECRET = "ck-invented-0123456789abcdef"
HEADERS = {"woocommerce": "X-WC-Webhook-Signature", "shopify": "X-Shopify-Hmac-SHA256"}
PREFIXES = {"woocommerce": "C-", "shopify": "S-"}
SHOPS: dict[str, dict[str, Any]] = {
    shop: {
        "vendor": "webhook",
        "format": shop,
        "allow": ["127.0.0.1"],
        "reference_prefix": PREFIXES[shop],
        "signature": {"scheme": "hmac", "header": header, "encoding": "base64", "secrets": ["${SHOP_SECRET}"]},
    }
    for shop, header in HEADERS.items()
}
# What the buyer pays for one, without VAT: of Shopify 26.97 / 3 / 1.21, 6.995 / 1.09 and 4.95 / 1.21.
LINES = {
    "woocommerce": [
        ("BR-100", Decimal(3), Decimal("7.43")),
        ("FL-9", Decimal(2), Decimal("6.43")),
        ("SHIPPING", Decimal(1), Decimal("4.09")),
    ],
    "shopify": [
        ("BR-100", Decimal(3), Decimal("7.4298")),
        ("FL-9", Decimal(2), Decimal("6.4174")),
        ("SHIPPING", Decimal(1), Decimal("4.0909")),
    ],
}
REMARKS = {"woocommerce": (b"&amp; wait", b"&amp; go"), "shopify": (b"at the door", b"at the gate")}
"""What a buyer wrote, and what they wrote within the same second."""


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    books = bare_books()
    for code in ("BR-100", "FL-9", "SHIPPING"):
        books.put("ARTICLE", {**books.articles[0], "ART_CODE": code})
    async with open_line(
        redis_server, tmp_path, books=books, sources=SHOPS, variables={"SHOP_SECRET": SECRET}
    ) as opened:
        yield opened


async def post(line: Line, shop: str, body: bytes, *, secret: str = SECRET, kind: str = "application/json") -> Any:
    """Post as the shop does: the signature is base64 of HMAC-SHA256 over the body as it is sent."""
    signature = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    headers = {HEADERS[shop]: signature, "Content-Type": kind}
    async with line.session.post(f"{line.intake}/hooks/{shop}", data=body, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


@pytest.mark.parametrize("shop", HEADERS)
async def test_a_signed_order_of_a_shop_stands_in_the_books(line: Line, shop: str) -> None:
    status, answer = await post(line, shop, document_of(shop))
    assert status == 202, answer
    async with line.worker():
        [story] = await line.ended(answer["event"])
    assert story.summary.event.state is State.WRITTEN, story
    [order], [debtor], [address] = line.books.orders, line.books.debtors, line.books.addresses
    number = golden_of(shop)["number"]
    assert (order["COMMENT1"], order["RPL_INV"]) == (f"{PREFIXES[shop]}{number}", debtor["SUB_NR"])
    assert [(row["ART_CODE"], row["ORD_QTY"], row["ART_PX"]) for row in order["SO_LINE"]] == LINES[shop]
    assert debtor["MAIL_BUS"] == golden_of(shop)["customer"]["email"]
    assert address["ADDRESS1"].startswith(golden_of(shop)["shipping_address"]["street"])


@pytest.mark.parametrize("shop", HEADERS)
async def test_an_order_that_someone_else_signed_is_not_let_in(line: Line, shop: str) -> None:
    status, answer = await post(line, shop, document_of(shop), secret="of-another-shop-0123456789")
    assert status == 401, answer
    assert (await line.activity.page()).events == []


async def test_the_form_with_which_woocommerce_greets_is_refused_and_stores_nothing(line: Line) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with line.session.post(f"{line.intake}/hooks/woocommerce", data=b"webhook_id=7", headers=headers) as answer:
        assert answer.status == 415
    assert (await line.activity.page()).events == []


@pytest.mark.parametrize("shop", HEADERS)
async def test_a_second_post_within_the_second_of_its_stamp_is_told_when_it_says_something_else(
    line: Line, shop: str
) -> None:
    """Both bear one stamp: shops stamp to the second. The one accepted last is the newer."""
    first = document_of(shop)
    changed = first.replace(*REMARKS[shop])
    assert changed != first
    events = [(await post(line, shop, body))[1] for body in (first, changed, first, changed)]
    assert [event["duplicate"] for event in events] == [False, False, True, True]
    assert [event["event"] for event in events[2:]] == [event["event"] for event in events[:2]]
    async with line.worker():
        written, told = await line.ended(*(event["event"] for event in events[:2]))
    assert written.summary.event.state is State.WRITTEN, written
    assert (told.summary.event.state, told.summary.number) == (State.SKIPPED, written.summary.number)
    assert told.summary.reason.startswith("changed_after_send")
    assert told.summary.reason.endswith("differs in remark")
    assert len(line.books.orders) == 1
