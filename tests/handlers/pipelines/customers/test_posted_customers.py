"""What is told of a customer who is posted, when they are told again, and when nobody is told anything."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from handlers.sandboxes.shop.behaviour import Fault, late, lost
from mapping.documents.reading import read_customer
from relay.model import State
from tests.handlers.pipelines.customers.desk import ELSEWHERE, HOME, anna, company, record
from tests.handlers.pipelines.customers.posted_ways import RECEIVERS, PostingCustomers, posting_customers
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.posted import HORIZON
from tests.handlers.pipelines.suite import PipelineSuite

PIET = {"id": "7", "first_name": "Piet", "last_name": "Dam", "email": "piet@example.com", "is_main": True}
WHOLE = company(
    contacts=[PIET],
    delivery_addresses=[{"id": "1", "address": ELSEWHERE}, {"id": "2", "address": {**ELSEWHERE, "city": ""}}],
    iban="NL91ABNA0417164300",
    mobile=None,
    website="",
)
HOW = RECEIVERS["knows keys"][1]


class TestPostedCustomers(PipelineSuite):
    """The facts that hold for every pipeline."""

    @pytest.fixture
    async def desk(self, desk: OrderDesk) -> AsyncIterator[PostingCustomers]:
        async with posting_customers(desk) as posted:
            yield posted


@pytest.fixture
async def posted(desk: OrderDesk) -> AsyncIterator[PostingCustomers]:
    async with posting_customers(desk) as opened:
        yield opened


async def test_the_whole_customer_is_told_in_the_relays_own_format(posted: PostingCustomers) -> None:
    outcome = await posted.carry(WHOLE)
    assert (outcome.state, outcome.number) == (State.WRITTEN, "C-1"), outcome
    [data] = posted.posted()
    told = read_customer(data, strict=True)
    assert (told.customer.company, told.iban, told.contacts[0].email) == (
        "Bakkerij Van Dam B.V.",
        "NL91ABNA0417164300",
        "piet@example.com",
    )
    assert [place.id for place in told.delivery_addresses] == ["1"]  # no goods can go to the other


async def test_what_the_source_has_empty_is_told_as_that_and_what_it_does_not_say_is_left_out(
    posted: PostingCustomers,
) -> None:
    await posted.carry(record(website="", customer={**anna(), "phone": None}))
    [data] = posted.posted()
    assert (data["website"], data["customer"]["phone"], "iban" in data) == ("", None, False)


async def test_a_stamp_alone_is_no_change_and_costs_no_call(posted: PostingCustomers) -> None:
    await posted.carry(record(updated_at="2026-11-24T10:00:00+01:00"))
    again = await posted.carry(record(updated_at="2026-11-25T10:00:00+01:00"))
    assert (again.state, len(posted.shop.calls)) == (State.WRITTEN, 1)
    assert again.reason.endswith("nothing changed since they were carried")


async def test_a_value_that_goes_back_to_what_it_was_is_told_each_time(posted: PostingCustomers) -> None:
    for phone in ("+31205550100", "+31205550111", "+31205550100"):
        await posted.carry(record(customer=anna(phone=phone)))
    assert [call.json()["data"]["customer"]["phone"][-3:] for call in posted.shop.calls] == ["100", "111", "100"]


async def test_an_address_that_is_also_where_the_bill_goes_is_told_as_the_source_has_it(
    posted: PostingCustomers,
) -> None:
    await posted.carry(record(delivery_addresses=[{"id": "1", "address": HOME}], shipping_address=HOME))
    [data] = posted.posted()
    assert (len(data["delivery_addresses"]), data["shipping_address"]["city"]) == (1, "Amsterdam")


async def test_settings_leave_out_contacts_and_addresses(posted: PostingCustomers) -> None:
    posted.seat(HOW, contacts=False, addresses=False)
    await posted.carry({**WHOLE, "shipping_address": ELSEWHERE})
    [data] = posted.posted()
    assert (data["contacts"], data["delivery_addresses"], data["shipping_address"]) == ([], [], None)


async def test_codes_that_settings_choose_stand_in_place_of_the_sources_own(posted: PostingCustomers) -> None:
    posted.seat(HOW, language={"table": {"nl": "nl-NL"}}, price_list={"default": "web"})
    await posted.carry(record(language="nl", payment_condition="14"))
    [data] = posted.posted()
    assert (data["language"], data["price_list"], data["payment_condition"]) == ("nl-NL", "web", "14")


async def test_numbers_of_the_source_stand_behind_its_prefix(posted: PostingCustomers) -> None:
    posted.seat(RECEIVERS["replaces"][1], prefix="S1-")
    await posted.carry(record())
    [call] = posted.shop.calls
    [data] = posted.posted()
    assert (call.path, data["number"], data["customer"]["code"]) == ("/customers/S1-K-1", "S1-K-1", "S1-K-1")


async def test_no_path_and_no_header_holds_anything_of_them(posted: PostingCustomers) -> None:
    await posted.carry(WHOLE)
    await posted.carry({**WHOLE, "mobile": "+31612345678"})
    outside = " ".join(f"{call.path} {dict(call.headers)}" for call in posted.shop.calls).casefold()
    personal = read_customer(WHOLE, strict=True).customer.model_dump(exclude_none=True).values()
    assert [
        value for value in (*personal, PIET["email"], "0417164300", "Coolsingel") if value.casefold() in outside
    ] == []


@pytest.mark.parametrize(("update", "calls"), [("never", 1), ("always", 2)])
async def test_one_who_is_there_is_changed_or_left_as_the_settings_say(
    update: str, calls: int, posted: PostingCustomers
) -> None:
    posted.seat(HOW, customer={"update": update})
    await posted.carry(record())
    changed = await posted.carry(record(mobile="+31612345678"))
    assert (changed.state, len(posted.shop.calls)) == (State.WRITTEN, calls)


@pytest.mark.parametrize(("on_none", "state"), [("hold", State.HELD), ("skip", State.SKIPPED)])
async def test_a_newcomer_is_held_or_left_out_as_the_settings_say(
    on_none: str, state: State, posted: PostingCustomers
) -> None:
    posted.seat(HOW, customer={"on_none": on_none})
    outcome = await posted.carry()
    assert (outcome.state, posted.shop.calls) == (state, [])


async def test_two_customers_whom_the_receiver_calls_the_same_are_not_both_linked_to_that(
    posted: PostingCustomers,
) -> None:
    await posted.carry()
    posted.shop.behaviour.faults.append(Fault(status=200, body=b'{"id": "C-1"}'))
    other = await posted.carry(record("K-2", customer=anna(email="other@example.com")))
    assert other.state is State.HELD, other
    assert "C-1" in other.reason


async def test_one_who_is_found_by_the_receivers_look_up_is_told_where_they_are(desk: OrderDesk) -> None:
    async with posting_customers(desk, "can be asked") as posted:
        posted.shop.books.add("customers", {"number": "K-1"})
        outcome = await posted.carry()
        assert (outcome.state, outcome.number) == (State.WRITTEN, "C-1"), outcome
        assert [(call.method, call.path) for call in posted.shop.calls] == [("PUT", "/customers/C-1")]


async def test_one_whose_making_nobody_can_tell_of_is_held_and_told_no_second_time(desk: OrderDesk) -> None:
    async with posting_customers(desk, "knows nothing") as posted:
        posted.shop.behaviour.faults.append(lost(carried_out=True))
        assert (await posted.carry()).state is State.UNCONFIRMED
        await posted.pass_horizon()
        held = await posted.carry(record(mobile="+31612345678"))
        assert (held.state, len(posted.shop.calls)) == (State.HELD, 1), held


@pytest.mark.parametrize("receiver", ["knows keys", "replaces", "can be asked"])
@pytest.mark.parametrize("fault", [lost(carried_out=True), late(timedelta(seconds=5))], ids=["lost", "late"])
async def test_a_change_whose_answer_does_not_come_is_told_until_it_stands(
    fault: Fault, receiver: str, desk: OrderDesk
) -> None:
    async with posting_customers(desk, receiver, limit="300ms") as posted:
        await posted.carry()
        posted.shop.behaviour.faults.append(fault)
        ticket = await posted.ticket(record(mobile="+31612345678"))
        outcome = await posted.run(ticket)
        assert outcome.state is State.UNCONFIRMED, outcome
        for _ in range(3):
            if outcome.state is State.UNCONFIRMED:
                await posted.pass_horizon(HORIZON)
                outcome = await posted.run(ticket)
        assert outcome.state is State.WRITTEN, outcome
        [data] = posted.posted()
        assert data["mobile"] == "+31612345678"


@pytest.mark.parametrize(
    "leaves",
    [{"number": "K-1", "gone": True}, {"number": "K-1", "erased": True}, {"number": "K-1", "successor": "K-2"}],
    ids=["gone", "erased", "merged"],
)
async def test_one_who_leaves_is_told_to_a_person_and_nothing_is_posted(
    leaves: dict[str, Any], posted: PostingCustomers
) -> None:
    posted.seat(HOW, on_leave="block")
    await posted.carry()
    left = await posted.carry(leaves)
    assert (left.state, left.number, len(posted.shop.calls)) == (State.WRITTEN, "C-1", 1), left
    assert left.problems


async def test_one_who_is_there_again_is_told_where_they_were(posted: PostingCustomers) -> None:
    await posted.carry()
    await posted.carry({"number": "K-1", "gone": True})
    back = await posted.carry(record(mobile="+31612345678"))
    assert (back.state, back.number, posted.shop.calls[-1].path) == (State.WRITTEN, "C-1", "/customers/C-1"), back


async def test_rows_make_the_body_and_only_what_they_read_is_a_change(posted: PostingCustomers) -> None:
    rows = ({"to": "email", "from": "customer.email"}, {"to": "name.full", "from": "customer.name"})
    posted.seat(HOW, *rows)
    await posted.carry()
    await posted.carry(record(mobile="+31612345678"))
    assert posted.posted() == [{"email": "Anna@example.com", "name": {"full": "Anna de Wit"}}]
    assert len(posted.shop.calls) == 1


async def test_a_whole_object_in_a_row_is_told_as_json(posted: PostingCustomers) -> None:
    posted.seat(HOW, {"to": "address", "from": "billing"}, {"to": "limit", "from": "record.credit_limit"})
    await posted.carry(record(credit_limit="1500.50"))
    [data] = posted.posted()
    assert (data["address"]["city"], str(data["limit"])) == ("Amsterdam", "1500.50")
