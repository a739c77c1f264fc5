"""An order is posted to a system that keeps no debtors: the document itself says who buys what, and goes once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.pipelines.common.one_to_one import pair_of
from mapping.documents.reading import read_order
from relay.line.once.links import Link
from relay.model import Flow, State
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, OrderDesk, customer_of, document
from tests.handlers.pipelines.orders.posted import RECEIVERS, PostedDesk, posting_desk, selling
from tests.handlers.pipelines.suite import PipelineSuite

ORDERS = RECEIVERS["knows keys"][1]
TILL = {"customer": None, "billing_address": None}


class TestPostedOrders(PipelineSuite):
    """The facts that hold for every pipeline."""

    @pytest.fixture
    async def desk(self, desk: OrderDesk) -> AsyncIterator[PostedDesk]:
        async with posting_desk(desk) as posted:
            yield posted


@pytest.fixture
async def posted(desk: OrderDesk) -> AsyncIterator[PostedDesk]:
    async with posting_desk(desk) as opened:
        yield opened


@pytest.mark.parametrize("vendor", ["afas", "accountview", "webhook"])
async def test_what_is_posted_is_the_order_of_the_source_to_the_last_digit(vendor: str, desk: OrderDesk) -> None:
    async with selling(vendor, desk) as seller, posting_desk(desk) as posted:
        posted.source = seller.source
        outcome = await posted.post(seller.document)
        assert outcome.state is State.WRITTEN, outcome
        [call] = posted.shop.calls
        assert (call.method, call.path, call.json()["type"]) == ("POST", "/orders", "order")
        [data] = posted.posted()
        own = seller.order
        changes: dict[str, Any] = {"number": f"S1-{own.number}"}
        if own.customer.code:
            changes["customer"] = own.customer.model_copy(update={"code": f"S1-{own.customer.code}"})
        assert read_order(data, strict=True) == own.model_copy(update=changes)


async def test_money_is_told_as_text_to_its_last_digit(posted: PostedDesk) -> None:
    await posted.post()
    [data] = posted.posted()
    assert [line["unit_price"] for line in data["lines"]] == ["12.50", "0.1234567890123456789"]
    assert data["lines"][0]["quantity"] == "2"


async def test_the_receivers_own_id_is_the_orders_number_from_then_on(posted: PostedDesk) -> None:
    outcome = await posted.post()
    assert outcome.number == "O-1"
    link = await posted.link(posted.order_name())
    assert link is not None
    assert link.number == "O-1"
    assert "posted; the target calls it O-1" in outcome.steps[-2].notes


async def test_a_receiver_that_gives_no_id_knows_the_order_by_its_reference(posted: PostedDesk) -> None:
    posted.seat({"path": "/orders", "repeat": "none"})
    assert (await posted.post()).number == "S1-1001"


@pytest.mark.parametrize(
    "order",
    [
        document(**TILL),
        document(customer=customer_of(company=None, last_name=None, email="no address")),
        document(billing_address={"country": "NL"}),
        document(payment_condition="30 days"),
        document(shipping={"amount": "4.95"}, payment_cost={"amount": "0.40", "vat_rate": "21"}),
        document(discount_percent="10"),
        document(lines=[{"description": "Gift wrapping", "quantity": 1, "unit_price": "2.50"}]),
        document(shipping_address=ELSEWHERE, currency="SEK", language="sv"),
    ],
    ids=["nobody", "no name", "no address", "condition", "costs", "discount", "free text", "elsewhere"],
)
async def test_what_only_books_need_holds_no_order(order: dict[str, Any], posted: PostedDesk) -> None:
    outcome = await posted.post(order)
    assert (outcome.state, len(posted.posted())) == (State.WRITTEN, 1), outcome


async def test_codes_that_settings_choose_stand_in_place_of_the_sources_own(posted: PostedDesk) -> None:
    posted.seat(
        ORDERS,
        payment_method={"table": {"ideal": "bank"}},
        warehouse={"default": "W1", "force": True},
        payment_condition={"table": {"30 days": "net30"}},
    )
    await posted.post(document(payment_method="ideal", warehouse="shelf", payment_condition="30 days"))
    [data] = posted.posted()
    assert (data["payment_method"], data["warehouse"], data["payment_condition"]) == ("bank", "W1", "net30")


async def test_a_value_that_the_settings_have_no_code_for_is_held_and_nothing_is_posted(posted: PostedDesk) -> None:
    posted.seat(ORDERS, payment_method={"table": {"ideal": "bank"}})
    outcome = await posted.post(document(payment_method="giro"))
    assert (outcome.state, posted.shop.calls) == (State.HELD, [])


async def test_a_company_that_is_none_is_told_as_a_person(posted: PostedDesk) -> None:
    await posted.post(document(customer=customer_of(company="n.v.t.")))
    [data] = posted.posted()
    assert "company" not in data["customer"]


async def test_a_credit_names_what_it_credits_as_the_receiver_knows_it(posted: PostedDesk) -> None:
    await posted.post()
    back = [{"sku": "BR-100", "quantity": -1, "unit_price": "12.50"}]
    await posted.post(document(number="1002", credit_of="1001", lines=back))
    await posted.post(document(number="1003", credit_of="900", lines=back))
    assert [data.get("credit_of") for data in posted.posted()] == [None, "O-1", "S1-900"]


async def test_an_invoice_is_posted_where_invoices_go_and_is_called_one(posted: PostedDesk) -> None:
    posted.seat({"path": "/invoices", "id": "id", "repeat": "none"}, entity="invoice")
    outcome = await posted.post(document(number="F-7", order_number="1001"))
    assert outcome.state is State.WRITTEN, outcome
    [call] = posted.shop.calls
    assert (call.path, call.json()["type"], call.json()["data"]["order_number"]) == ("/invoices", "invoice", "S1-1001")


async def test_an_order_and_an_invoice_of_one_number_are_two_documents(posted: PostedDesk) -> None:
    await posted.post()
    posted.seat({"path": "/invoices", "id": "id", "repeat": "none"}, entity="invoice")
    assert (await posted.post()).number == "I-1"
    assert [call.path for call in posted.shop.calls] == ["/orders", "/invoices"]


async def test_rows_may_read_what_the_receiver_calls_a_customer_who_was_posted(posted: PostedDesk) -> None:
    posted.seat(ORDERS, {"to": "no", "from": "reference"}, {"to": "customer_id", "from": "customer_number"})
    flow = Flow("customers", "customer", "shop", "books", None)
    await posted.links.store(pair_of(posted.links, flow, "K-1").name, Link("C-7"))
    await posted.post(document(customer=customer_of(code="K-1")))
    await posted.post(document(number="1002", customer=customer_of(code="K-2")))
    assert posted.posted() == [{"no": "S1-1001", "customer_id": "C-7"}, {"no": "S1-1002"}]


async def test_totals_that_the_lines_do_not_come_to_are_held_as_anywhere(posted: PostedDesk) -> None:
    outcome = await posted.post(document(totals={"excluding_vat": "999.00"}))
    assert (outcome.state, posted.shop.calls) == (State.HELD, []), outcome


async def test_no_path_and_no_header_holds_anything_of_the_customer(posted: PostedDesk) -> None:
    posted.seat(RECEIVERS["replaces"][1])
    order = document(shipping_address=ELSEWHERE, customer_reference="Greetings to Piet")
    await posted.post(order)
    [call] = posted.shop.calls
    outside = f"{call.path} {dict(call.headers)}".casefold()
    personal = read_order(order, strict=True).personal_values()
    assert personal
    assert [value for value in personal if value.casefold() in outside] == []


async def test_an_order_that_was_posted_is_not_posted_again(posted: PostedDesk) -> None:
    await posted.post()
    again = await posted.post()
    assert (again.state, again.number, len(posted.shop.calls)) == (State.SKIPPED, "O-1", 1)


async def test_one_that_changed_since_is_told_and_not_posted_again(posted: PostedDesk) -> None:
    await posted.post()
    outcome = await posted.post(document(remark="Another remark altogether"))
    assert (outcome.state, len(posted.shop.calls)) == (State.SKIPPED, 1)
    assert [problem.path for problem in outcome.problems] == ["remark"]


async def test_a_dry_run_names_the_fields_and_posts_nothing(posted: PostedDesk) -> None:
    outcome = await posted.post(write=False)
    assert outcome.reason.startswith("dry run: would ")
    assert "billing_address" in outcome.reason
    assert (posted.shop.calls, posted.shop.asked) == ([], [])


async def test_a_day_that_settings_choose_is_that_of_acceptance_at_each_try(posted: PostedDesk) -> None:
    posted.seat(ORDERS, order_date="today")
    ticket = await posted.ticket()
    early = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # half past midnight in Amsterdam
    event = replace(ticket.event, accepted_ms=round(early.timestamp() * 1000))
    await posted.again(replace(ticket, event=event))
    [data] = posted.posted()
    assert data["ordered_on"] == "2026-03-30"
