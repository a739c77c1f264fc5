"""The last steps of an order: mapped, written once under a note, and remembered."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from handlers.contracts.drafts import Draft
from handlers.contracts.orders import FoundOrder
from handlers.pipelines.common.changes import fingerprint
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.writing import confirm, map_order, write
from relay.errors import Hold, LeaseLost, Transient, Unconfirmed
from relay.line.once.links import Link
from relay.model import Lease, State
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.plain import as_told


async def mapped(desk: OrderDesk, **others: Any) -> OrderRun:
    return await map_order(await desk.run(debtor="D1", **others), desk.target)


async def written(desk: OrderDesk, run: OrderRun) -> OrderRun:
    return await write(run, desk.target, desk.links, desk.records)


async def test_mapping_asks_the_target_for_its_fields_without_a_call(desk: OrderDesk) -> None:
    run = await mapped(desk)
    assert run.fields is not None
    assert run.fields["HEADER"]["DEBTOR"] == "D1"
    assert desk.target.calls.total() == 0


async def test_an_order_is_written_under_a_note_that_stays_until_it_is_confirmed(desk: OrderDesk) -> None:
    run = await written(desk, await mapped(desk))
    assert run.number == "SO1"
    assert await desk.intents.look(desk.order_name()) is not None
    run = await confirm(run, desk.target, desk.links, desk.records)
    assert await desk.intents.look(desk.order_name()) is None
    assert await desk.link(desk.order_name()) == Link("SO1", fingerprint(run.read, desk.links), run.ticket.event.id)
    assert run.notes == ("written for debtor D1",)


async def test_a_run_that_lost_its_lease_sends_nothing(desk: OrderDesk) -> None:
    run = await mapped(desk)
    stranger = replace(run, ticket=replace(run.ticket, lease=Lease(run.ticket.event.id, "another token")))
    with pytest.raises(LeaseLost):
        await written(desk, stranger)
    assert desk.target.calls.total() == 0


async def test_an_order_that_another_run_is_sending_is_not_sent(desk: OrderDesk) -> None:
    first, second = await mapped(desk), await mapped(desk)
    await desk.intents.begin(first.ticket.lease, desk.order_name(), None)
    with pytest.raises(Unconfirmed, match="another run is sending the same record"):
        await written(desk, second)
    assert desk.target.calls.total() == 0


async def test_a_number_the_answer_lacks_is_looked_up_by_the_exact_reference(desk: OrderDesk) -> None:
    desk.target.numbers_told = False
    desk.target.orders.append(FoundOrder("SO1", "S1-10010", "D1", None, None))
    assert (await written(desk, await mapped(desk))).number == "SO2"


async def test_an_order_taken_without_a_number_is_never_sent_again_though_its_look_up_failed(desk: OrderDesk) -> None:
    desk.target.numbers_told, desk.target.shows_orders = False, False
    run = await mapped(desk)
    desk.target.failing["find_orders"] = Transient(as_told("busy"))
    with pytest.raises(Transient):
        await written(desk, run)
    del desk.target.failing["find_orders"]
    await desk.age_intent(desk.order_name(), desk.target.horizon)
    outcome = await desk.carry()
    assert (outcome.state, desk.target.calls["create_order"]) == (State.HELD, 1)
    assert "told no number" in outcome.reason


class TestComparing:
    @pytest.mark.parametrize("totals_told", [True, False])
    @pytest.mark.parametrize(("adds", "agrees"), [("0", True), ("0.05", True), ("-0.06", False), ("3.10", False)])
    async def test_the_targets_total_is_compared_whether_its_answer_tells_it_or_not(
        self, desk: OrderDesk, *, totals_told: bool, adds: str, agrees: bool
    ) -> None:
        desk.target.totals_told, desk.target.adds = totals_told, Decimal(adds)
        outcome = await desk.carry()
        assert (outcome.state, outcome.number) == (State.WRITTEN, "SO1")
        assert desk.target.calls["stored_total"] == (0 if totals_told else 1)
        if agrees:
            assert (outcome.reason, outcome.problems) == ("written for debtor D1", ())
        else:
            [warning] = outcome.problems
            assert warning.path == "totals"
            assert "25.12 was sent" in warning.rule
            assert outcome.reason.startswith("written; the target makes it ")

    async def test_an_order_whose_mapping_leaves_no_total_to_compare_is_written_all_the_same(
        self, desk: OrderDesk
    ) -> None:
        def total_of(draft: Draft) -> Decimal:
            raise Hold(as_told(f"the mapping leaves a line of {draft.reference} without its amount"))

        fields = desk.target.order_fields((await desk.run(debtor="D1")).known)
        desk.target.order_fields = lambda draft: {**fields, "OF": draft.reference}  # type: ignore[method-assign]
        desk.target.total_of = total_of  # type: ignore[method-assign]  # all that fails
        outcome = await desk.carry()
        assert (outcome.state, outcome.number) == (State.WRITTEN, "SO1")
        assert "not compared" in outcome.reason

    async def test_an_order_that_cannot_be_read_back_is_written_all_the_same(self, desk: OrderDesk) -> None:
        desk.target.totals_told = False
        desk.target.failing["stored_total"] = Transient(as_told("busy"))
        outcome = await desk.carry()
        assert (outcome.state, outcome.reason) == (
            State.WRITTEN,
            "written; its total was not compared, since the target could not be read just now",
        )
