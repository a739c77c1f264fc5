"""One order from the door to AccountView's books, over real Redis and real HTTP, and what happens on the way."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from handlers.sandboxes.accountview.faults import Fault
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.demonstration.accountview_books import bare_books, demo_books
from handlers.sandboxes.demonstration.afas_books import demo_orders
from relay.demo.embedded import EmbeddedRedis
from relay.model import State
from tests.line.household import Line, open_line, webshop_order


async def test_a_posted_order_stands_in_the_books_with_its_customer_lines_and_reference(line: Line) -> None:
    async with line.worker():
        [story] = await line.ended(await line.accepted(webshop_order("1")))
    [order], [debtor] = line.books.orders, line.books.debtors
    assert story.summary.event.state is State.WRITTEN
    assert story.summary.number == order["ORD_NR"]
    assert (order["COMMENT1"], order["RPL_INV"]) == ("W-1", debtor["SUB_NR"])
    assert order["ORD_DATE"].startswith("2026-11-23")
    assert [(row["ART_CODE"], row["ORD_QTY"], row["ART_PX"]) for row in order["SO_LINE"]] == [
        ("KFM-100", Decimal(2), Decimal("8.26"))
    ]
    assert (debtor["ACCT_NAME"], debtor["MAIL_BUS"]) == ("Noor Hendriks", "noor.hendriks@example.com")
    assert (debtor["ST_STREET"], debtor["ST_NR"], debtor["POST_CODE"]) == ("Lindelaan", "5", "7311 XS")
    assert (debtor["CITY"], debtor["CNT_CODE"]) == ("Apeldoorn", "NL")


async def test_the_same_webhook_twice_gives_one_order(line: Line) -> None:
    first = await line.accepted(webshop_order("1"))
    status, again = await line.post(webshop_order("1"))
    assert (status, again) == (202, {"event": first, "duplicate": True})
    async with line.worker():
        await line.ended(first)
    assert len(line.books.orders) == 1


async def test_a_repeated_delivery_is_answered_as_the_first_one_was(line: Line) -> None:
    key = {"Idempotency-Key": "delivery-1"}
    first = await line.post(webshop_order("1"), **key)
    async with line.session.post(f"{line.intake}/hooks/shop-orders", json=webshop_order("1"), headers=key) as answer:
        assert answer.headers["Idempotent-Replayed"] == "true"
        assert (await answer.json())["event"] == first[1]["event"]
    status, refusal = await line.post(webshop_order("2"), **key)
    assert (status, refusal["status"]) == (422, 422)


async def test_an_order_that_is_in_accountview_already_is_skipped_with_its_number(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    books = demo_books(reference_prefix="A-")
    [existing] = books.orders
    async with open_line(
        redis_server, tmp_path, books=books, orders=OrderBooks(demo_orders(datetime.now(UTC)))
    ) as line:
        await line.program.poll("afas-orders", begin_anywhere=False)
        async with line.worker():
            page = await line.activity.page(flow="afas-orders")
            stories = await line.ended(*(summary.event.id for summary in page.events))
    found = {story.summary.event.reference: story.summary for story in stories}
    assert (found["60005406"].event.state, found["60005406"].number) == (State.SKIPPED, existing["ORD_NR"])
    assert [order["COMMENT1"] for order in books.orders].count("A-60005406") == 1


async def test_two_orders_of_one_new_customer_at_the_same_moment_make_one_debtor(line: Line) -> None:
    events = await asyncio.gather(*(line.accepted(webshop_order(str(n))) for n in range(8)))
    async with line.worker(), line.worker():
        stories = await line.ended(*events)
    assert {story.summary.event.state for story in stories} == {State.WRITTEN}
    assert len(line.books.debtors) == 1
    assert len(line.books.orders) == 8
    assert line.books.calls["POST", "AR1"] == 1


async def test_two_orders_with_one_vat_number_and_different_addresses_make_one_debtor(line: Line) -> None:
    def order(number: str, email: str) -> dict[str, Any]:
        buyer = {"company": "Studio Façade VOF", "email": email, "vat_number": "NL 0012.34.567.B01"}
        return webshop_order(number, customer=buyer)

    orders = [order("1", "boekhouding@studio.example.com"), order("2", "ilse@studio.example.com")]
    events = await asyncio.gather(*(line.accepted(document) for document in orders))
    async with line.worker(), line.worker():
        stories = await line.ended(*events)
    assert {story.summary.event.state for story in stories} == {State.WRITTEN}
    assert len(line.books.debtors) == 1
    assert {order["RPL_INV"] for order in line.books.orders} == {line.books.debtors[0]["SUB_NR"]}


async def test_two_sources_with_the_same_order_number_give_two_orders(line: Line) -> None:
    events = [await line.accepted(webshop_order("7"), flow) for flow in ("shop-orders", "till-orders")]
    async with line.worker():
        await line.ended(*events)
    assert sorted(order["COMMENT1"] for order in line.books.orders) == ["T-7", "W-7"]


async def test_the_amount_of_an_exact_price_arrives_to_the_cent_though_the_column_has_four_decimals(line: Line) -> None:
    exact = "0.1234567890123456789"
    body = webshop_order("1", lines=[{"sku": "ZUP-310", "quantity": 5000, "unit_price": exact, "vat_rate": 21}])
    async with line.worker():
        await line.ended(await line.accepted(body))
    rows = line.books.orders[0]["SO_LINE"]
    assert sum(row["ORD_QTY"] for row in rows) == 5000
    assert round(sum(row["ORD_QTY"] * row["ART_PX"] for row in rows), 2) == round(5000 * Decimal(exact), 2)
    assert {row["ART_PX"] for row in rows} == {Decimal("0.1234"), Decimal("0.1235")}


async def test_an_order_with_a_missing_article_is_held_and_makes_no_order(line: Line) -> None:
    body = webshop_order("1", lines=[{"sku": "NIEUW-001", "quantity": 1, "unit_price": "1.00", "vat_rate": 21}])
    async with line.worker():
        [story] = await line.ended(await line.accepted(body))
    assert story.summary.event.state is State.HELD
    assert "NIEUW-001" in story.summary.reason
    assert story.runs[-1]["problems"][0].path == "lines[0].sku"
    assert line.books.orders == []


async def test_an_order_that_does_not_fit_accountview_is_held_before_anything_is_written(line: Line) -> None:
    customer = {"last_name": "Hendriks", "email": f"{'n' * 50}@example.com"}
    async with line.worker():
        [story] = await line.ended(await line.accepted(webshop_order("1", customer=customer)))
    assert story.summary.event.state is State.HELD
    problems = story.runs[-1]["problems"]
    assert any(problem.path.endswith("customer.email") and problem.remedy for problem in problems)
    assert (line.books.orders, line.books.debtors) == ([], [])


async def test_a_dry_run_writes_nothing_and_tells_what_it_would_have_written(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    async with open_line(redis_server, tmp_path) as line:
        flow = line.program.flows["shop-orders"]
        object.__setattr__(flow.flow, "write", False)
        line.books.put(
            "CONTACT", {"MAIL_BUS": "noor.hendriks@example.com", "ACCT_NAME": "N. Hendriks", "SRC_CODE": "H"}
        )
        async with line.worker():
            [story] = await line.ended(await line.accepted(webshop_order("1")))
    assert story.summary.event.state is State.SKIPPED
    assert "would write the order for debtor 10001 (SO_HDR: COMMENT1, " in story.summary.reason
    assert line.books.orders == []
    assert line.books.calls["PUT", "AR1"] == 0


async def test_transient_errors_of_the_target_are_tried_again_until_the_order_is_written(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    quick = {"retry": {"first": "50ms", "most": "100ms", "tries": 20}}
    async with open_line(redis_server, tmp_path, changes=quick) as line:
        line.accountview.faults.next(Fault.IN_USE, 3)
        async with line.worker():
            [story] = await line.ended(await line.accepted(webshop_order("1")))
    assert story.summary.event.state is State.WRITTEN
    assert story.summary.event.runs == 4
    assert len(line.books.orders) == 1


async def test_a_write_that_was_stored_without_an_answer_is_found_and_not_repeated(
    redis_server: EmbeddedRedis, tmp_path: Path
) -> None:
    for fault in (Fault.STORE_THEN_DROP, Fault.STORE_THEN_BAD_GATEWAY):
        books = bare_books()
        async with open_line(redis_server, tmp_path, books=books) as line:
            line.accountview.faults.next(fault, business_object="SO1")
            line.accountview.faults.next(fault, business_object="AR1")
            async with line.worker():
                [story] = await line.ended(await line.accepted(webshop_order("1")))
        assert story.summary.event.state is State.WRITTEN
        assert (len(books.orders), len(books.debtors)) == (1, 1)
        assert story.summary.number == books.orders[0]["ORD_NR"]
