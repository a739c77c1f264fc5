"""An order over all steps: what becomes of it, how often the target is called, and what happens at the same time."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from handlers.contracts.debtors import FoundDebtor
from handlers.contracts.orders import FoundOrder
from handlers.pipelines import PIPELINES
from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.settings import OrderSettings
from relay.errors import Hold, Permanent, Transient, Unconfirmed
from relay.model import State
from tests.handlers.pipelines.orders.fakes import EMAIL, OrderDesk, customer_of, document
from tests.handlers.pipelines.suite import PipelineSuite
from tests.plain import as_told


class TestOrders(PipelineSuite):
    """Orders do what every pipeline must."""


def test_orders_are_found_under_their_entity() -> None:
    assert PIPELINES["order"] is PIPELINE


def test_the_steps_stand_in_the_order_in_which_people_are_told_of_them() -> None:
    assert [step.__name__ for step in PIPELINE.steps] == [
        *("validate", "wanted", "vat_number", "complete", "exists", "fits", "customer", "products", "replacements"),
        *("delivery", "map_order", "dry_run", "make_customer", "make_articles", "make_address", "write", "confirm"),
        "compare",
    ]


async def test_a_new_order_of_a_new_customer_is_written_with_exact_numbers(desk: OrderDesk) -> None:
    outcome = await desk.carry()
    assert (outcome.state, outcome.number, outcome.reason) == (State.WRITTEN, "SO1", "written for debtor D1")
    [fields] = desk.target.sent
    assert fields["HEADER"]["REFERENCE"] == "S1-1001"
    assert fields["HEADER"]["DEBTOR"] == "D1"
    assert fields["LINES"][1]["PRICE"] == Decimal("0.1234567890123456789")


async def test_the_same_order_again_is_skipped_without_a_call(desk: OrderDesk) -> None:
    await desk.carry()
    desk.target.calls.clear()
    outcome = await desk.carry()
    assert (outcome.state, outcome.number, outcome.reason) == (State.SKIPPED, "SO1", "carried before")
    assert desk.target.calls.total() == 0


async def test_a_known_customer_costs_no_call(desk: OrderDesk) -> None:
    await desk.carry()
    desk.target.calls.clear()
    assert (await desk.carry(document(number="1002"))).state is State.WRITTEN
    assert desk.target.calls == Counter(find_orders=1, missing_articles=1, create_order=1)


async def test_an_order_of_an_unknown_customer_costs_at_most_six_calls(desk: OrderDesk) -> None:
    await desk.carry()
    assert desk.target.calls.total() <= 6
    assert desk.target.calls["create_debtor"] == desk.target.calls["create_order"] == 1


async def test_all_lines_are_looked_up_in_one_question(desk: OrderDesk) -> None:
    lines = [{"sku": f"BR-{number}", "quantity": 1, "unit_price": 1} for number in (100, 200, 100, 200, 100)]
    await desk.carry(document(lines=lines))
    assert desk.target.calls["missing_articles"] == 1


async def test_two_orders_of_one_new_customer_at_the_same_moment_make_one_debtor(desk: OrderDesk) -> None:
    tickets = [await desk.ticket(order=document(number=str(number))) for number in range(8)]
    pipeline = PIPELINE.bind(desk.services)
    outcomes = await asyncio.gather(*(pipeline.run(ticket) for ticket in tickets))
    assert {outcome.state for outcome in outcomes} == {State.WRITTEN}
    assert [debtor.number for debtor in desk.target.debtors] == ["D1"]
    assert len(desk.target.orders) == 8


async def test_two_spellings_of_one_address_make_one_debtor(desk: OrderDesk) -> None:
    for number, email in enumerate((EMAIL, EMAIL.upper(), f"  {EMAIL.title()} ")):
        await desk.carry(document(number=str(number), customer=customer_of(email=email)))
    assert len(desk.target.debtors) == 1


async def test_the_same_order_carried_twice_at_once_is_written_once(desk: OrderDesk) -> None:
    tickets = [await desk.ticket(), await desk.ticket()]
    pipeline = PIPELINE.bind(desk.services)
    outcomes = await asyncio.gather(*(pipeline.run(ticket) for ticket in tickets))
    assert len(desk.target.orders) == 1
    assert State.WRITTEN in {outcome.state for outcome in outcomes}
    assert (await desk.carry()).state is State.SKIPPED


async def test_two_sources_with_the_same_order_number_give_two_orders(desk: OrderDesk) -> None:
    await desk.carry()
    desk.prefix = "S2-"
    assert (await desk.carry()).state is State.WRITTEN
    assert [order.reference for order in desk.target.orders] == ["S1-1001", "S2-1001"]


async def test_an_order_that_someone_else_put_into_the_target_is_skipped_with_its_number(desk: OrderDesk) -> None:
    desk.target.debtors.append(FoundDebtor("D9", EMAIL, {}))
    desk.target.orders.append(FoundOrder("SO77", "S1-1001", "D9", date(2026, 11, 24), Decimal("25.12")))
    outcome = await desk.carry()
    assert (outcome.state, outcome.number, outcome.reason) == (State.SKIPPED, "SO77", "already in the target")
    assert desk.written() == 0


async def test_an_order_of_which_an_article_is_missing_is_held_and_not_written(desk: OrderDesk) -> None:
    desk.target.articles.remove("BR-200")
    outcome = await desk.carry()
    assert (outcome.state, outcome.reason) == (State.HELD, "not in the target: BR-200")
    assert desk.target.orders == []


class TestLostAnswers:
    async def test_an_order_whose_answer_was_lost_is_found_and_settled_and_never_written_twice(
        self, desk: OrderDesk
    ) -> None:
        desk.target.answer_lost["create_order"] = Unconfirmed(as_told("no answer in time"))
        first = await desk.carry()
        assert (first.state, first.reason) == (State.UNCONFIRMED, "no answer in time")
        second = await desk.carry()
        assert (second.state, second.number) == (State.WRITTEN, "SO1")
        assert second.reason == "written by an earlier run whose answer was lost; found by its reference"
        assert len(desk.target.orders) == 1
        assert (await desk.carry()).state is State.SKIPPED

    async def test_a_run_that_died_between_write_and_confirm_is_settled_by_the_next(self, desk: OrderDesk) -> None:
        ticket = await desk.ticket()
        until_written = replace(PIPELINE, steps=PIPELINE.steps[:-2])
        assert (await until_written.bind(desk.services).run(ticket)).number == "SO1"
        outcome = await desk.carry()
        assert (outcome.state, outcome.number) == (State.WRITTEN, "SO1")
        assert len(desk.target.orders) == 1

    async def test_an_order_that_does_not_show_is_unconfirmed_until_the_horizon_and_then_written_once(
        self, desk: OrderDesk
    ) -> None:
        desk.target.answer_lost["create_order"] = Unconfirmed(as_told("no answer in time"))
        await desk.carry()
        desk.target.orders.clear()  # the target never carried it out
        for _ in range(3):
            outcome = await desk.carry()
            assert outcome.state is State.UNCONFIRMED
            assert outcome.after == timedelta(seconds=30)
        assert desk.target.calls["create_order"] == 1
        await desk.age_intent(desk.order_name(), desk.target.horizon)
        assert (await desk.carry()).state is State.WRITTEN
        assert desk.target.calls["create_order"] == 2
        assert len(desk.target.orders) == 1

    async def test_an_order_that_shows_at_last_is_settled_even_after_the_horizon(self, desk: OrderDesk) -> None:
        desk.target.answer_lost["create_order"] = Unconfirmed(as_told("no answer in time"))
        desk.target.shows_orders = False
        await desk.carry()
        await desk.age_intent(desk.order_name(), desk.target.horizon)
        desk.target.shows_orders = True
        assert (await desk.carry()).state is State.WRITTEN
        assert desk.target.calls["create_order"] == 1

    async def test_a_debtor_whose_answer_was_lost_is_found_and_not_made_twice(self, desk: OrderDesk) -> None:
        desk.target.answer_lost["create_debtor"] = Unconfirmed(as_told("no answer in time"))
        assert (await desk.carry()).state is State.UNCONFIRMED
        assert (await desk.carry()).state is State.WRITTEN
        assert len(desk.target.debtors) == 1

    async def test_a_debtor_that_does_not_show_is_not_made_again_before_the_horizon(self, desk: OrderDesk) -> None:
        desk.target.answer_lost["create_debtor"] = Unconfirmed(as_told("no answer in time"))
        await desk.carry()
        desk.target.debtors.clear()
        assert (await desk.carry()).state is State.UNCONFIRMED
        await desk.age_intent(desk.debtor_name(), desk.target.horizon)
        assert (await desk.carry()).state is State.WRITTEN
        assert desk.target.calls["create_debtor"] == 2
        assert len(desk.target.debtors) == 1

    async def test_a_target_that_tells_no_number_is_asked_for_it(self, desk: OrderDesk) -> None:
        desk.target.numbers_told = False
        outcome = await desk.carry()
        assert (outcome.state, outcome.number) == (State.WRITTEN, "SO1")
        assert desk.target.calls["find_orders"] == 2

    async def test_an_order_without_a_number_that_does_not_show_yet_is_settled_by_a_later_run(
        self, desk: OrderDesk
    ) -> None:
        desk.target.numbers_told = False
        desk.target.shows_orders = False
        outcome = await desk.carry()
        assert (outcome.state, outcome.reason) == (
            State.UNCONFIRMED,
            "the target took the record but does not show it yet",
        )
        desk.target.shows_orders = True
        assert (await desk.carry()).state is State.WRITTEN
        assert len(desk.target.orders) == 1


class TestRefusals:
    @pytest.mark.parametrize(
        ("refusal", "state"),
        [
            (Hold(as_told("the target refused: too long")), State.HELD),
            (Permanent(as_told("the target knows no such table")), State.FAILED),
            (Transient(as_told("the target is busy")), State.RETRYING),
        ],
    )
    async def test_a_refused_order_leaves_no_note_and_is_written_once_when_the_cause_is_gone(
        self, refusal: Exception, state: State, desk: OrderDesk
    ) -> None:
        desk.target.failing["create_order"] = refusal
        outcome = await desk.carry()
        assert (outcome.state, outcome.reason) == (state, str(refusal))
        assert await desk.intents.look(desk.order_name()) is None
        desk.target.failing.clear()
        assert (await desk.carry()).state is State.WRITTEN
        assert len(desk.target.orders) == 1

    @pytest.mark.parametrize("call", ["find_orders", "find_debtors", "missing_articles", "create_debtor"])
    async def test_a_target_that_is_away_at_any_call_is_tried_again_and_nothing_is_made_twice(
        self, call: str, desk: OrderDesk
    ) -> None:
        desk.target.failing[call] = Transient(as_told("away"))
        assert (await desk.carry()).state is State.RETRYING
        desk.target.failing.clear()
        assert (await desk.carry()).state is State.WRITTEN
        assert (len(desk.target.debtors), len(desk.target.orders)) == (1, 1)

    async def test_a_vendor_that_quotes_the_customer_in_a_refusal_is_masked(self, desk: OrderDesk) -> None:
        desk.target.failing["create_debtor"] = Hold(as_told(f"{EMAIL.upper()} of BAKKERIJ VAN DAM B.V. is in use"))
        outcome = await desk.carry()
        assert outcome.reason == "[…] of […] is in use"


async def test_a_forced_default_debtor_needs_neither_look_up_nor_lock(desk: OrderDesk) -> None:
    desk.settings = OrderSettings.model_validate({"default_debtor": {"value": "10000", "force": True}})
    tickets = [await desk.ticket(order=document(number=str(number))) for number in range(20)]
    async with desk.locks.hold([desk.debtor_name()]):
        outcomes = await asyncio.gather(*(PIPELINE.bind(desk.services).run(ticket) for ticket in tickets))
    assert {outcome.state for outcome in outcomes} == {State.WRITTEN}
    assert {order.debtor for order in desk.target.orders} == {"10000"}
    assert desk.target.calls["find_debtors"] == 0
