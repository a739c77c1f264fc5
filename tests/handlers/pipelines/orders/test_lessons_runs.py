"""What users of such connectors complained about, each complaint as a fact: lessons of the domain notes.

The lessons are numbered as there: orders that are refused, skipped, come late, come twice or change.
"""

import asyncio
from itertools import permutations
from typing import Any

import pytest

from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.settings import OrderSettings
from mapping.problems import Problem
from relay.errors import Hold, Permanent, Transient, Unconfirmed
from relay.model import State
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, EMAIL, OrderDesk, customer_of, document
from tests.plain import as_told


@pytest.mark.parametrize(
    ("settings", "order", "path"),
    [
        ({"vat_codes": {"vat_code": {"table": {"21": "1"}}}}, {}, "lines[0].vat_rate"),
        ({"shipping_method": {"table": {"express": "EXP"}}}, {"shipping_method": "pigeon"}, "shipping_method"),
    ],
)
async def test_lesson_13_a_tax_or_shipping_name_without_a_row_is_told_and_goes_with_a_default(
    settings: dict[str, Any], order: dict[str, Any], path: str, desk: OrderDesk
) -> None:
    lines = [{"sku": "BR-100", "quantity": 1, "unit_price": 1, "vat_rate": 17}]
    desk.settings = OrderSettings.model_validate(settings)
    held = await desk.carry(document(lines=lines, **order))
    assert (held.state, desk.written()) == (State.HELD, 0)
    assert [(problem.path, "row" in problem.remedy) for problem in held.problems] == [(path, True)]
    spare = {"default": "STD", "unmapped": "default"}
    name = next(iter(settings))
    table = {"vat_code": settings[name]["vat_code"] | spare} if name == "vat_codes" else settings[name] | spare
    desk.settings = OrderSettings.model_validate({name: table})
    assert (await desk.carry(document(lines=lines, **order))).state is State.WRITTEN


async def test_lesson_21_what_the_target_refuses_for_good_is_not_tried_again(desk: OrderDesk) -> None:
    for refusal, state in (
        (Hold(as_told("too long")), State.HELD),
        (Permanent(as_told("no such table")), State.FAILED),
    ):
        desk.target.failing["create_order"] = refusal
        outcome = await desk.carry()
        assert (outcome.state, outcome.after, outcome.burns_try) == (state, None, False)


async def test_lesson_21_what_would_be_refused_is_told_before_anything_is_written(desk: OrderDesk) -> None:
    desk.target.problems.append(
        Problem("customer_reference", as_told("longer than 35 characters"), as_told("shorten it"))
    )
    outcome = await desk.carry()
    assert (outcome.state, desk.written()) == (State.HELD, 0)
    assert outcome.problems[0].remedy == "shorten it"


@pytest.mark.parametrize(
    ("settings", "changes", "told"),
    [
        ({"statuses": ["paid"]}, {"status": "pending"}, "the flow carries orders that are paid; this one is pending"),
        ({"statuses": ["paid"]}, {}, "the flow carries orders that are paid; this one is in no state"),
        ({}, {"status": "Cancelled"}, "the order is Cancelled at the source"),
    ],
)
async def test_lesson_25_an_order_that_is_skipped_says_why(
    settings: dict[str, Any], changes: dict[str, Any], told: str, desk: OrderDesk
) -> None:
    desk.settings = OrderSettings.model_validate(settings)
    outcome = await desk.carry(document(**changes))
    assert (outcome.state, outcome.reason, desk.target.calls.total()) == (State.SKIPPED, told, 0)


async def test_lesson_25_a_payment_method_without_a_code_holds_the_order_and_is_never_done(desk: OrderDesk) -> None:
    desk.settings = OrderSettings.model_validate({"payment_method": {"table": {"ideal": "ID"}}})
    outcome = await desk.carry(document(payment_method="afterpay"))
    assert (outcome.state, desk.written()) == (State.HELD, 0)
    assert "add a row to settings.payment_method.table" in outcome.reason


async def test_lesson_27_one_order_with_a_deleted_product_does_not_stop_the_rest(desk: OrderDesk) -> None:
    gone = [{"sku": "GONE", "quantity": 1, "unit_price": 1}]
    orders = [document(number="1"), document(number="2", lines=gone), document(number="3")]
    tickets = [await desk.ticket(order=order) for order in orders]
    pipeline = PIPELINE.bind(desk.services)
    outcomes = await asyncio.gather(*(pipeline.run(ticket) for ticket in tickets))
    assert [outcome.state for outcome in outcomes] == [State.WRITTEN, State.HELD, State.WRITTEN]
    assert {order.reference for order in desk.target.orders} == {"S1-1", "S1-3"}


@pytest.mark.parametrize("states", list(permutations(("pending", "paid", "completed"))))
async def test_lesson_29_an_order_is_written_once_in_whatever_order_its_states_come(
    states: tuple[str, ...], desk: OrderDesk
) -> None:
    desk.settings = OrderSettings(statuses=("paid", "completed"))
    outcomes = [await desk.carry(document(status=status)) for status in states]
    assert [outcome.state for outcome in outcomes].count(State.WRITTEN) == 1
    assert [order.reference for order in desk.target.orders] == ["S1-1001"]


@pytest.mark.parametrize("call", ["create_debtor", "create_address", "create_order"])
@pytest.mark.parametrize("lost", [False, True])
async def test_lesson_30_a_failure_in_between_leaves_nothing_half_and_nothing_twice(
    call: str, *, lost: bool, desk: OrderDesk
) -> None:
    order = document(shipping_address=ELSEWHERE)
    if lost:
        desk.target.answer_lost[call] = Unconfirmed(as_told("no answer in time"))
    else:
        desk.target.failing[call] = Transient(as_told("away"))
    assert (await desk.carry(order)).state in {State.RETRYING, State.UNCONFIRMED}
    desk.target.failing.clear()
    assert (await desk.carry(order)).state is State.WRITTEN
    target = desk.target
    assert (len(target.debtors), len(target.addresses), len(target.orders)) == (1, 1, 1)


async def test_lesson_31_an_order_that_only_shows_what_became_of_it_is_not_sent_again(desk: OrderDesk) -> None:
    await desk.carry(document(status="paid", updated_at="2026-11-24T10:00:00+01:00"))
    desk.target.calls.clear()
    echoed = document(status="sent to the books", updated_at="2026-11-24T10:05:00+01:00")
    outcome = await desk.carry(echoed)
    assert (outcome.state, outcome.reason, outcome.problems) == (State.SKIPPED, "carried before", ())
    assert desk.target.calls.total() == 0


async def test_lesson_31_a_held_order_that_comes_again_keeps_its_reason(desk: OrderDesk) -> None:
    desk.target.articles.remove("BR-200")
    first = await desk.carry(document(status="paid"))
    again = await desk.carry(document(status="held by the relay"))
    assert first.reason == again.reason == "not in the target: BR-200"


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"lines": [{"sku": "BR-100", "quantity": 3, "unit_price": "12.50"}]}, ["lines[0]", "lines[1]"]),
        ({"shipping_address": ELSEWHERE}, ["shipping_address"]),
        ({"customer": customer_of(phone="+31205550199")}, ["customer"]),
        ({"status": "cancelled"}, ["status"]),
    ],
)
async def test_lesson_32_a_change_after_sending_is_told_field_by_field_and_never_written(
    change: dict[str, Any], fields: list[str], desk: OrderDesk
) -> None:
    await desk.carry()
    written = desk.written()
    outcome = await desk.carry(document(**change))
    assert (outcome.state, outcome.number, desk.written()) == (State.SKIPPED, "SO1", written)
    assert outcome.reason.startswith("changed_after_send: order SO1 was sent before")
    assert [problem.path for problem in outcome.problems] == fields
    told = [outcome.reason, *(str(problem) for problem in outcome.problems)]
    assert all(secret not in text for text in told for secret in ("Coolsingel", "0199", EMAIL))


async def test_lesson_37_a_dry_run_touches_no_live_data(desk: OrderDesk) -> None:
    outcome = await desk.carry(write=False)
    assert outcome.reason.startswith("dry run: would make a debtor")
    assert (desk.written(), desk.target.orders, desk.target.debtors) == (0, [], [])


async def test_lesson_37_an_article_is_matched_by_its_code_and_never_by_its_name(desk: OrderDesk) -> None:
    named = [{"sku": "BR-999", "description": "BR-100", "quantity": 1, "unit_price": 1}]
    assert (await desk.carry(document(number="1", lines=named))).reason == "not in the target: BR-999"
    coded = [{"sku": "BR-100", "description": "Another name", "quantity": 1, "unit_price": 1}]
    assert (await desk.carry(document(number="2", lines=coded))).state is State.WRITTEN
