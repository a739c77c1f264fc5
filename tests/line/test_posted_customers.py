"""What a shop posts of its customers, from the door to AccountView's books, over real Redis and real HTTP."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.handlers.presets import document_of
from tests.handlers.vendors.webhook.source.shops import ADDRESS, customer
from tests.line.household import Line, open_line
from tests.line.household_settings import CHOICES

CUSTOMERS, ORDERS = "shop-customers", "shopify"
NUMBER = 8658316394001
REDACT = {
    "shop_id": 954889,
    "shop_domain": "shop.example.com",
    "customer": {"id": NUMBER, "email": "noor.hendriks@example.com", "phone": "+31555550100"},
    "orders_to_redact": [6200000001401],
}
CONSENT = {"customer_id": NUMBER, "email_marketing_consent": {"state": "subscribed"}}


def add_customers(written: dict[str, Any]) -> None:
    """A flow of customers of the shop whose orders are carried too."""
    written["flows"][CUSTOMERS] = {
        "entity": "customer",
        "from": ORDERS,
        "to": "books",
        "write": True,
        "settings": CHOICES,
    }


@pytest.fixture
async def shop(redis_server: EmbeddedRedis, tmp_path: Path) -> AsyncIterator[Line]:
    sender = {"vendor": "webhook", "allow": ["127.0.0.1"], "format": "shopify", "reference_prefix": "S-"}
    sources = {ORDERS: sender}
    async with open_line(redis_server, tmp_path, sources=sources, rename=add_customers) as line:
        yield line


def posted(**changes: Any) -> Any:
    return customer("shopify", **changes)


def ordered(**changes: Any) -> Any:
    order: dict[str, Any] = json.loads(document_of("shopify"))
    return order | changes


async def test_a_posted_customer_is_a_debtor_and_a_change_of_theirs_is_one_of_the_debtor(shop: Line) -> None:
    async with shop.worker():
        [made] = await shop.ended(await shop.accepted(posted(), CUSTOMERS))
        moved = ADDRESS | {"address1": "Markt 1", "city": "Breda", "zip": "4811 XE"}
        later = posted(updated_at="2024-11-21T11:00:00+01:00", addresses=[], default_address=moved)
        [changed] = await shop.ended(await shop.accepted(later, CUSTOMERS))
    [debtor] = shop.books.debtors
    assert (made.summary.event.state, made.summary.number) == (State.WRITTEN, debtor["SUB_NR"])
    assert changed.summary.number == debtor["SUB_NR"]
    assert (debtor["ACCT_NAME"], debtor["MAIL_BUS"]) == ("Noor Hendriks", "noor.hendriks@example.com")
    assert (debtor["ST_STREET"], debtor["ST_NR"], debtor["CITY"]) == ("Markt", "1", "Breda")


async def test_an_order_and_a_record_of_one_customer_make_one_debtor(shop: Line) -> None:
    order = ordered()
    email = order["email"]
    async with shop.worker():
        [record] = await shop.ended(await shop.accepted(posted(id=207119551, email=email), CUSTOMERS))
        await shop.ended(await shop.accepted(order, ORDERS))
    assert [debtor["SUB_NR"] for debtor in shop.books.debtors] == [record.summary.number]


async def test_a_consent_makes_no_event_and_takes_no_changes_place(shop: Line) -> None:
    waits = await shop.accepted(posted(), CUSTOMERS)
    status, answer = await shop.post(CONSENT, CUSTOMERS)
    assert (status, answer["event"], answer["duplicate"]) == (202, None, False)
    assert "something else" in answer["passed_over"]
    assert await shop.state_of(waits) is State.WAITING


async def test_an_order_that_is_posted_as_a_customer_is_refused(shop: Line) -> None:
    status, refusal = await shop.post(ordered(), CUSTOMERS)
    assert status == 422
    assert "is an order" in str(refusal)


async def test_a_post_that_comes_late_and_one_that_repeats_change_nothing(shop: Line) -> None:
    async with shop.worker():
        first = await shop.accepted(posted(), CUSTOMERS)
        await shop.ended(first)
        late = await shop.accepted(posted(updated_at="2024-11-19T11:00:00+01:00", first_name="Nora"), CUSTOMERS)
        assert await shop.state_of(late) is State.SUPERSEDED
        status, again = await shop.post(posted(), CUSTOMERS)
    assert (status, again) == (202, {"event": first, "duplicate": True})
    assert shop.books.debtors[0]["ACCT_NAME"] == "Noor Hendriks"


async def test_a_person_who_is_forgotten_leaves_the_relay_whole_and_stays_in_the_books(shop: Line) -> None:
    order = ordered(id=6200000001401, line_items=[{"sku": "NONE", "quantity": 1, "price": "1.00"}])
    async with shop.worker():
        [made] = await shop.ended(await shop.accepted(posted(), CUSTOMERS))
        [held] = await shop.ended(await shop.accepted(order, ORDERS))
        assert held.summary.event.state is State.HELD
        before = [dict(debtor) for debtor in shop.books.debtors]
        [forgotten] = await shop.ended(await shop.accepted(REDACT, CUSTOMERS))
        emptied = posted(updated_at="2024-11-22T11:00:00+01:00", addresses=[], default_address=None) | dict.fromkeys(
            ("first_name", "last_name", "email", "phone")
        )
        [later] = await shop.ended(await shop.accepted(emptied, CUSTOMERS))
    assert (forgotten.summary.event.state, forgotten.summary.number) == (State.WRITTEN, made.summary.number)
    assert later.summary.event.state is State.SKIPPED
    assert await shop.state_of(held.summary.event.id) is State.CANCELLED
    assert await shop.program.store.payload.keys(f"{shop.program.store.keys.payload('')}*") == []
    assert [dict(debtor) for debtor in shop.books.debtors] == before
    assert "noor" not in repr([forgotten, later, await shop.story(held.summary.event.id)]).casefold()
    assert (await shop.post(REDACT, CUSTOMERS))[1]["duplicate"]


async def test_a_person_is_forgotten_though_an_emptied_post_of_theirs_comes_before_a_worker_does(shop: Line) -> None:
    async with shop.worker():
        await shop.ended(await shop.accepted(posted(), CUSTOMERS))
    changed = await shop.accepted(posted(updated_at="2024-11-21T11:00:00+01:00", phone=None), CUSTOMERS)
    asks = await shop.accepted(REDACT, CUSTOMERS)
    assert await shop.state_of(changed) is State.SUPERSEDED
    last = await shop.accepted(posted(updated_at="2024-11-22T11:00:00+01:00", first_name="X"), CUSTOMERS)
    async with shop.worker():
        forgotten, later = await shop.ended(asks, last)
    assert (forgotten.summary.event.state, later.summary.event.state) == (State.WRITTEN, State.CANCELLED)
    assert shop.books.debtors[0]["ACCT_NAME"] == "Noor Hendriks"
