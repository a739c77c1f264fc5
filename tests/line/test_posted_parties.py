"""Orders and customers over the whole line to a system that is only told: from AFAS, AccountView and a shop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.sandboxes.accountview import AccountViewSandbox
from handlers.sandboxes.afas import AfasSandbox, OrderBooks, Profit
from handlers.sandboxes.demonstration.accountview_books import bare_books
from handlers.sandboxes.demonstration.afas_books import demo_orders
from handlers.sandboxes.shop import Behaviour, ShopSandbox
from handlers.sandboxes.shop.behaviour import late
from relay.care.activity import Story
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.handlers.pipelines.customers.ways import bakery
from tests.handlers.vendors.afas.source.customers.environment import a_company, a_consumer, change_party
from tests.line.household import Line, Offices, open_line, webshop_order
from tests.line.household_settings import CHOICES
from tests.waiting import eventually

KNOWN_BY_KEY = {"id": "id", "repeat": "idempotent_key"}
AT_ITS_ID = {"method": "PUT", "path": "/customers/{number}"}


def posted_to(shop: ShopSandbox, written: dict[str, Any]) -> None:
    """Let all that is carried be posted to a shop, and let that one post its orders to the books."""
    written["connections"]["afas"]["customers"] = {"all_administrations": True}
    written["connections"]["books"]["reference_prefix"] = "V-"
    written["connections"]["web"] = {
        **shop.connection,
        "allow": ["127.0.0.1"],
        "reference_prefix": "B-",
        "total_timeout": "20s",
        "posts": {
            "address": shop.address,
            "signing_secrets": ["${SHOP_SECRET}"],
            "orders": {"path": "/orders", **KNOWN_BY_KEY},
            "invoices": {"path": "/invoices", **KNOWN_BY_KEY},
            "customers": {"path": "/customers", "update": AT_ITS_ID, **KNOWN_BY_KEY},
        },
    }
    flow = {"to": "web", "write": True}
    read = {**flow, "poll": {"every": "1h", "start": "all"}}
    written["flows"] = {
        "orders": {**flow, "entity": "order", "from": "shop"},
        "customers": {**flow, "entity": "customer", "from": "shop"},
        "afas-orders": {**read, "entity": "order", "from": "afas"},
        "afas-invoices": {**read, "entity": "invoice", "from": "afas"},
        "afas-customers": {**read, "entity": "customer", "from": "afas"},
        "into-books": {"entity": "order", "from": "shop", "to": "books", "write": True, "settings": CHOICES},
        "books-orders": {**read, "entity": "order", "from": "books", "settings": {"forward": True}},
        "back": {"entity": "order", "from": "web", "to": "books", "write": True, "settings": {}},
    }


@asynccontextmanager
async def telling(
    redis: EmbeddedRedis, folder: Path, shop: ShopSandbox, profit: Profit | None = None
) -> AsyncIterator[Line]:
    offices = Offices(AccountViewSandbox(bare_books()), AfasSandbox(profit=profit or Profit(OrderBooks())))
    variables = {"SHOP_SECRET": shop.secret}
    async with open_line(
        redis, folder, offices=offices, variables=variables, rename=lambda written: posted_to(shop, written)
    ) as line:
        yield line


@pytest.fixture
async def shop() -> AsyncIterator[ShopSandbox]:
    async with ShopSandbox(Behaviour(knows_keys=True)) as opened:
        yield opened


@pytest.fixture
async def line(redis_server: EmbeddedRedis, tmp_path: Path, shop: ShopSandbox) -> AsyncIterator[Line]:
    async with telling(redis_server, tmp_path, shop) as opened:
        yield opened


async def polled(line: Line, flow: str) -> dict[str, Story]:
    """What a poll of a flow brings, by its number at the source, once it has ended."""
    before = {summary.event.id for summary in (await line.activity.page(flow=flow)).events}
    await line.program.poll(flow, begin_anywhere=True)
    new = {summary.event.id for summary in (await line.activity.page(flow=flow)).events} - before
    stories = await line.ended(*new) if new else []
    return {story.summary.event.reference: story for story in stories}


async def test_an_order_of_a_shop_is_told_once_and_never_carried_on_from_there(line: Line, shop: ShopSandbox) -> None:
    async with line.worker():
        [story] = await line.ended(await line.accepted(webshop_order("1001"), "orders"))
        assert (story.summary.event.state, story.summary.number) == (State.WRITTEN, "O-1")
        [again] = await line.ended(await line.accepted(webshop_order("1001", remark="Ring twice"), "orders"))
        assert (again.summary.event.state, len(shop.calls)) == (State.SKIPPED, 1)
        [told] = shop.books.data("orders")
        [back] = await line.ended(await line.accepted({**told, "number": "O-1"}, "back"))
    assert (told["number"], told["lines"][0]["unit_price"]) == ("W-1001", "8.26")
    assert back.summary.event.state is State.SKIPPED
    assert line.books.orders == []


async def test_a_customer_of_a_shop_is_told_and_what_changes_is_told_where_they_are(
    line: Line, shop: ShopSandbox
) -> None:
    async with line.worker():
        [made] = await line.ended(await line.accepted(bakery("K-1"), "customers"))
        [same] = await line.ended(await line.accepted({**bakery("K-1"), "updated_at": "2026-11-24T10:00"}, "customers"))
        [changed] = await line.ended(await line.accepted(bakery("K-1", "+31205550111"), "customers"))
    states = {story.summary.event.state for story in (made, same, changed)}
    assert states == {State.WRITTEN}
    assert [(call.method, call.path) for call in shop.calls] == [("POST", "/customers"), ("PUT", "/customers/C-1")]
    [data] = shop.books.data("customers")
    assert (data["number"], data["customer"]["phone"]) == ("W-K-1", "+31205550111")
    first, second = (call.json()["sequence"] for call in shop.calls)
    assert first < second


async def test_customers_of_afas_are_told_with_what_changes_of_them(
    redis_server: EmbeddedRedis, tmp_path: Path, shop: ShopSandbox
) -> None:
    profit = Profit(OrderBooks(clock=lambda: datetime.now(UTC)))
    async with telling(redis_server, tmp_path, shop, profit) as line, line.worker():
        company, person = a_company(profit), a_consumer(profit)
        told = await polled(line, "afas-customers")
        assert {*told} == {company["DbId"], person["DbId"]}
        change_party(profit, company, EmAd="nieuw@voorbeeld.test")
        assert {*await polled(line, "afas-customers")} == {company["DbId"]}
        assert await polled(line, "afas-customers") == {}
    assert [call.method for call in shop.calls] == ["POST", "POST", "PUT"]
    assert "nieuw@voorbeeld.test" in {data["customer"]["email"] for data in shop.books.data("customers")}


async def test_every_order_of_afas_is_told_once(redis_server: EmbeddedRedis, tmp_path: Path, shop: ShopSandbox) -> None:
    orders = demo_orders(datetime.now(UTC))
    async with telling(redis_server, tmp_path, shop, Profit(OrderBooks(orders))) as line, line.worker():
        told = await polled(line, "afas-orders")
        assert await polled(line, "afas-orders") == {}
    written = [number for number, story in told.items() if story.summary.event.state is State.WRITTEN]
    assert len(written) == len(orders) - 1  # one is cancelled
    assert sorted(data["number"] for data in shop.books.data("orders")) == sorted(f"A-{number}" for number in written)
    assert len(shop.calls) == len(written)


async def test_an_order_that_stands_in_accountview_is_told_on_where_the_flow_says_so(
    line: Line, shop: ShopSandbox
) -> None:
    async with line.worker():
        [entered] = await line.ended(await line.accepted(webshop_order("1001"), "into-books"))
        [(number, story)] = (await polled(line, "books-orders")).items()
    assert (entered.summary.number, story.summary.event.state) == (number, State.WRITTEN)
    [data] = shop.books.data("orders")
    assert (data["number"], data["lines"][0]["sku"], data["customer"]["last_name"]) == (
        f"V-{number}",
        "KFM-100",
        "Hendriks",
    )


async def test_an_invoice_of_afas_is_told_and_its_credit_by_the_number_that_it_has_there(
    redis_server: EmbeddedRedis, tmp_path: Path, shop: ShopSandbox
) -> None:
    profit = Profit(OrderBooks(demo_orders(datetime.now(UTC))))
    async with telling(redis_server, tmp_path, shop, profit) as line, line.worker():
        invoice = profit.invoice_order("60005402")
        assert {*await polled(line, "afas-invoices")} == {invoice}
        credit = profit.credit_invoice(invoice)
        assert {*await polled(line, "afas-invoices")} == {credit}
    sold, back = shop.books.data("invoices")
    assert (sold["number"], sold["order_number"]) == (f"A-{invoice}", "A-60005402")
    assert (back["number"], back["credit_of"]) == (f"A-{credit}", "I-1")
    assert {call.json()["type"] for call in shop.calls} == {"invoice"}


async def test_a_worker_that_is_killed_while_it_waits_for_the_answer_leaves_one_order(
    line: Line, shop: ShopSandbox
) -> None:
    shop.behaviour.faults.append(late(timedelta(seconds=15)))
    event = await line.accepted(webshop_order("1001"), "orders")
    async with line.worker_process() as process:

        async def taken() -> bool:
            return bool(shop.calls)

        await eventually(taken, within=100)
        process.kill()
        await process.wait()
    async with line.worker():
        [story] = await line.ended(event, within=60)
    assert (story.summary.event.state, story.summary.number) == (State.WRITTEN, "O-1")
    assert len(shop.books.all("orders")) == 1
    assert len({call.key for call in shop.calls}) == 1


async def test_no_story_and_no_log_holds_a_word_of_the_customer(line: Line, shop: ShopSandbox) -> None:
    async with line.worker():
        [order] = await line.ended(await line.accepted(webshop_order("1001"), "orders"))
        [customer] = await line.ended(await line.accepted(bakery("K-1"), "customers"))
    told = f"{order} {customer} {[dict(call.headers) for call in shop.calls]} {[call.path for call in shop.calls]}"
    for word in ("Hendriks", "noor.hendriks", "Lindelaan", "7311", "Bakkerij", "bakkerij", "Keizersgracht", "Piet"):
        assert word not in told
