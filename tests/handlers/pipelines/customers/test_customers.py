"""Customers do what every pipeline does, and keep one debtor for one customer whatever happens in between."""

from typing import Any

import pytest

from handlers.vendors.mapped_target import dutch_day
from relay.errors import Unconfirmed
from relay.line.actions import LINK
from relay.model import State
from tests.handlers.pipelines.customers.desk import (
    ELSEWHERE,
    CustomerDesk,
    anna,
    company,
    record,
    settings,
)
from tests.handlers.pipelines.orders.fakes import OrderDesk, document
from tests.handlers.pipelines.suite import PipelineSuite
from tests.plain import as_told


class TestCustomers(PipelineSuite):
    """The facts that hold for every pipeline."""

    @pytest.fixture
    def desk(self, customers: CustomerDesk) -> CustomerDesk:
        return customers


async def test_a_new_customer_is_made_once_and_a_change_is_written_to_the_same_debtor(customers: CustomerDesk) -> None:
    made = await customers.carry(record())
    assert (made.state, made.number, made.reason) == (State.WRITTEN, "D1", "debtor D1 created")
    changed = await customers.carry(record(customer=anna(phone="+31205550199")))
    assert (changed.number, changed.reason) == ("D1", "debtor D1: changed PHONE")
    assert [one.fields["PHONE"] for one in customers.target.debtors] == ["+31205550199"]
    assert customers.target.started == [dutch_day()], "the day of acceptance in the books, just now"


async def test_an_unchanged_customer_costs_no_call(customers: CustomerDesk) -> None:
    await customers.carry(company(shipping_address=ELSEWHERE))
    customers.target.calls.clear()
    same = await customers.carry(company(shipping_address=ELSEWHERE))
    assert (same.state, same.reason) == (State.WRITTEN, "debtor D1: nothing changed since they were carried")
    assert customers.target.calls == {}


async def test_a_customer_whose_answer_was_lost_is_found_and_not_made_twice(customers: CustomerDesk) -> None:
    customers.target.answer_lost["create_debtor"] = Unconfirmed(as_told("no answer in time"))
    assert (await customers.carry(record())).state is State.UNCONFIRMED
    again = await customers.carry(record())
    assert (again.state, again.number) == (State.WRITTEN, "D1")
    assert customers.target.calls["create_debtor"] == 1


async def test_one_without_any_mark_is_known_by_their_number_alone(customers: CustomerDesk) -> None:
    nobody = record(customer={"last_name": "Wit"})
    assert (await customers.carry(nobody)).number == "D1"
    changed = await customers.carry(record(customer={"last_name": "Wit", "phone": "1234567"}))
    assert changed.reason == "debtor D1: changed PHONE"
    assert len(customers.target.debtors) == 1


async def test_an_order_of_the_customer_goes_on_the_debtor_that_the_record_made(
    customers: CustomerDesk, desk: OrderDesk
) -> None:
    await customers.carry(record())
    order = await desk.carry(document(customer=anna()))
    assert (order.state, [one.debtor for one in desk.target.orders]) == (State.WRITTEN, ["D1"])
    assert len(customers.target.debtors) == 1


async def test_a_customer_whom_an_order_made_is_the_one_whose_record_comes_later(
    customers: CustomerDesk, desk: OrderDesk
) -> None:
    await desk.carry(document(customer=anna()))
    carried = await customers.carry(record(customer=anna(phone="1234567")))
    assert (carried.number, carried.steps[5].notes) == ("D1", ("debtor D1 found by earlier orders",))
    assert customers.target.debtor("D1").fields["PHONE"] == "1234567"
    moved = await customers.carry(record(customer=anna(phone="1234567", email="anna@example.net")))
    assert moved.reason == "debtor D1: changed EMAIL"


async def test_a_new_email_address_goes_to_the_debtor_who_is_linked_and_not_to_a_second(
    customers: CustomerDesk,
) -> None:
    await customers.carry(record())
    changed = await customers.carry(record(customer=anna(email="new@example.com")))
    assert (changed.number, changed.reason) == ("D1", "debtor D1: changed EMAIL")
    assert len(customers.target.debtors) == 1


async def test_nobody_is_made_anew_whom_the_target_shows_no_longer(customers: CustomerDesk) -> None:
    await customers.carry(record())
    customers.target.debtors.clear()
    gone = await customers.carry(record(customer=anna(phone="1234567")))
    assert (gone.state, gone.problems[0].rule) == (State.HELD, "target_gone")
    assert customers.target.debtors == []


async def test_two_runs_of_one_new_customer_and_an_order_of_theirs_make_one_debtor(
    customers: CustomerDesk, desk: OrderDesk
) -> None:
    await customers.carry(record())
    taken = await customers.carry(record("K-2"))
    assert (taken.state, taken.problems[0].rule) == (State.HELD, "shared_target")
    assert "K-1" in taken.reason
    assert len(customers.target.debtors) == 1
    await desk.carry(document(customer=anna()))
    assert len(customers.target.debtors) == 1


async def test_several_who_share_an_address_get_debtors_of_their_own_where_the_settings_say_so(
    customers: CustomerDesk,
) -> None:
    customers.settings = settings(customer={"on_shared": "create"})
    numbers = [(await customers.carry(record(f"K-{place}"))).number for place in range(3)]
    assert numbers == ["D1", "D2", "D3"]
    await customers.carry(record("K-1", customer=anna(phone="1234567")))
    assert [one.fields["PHONE"] for one in customers.target.debtors] == [None, "1234567", None]


async def test_the_email_address_of_another_debtor_holds_the_change(customers: CustomerDesk) -> None:
    await customers.carry(record())
    customers.target.add("10013", EMAIL="info@example.com", NAME="Voorbeeld B.V.", is_company=True)
    held = await customers.carry(record(customer=anna(email="info@example.com", phone="1234567")))
    assert (held.state, held.problems[0].path) == (State.HELD, "customer.email")
    assert "10013" in held.reason
    assert customers.target.calls["update_debtor"] == 0


async def test_a_person_who_becomes_a_company_is_held_and_goes_on_as_a_person_says(customers: CustomerDesk) -> None:
    await customers.carry(record())
    grown = record(customer=anna(company="Boerderij De Wit"))
    held = await customers.carry(grown)
    assert (held.state, held.problems[0].path) == (State.HELD, "customer.company")
    assert customers.target.debtor("D1").fields["NAME"] == "Anna de Wit"
    back = await customers.carry(record())
    assert back.reason == "debtor D1: nothing changed since they were carried"


async def test_a_target_that_knows_no_kinds_is_told_by_what_the_relay_remembers(customers: CustomerDesk) -> None:
    customers.target.told_apart = False
    await customers.carry(record())
    held = await customers.carry(record(customer=anna(company="Boerderij De Wit")))
    assert held.state is State.HELD


async def test_settings_that_carry_some_only_leave_the_others_out_and_tell_of_one_who_leaves(
    customers: CustomerDesk,
) -> None:
    customers.settings = settings(carry="persons", countries=["NL"])
    left_out = await customers.carry(company())
    assert (left_out.state, left_out.reason) == (State.SKIPPED, "a company: settings.carry says persons")
    await customers.carry(record())
    away = record(billing_address={**ELSEWHERE, "country": "BE", "postcode": "2000"})
    left = await customers.carry(away)
    assert (left.state, left.number, len(left.problems)) == (State.WRITTEN, "D1", 1)
    assert (await customers.carry(away)).state is State.SKIPPED
    back = await customers.carry(record(customer=anna(phone="1234567")))
    assert back.reason == "debtor D1: changed PHONE"


@pytest.mark.parametrize(
    ("changes", "on_none", "state", "reason"),
    [
        ({}, "hold", State.HELD, "no debtor has the customer's e-mail address; make them"),
        ({}, "skip", State.SKIPPED, "no debtor has the customer's e-mail address: left out"),
        ({"customer": {"email": "x@example.com"}}, "create", State.HELD, "no debtor can be made of the customer"),
        ({"billing_address": {"country": "NL"}}, "create", State.HELD, "no debtor can be made of the customer"),
    ],
)
async def test_one_whom_nobody_is_becomes_what_the_settings_say(
    changes: dict[str, Any], on_none: str, state: State, reason: str, customers: CustomerDesk
) -> None:
    customers.settings = settings(customer={"on_none": on_none})
    outcome = await customers.carry(record(**changes))
    assert (outcome.state, outcome.reason.startswith(reason)) == (state, True), outcome.reason
    assert customers.target.debtors == []


async def test_two_debtors_with_one_mark_hold_the_customer(customers: CustomerDesk) -> None:
    for number in ("10001", "10002"):
        customers.target.add(number, EMAIL="anna@example.com", NAME="Anna de Wit")
    held = await customers.carry(record())
    assert (held.state, "10001" in held.reason, "10002" in held.reason) == (State.HELD, True, True)


async def test_a_customer_whom_a_person_links_is_that_debtor_and_stays_of_their_kind(customers: CustomerDesk) -> None:
    customers.target.add("10050", NAME="Boerderij De Wit", is_company=True)
    await customers.carry(record(customer=anna(email=None)))
    link = customers.pipeline.bind(customers.services).actions.get(LINK)
    assert link is not None
    assert str(await link(customers.flow, record(), "10050")) == "K-1 is 10050 from now on"
    carried = await customers.carry(record(customer=anna(phone="1234567")))
    assert (carried.number, customers.target.debtor("10050").fields["PHONE"]) == ("10050", "1234567")
    assert customers.target.debtor("10050").fields["NAME"] == "Boerderij De Wit"
