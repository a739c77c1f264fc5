"""What users of such connectors complained about, each complaint as a fact: lessons of the domain notes.

The lessons are numbered as there: customers that are doubled or mixed up, addresses that block orders, guests.
"""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.party import link_customer
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.settings import CustomerMatching, DefaultDebtor
from relay.errors import Hold, Unconfirmed
from relay.model import Outcome, State
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, OrderDesk, document
from tests.handlers.pipelines.orders.people import debtor, order_of, people
from tests.plain import as_told

ANNA = "anna@example.com"


async def carry_at_once(desk: OrderDesk, *orders: dict[str, Any]) -> list[Outcome]:
    tickets = [await desk.ticket(order=order) for order in orders]
    pipeline = PIPELINE.bind(desk.services)
    return await asyncio.gather(*(pipeline.run(ticket) for ticket in tickets))


async def test_lesson_1_guests_who_come_again_are_one_debtor_by_the_anchors_that_are_chosen(desk: OrderDesk) -> None:
    target = people(desk)
    desk.settings = OrderSettings(customer=CustomerMatching(match=("link", "email", "name_and_address")))
    for number, email in enumerate((ANNA, ANNA.upper(), "anna.dewit@example.com", None)):
        assert (await desk.carry(order_of(str(number), code=None, email=email))).state is State.WRITTEN
    assert [(stands.number, stands.name) for stands in target.debtors] == [("D1", "Anna de Wit")]


async def test_lesson_1_by_e_mail_alone_another_address_is_another_guest(desk: OrderDesk) -> None:
    target = people(desk)
    desk.settings = OrderSettings(customer=CustomerMatching(match=("link", "email")))
    for number, email in enumerate((ANNA, "anna.dewit@example.com")):
        await desk.carry(order_of(str(number), email=email))
    assert len(target.debtors) == 2


async def test_lesson_2_a_new_address_is_no_new_customer_and_blocks_no_order(desk: OrderDesk) -> None:
    target = people(desk)
    homes = (document()["billing_address"], ELSEWHERE, {**ELSEWHERE, "number": "41"})
    for number, home in enumerate(homes):
        assert (await desk.carry({**order_of(str(number)), "billing_address": home})).state is State.WRITTEN
    assert len(target.debtors) == 1
    assert target.debtors[0].fields["STREET"] == "Keizersgracht 12"


async def test_lesson_2_a_delivery_address_that_is_refused_blocks_its_own_order_only(desk: OrderDesk) -> None:
    target = people(desk)
    target.failing["create_address"] = Hold(as_told("the target refused the address: postcode"))
    assert (await desk.carry({**order_of("1"), "shipping_address": ELSEWHERE})).state is State.HELD
    assert (await desk.carry(order_of("2"))).state is State.WRITTEN


async def test_lesson_3_thirty_guest_orders_with_one_address_at_once_make_one_debtor(desk: OrderDesk) -> None:
    target = people(desk)
    outcomes = await carry_at_once(desk, *(order_of(str(number)) for number in range(30)))
    assert len(target.debtors) == 1
    assert {outcome.state for outcome in outcomes} <= {State.WRITTEN, State.RETRYING}
    assert [outcome for outcome in outcomes if outcome.state is State.RETRYING and outcome.burns_try] == []


async def test_lesson_3_two_flows_with_one_new_customer_at_once_make_one_debtor(desk: OrderDesk) -> None:
    target = people(desk)
    company = {"company": "De Wit B.V.", "vat_number": "NL850123456B01"}
    tickets = [await desk.ticket(order=order_of(str(number), **company)) for number in range(10)]
    other = OrderSettings(customer=CustomerMatching(match=("vat_number", "email", "link"), update="always"))
    flow = replace(tickets[0].flow, name="erp-orders", source="erp", settings=other, reference_prefix="S2-")
    mixed = [replace(ticket, flow=flow) if place % 2 else ticket for place, ticket in enumerate(tickets)]
    pipeline = PIPELINE.bind(desk.services)
    await asyncio.gather(*(pipeline.run(ticket) for ticket in mixed))
    assert len(target.debtors) == 1
    assert len(target.orders) > 1


async def test_lesson_3_two_flows_that_know_him_by_other_marks_make_one_debtor_at_once(desk: OrderDesk) -> None:
    target = people(desk)
    company = {"company": "De Wit B.V.", "vat_number": "NL850123456B01"}
    tickets = [await desk.ticket(order=order_of(str(number), **company)) for number in range(2)]
    chains = [OrderSettings(customer=CustomerMatching(match=("link", mark))) for mark in ("email", "vat_number")]
    mixed = [
        replace(ticket, flow=replace(ticket.flow, settings=chain))
        for ticket, chain in zip(tickets, chains, strict=True)
    ]
    pipeline = PIPELINE.bind(desk.services)
    outcomes = await asyncio.gather(*(pipeline.run(ticket) for ticket in mixed))
    assert len(target.debtors) == 1
    assert {outcome.state for outcome in outcomes} <= {State.WRITTEN, State.RETRYING}


async def test_lesson_3_a_debtor_whom_another_flow_may_still_make_under_another_mark_is_waited_for(
    desk: OrderDesk,
) -> None:
    target = people(desk)
    company = {"company": "De Wit B.V.", "vat_number": "NL850123456B01"}
    desk.settings = OrderSettings(customer=CustomerMatching(match=("link", "email")))
    target.failing["create_debtor"] = Unconfirmed(as_told("no answer"))
    assert (await desk.carry(order_of("1", **company))).state is State.UNCONFIRMED
    del target.failing["create_debtor"]
    desk.settings = OrderSettings(customer=CustomerMatching(match=("link", "vat_number")))
    assert (await desk.carry(order_of("2", **company))).state is State.UNCONFIRMED
    assert target.debtors == []
    await desk.age_intent(desk.debtor_name(ANNA), target.horizon)
    assert (await desk.carry(order_of("2", **company))).state is State.WRITTEN


async def test_lesson_3_orders_that_share_only_their_vat_number_make_one_debtor_at_once(desk: OrderDesk) -> None:
    target = people(desk)
    company = {"company": "De Wit B.V.", "vat_number": "NL 8501.23.456.B01"}
    orders = [order_of(str(number), **company, email=f"desk{number}@example.com") for number in range(6)]
    outcomes = await carry_at_once(desk, *orders)
    assert len(target.debtors) == 1
    assert {outcome.state for outcome in outcomes} <= {State.WRITTEN, State.RETRYING}


@pytest.mark.parametrize(
    "other", ["anna@example.com.test", "joanna@example.com", "anna@example.co", "anna@exam-ple.com"]
)
async def test_lesson_4_an_unquoted_search_that_finds_another_customer_is_not_believed(
    other: str, desk: OrderDesk
) -> None:
    target = people(desk, debtor("10040", other), searches_wide=True)
    await desk.carry(order_of())
    assert [order.debtor for order in target.orders] == ["D2"]
    assert target.calls["update_debtor"] == 0


async def test_lesson_5_a_customer_chosen_by_hand_is_not_overwritten_by_what_is_mapped(desk: OrderDesk) -> None:
    target = people(desk, debtor("10023"), debtor("10040", ANNA))
    ticket = await desk.ticket(order=order_of())
    await link_customer(ticket.flow, ticket.document, "10023", desk.source, desk.target, desk.links, desk.locks)
    desk.settings = OrderSettings(customer=CustomerMatching(match=("email", "link"), update="always"))
    for number in ("1", "2"):
        await desk.carry(order_of(number, phone=f"+3120555019{number}"))
    assert [order.debtor for order in target.orders] == ["10023", "10023"]


async def test_lesson_6_an_order_is_never_written_on_an_empty_debtor(desk: OrderDesk) -> None:
    target = people(desk)
    outcome = await desk.carry(order_of(email=None))
    assert (outcome.state, target.written()) == (State.HELD, 0)
    assert outcome.reason.endswith("the flow has no default debtor; set settings.default_debtor.value")
    desk.settings = OrderSettings(default_debtor=DefaultDebtor(value="10000"))
    assert (await desk.carry(order_of(email=None))).state is State.WRITTEN
    assert [order.debtor for order in target.orders] == ["10000"]


async def test_lesson_7_a_guest_order_is_carried_as_any_other(desk: OrderDesk) -> None:
    target = people(desk)
    outcome = await desk.carry(order_of(code=None, first_name=None, infix=None))
    assert (outcome.state, target.debtors[0].name, target.debtors[0].email) == (State.WRITTEN, "Wit", ANNA)


async def test_lesson_27_a_customer_who_is_held_stops_nobody_else(desk: OrderDesk) -> None:
    people(desk, debtor("10040", ANNA), debtor("10041", ANNA))
    outcomes = await carry_at_once(desk, order_of("1"), order_of("2", email="ben@example.com"), order_of("3"))
    assert [outcome.state for outcome in outcomes] == [State.HELD, State.WRITTEN, State.HELD]


async def test_lesson_29_which_order_of_a_customer_comes_first_makes_no_difference(desk: OrderDesk) -> None:
    company = {"company": "De Wit B.V.", "vat_number": "NL850123456B01"}
    for orders in (
        (order_of("1", **company), order_of("2")),
        (order_of("3", email="b@example.com"), order_of("4", **{**company, "email": "b@example.com"})),
    ):
        desk.target = people(desk)
        for order in orders:
            assert (await desk.carry(order)).state is State.WRITTEN
        assert len(desk.target.debtors) == 1
