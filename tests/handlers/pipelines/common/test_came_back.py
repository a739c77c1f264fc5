"""With flows both ways, an order that the relay wrote is not carried back to where it came from."""

from dataclasses import replace
from decimal import Decimal

import pytest

from handlers.pipelines.common.came_back import mark_of
from handlers.pipelines.orders import PIPELINE
from handlers.pipelines.orders.settings import OrderSettings
from relay.errors import Unconfirmed
from relay.line.once.links import Link
from relay.model import Outcome, State
from tests.handlers.pipelines.orders.fakes import OrderDesk, document
from tests.plain import as_told

TOLD = "the relay wrote this order into its source; it is not carried back"


async def come_back(desk: OrderDesk, target: str = "shop", prefix: str = "S1-", **order: str) -> Outcome:
    """The flow the other way: what was the target is the source now."""
    ticket = await desk.ticket(order=document(**order))
    flow = replace(ticket.flow, name="back", source="books", target=target, reference_prefix="B-", target_prefix=prefix)
    return await PIPELINE.bind(desk.services).run(replace(ticket, flow=flow))


async def test_it_is_known_by_the_number_that_the_target_gave_it(desk: OrderDesk) -> None:
    written = await desk.carry()
    outcome = await come_back(desk, number=str(written.number), customer_reference="edited by hand")
    assert (outcome.state, outcome.reason) == (State.SKIPPED, TOLD)


async def test_it_is_known_by_the_reference_that_it_carries(desk: OrderDesk) -> None:
    await desk.carry()
    outcome = await come_back(desk, number="renumbered", customer_reference="S1-1001")
    assert (outcome.state, outcome.reason) == (State.SKIPPED, TOLD)


async def test_one_that_was_found_there_under_our_reference_is_known_too(desk: OrderDesk) -> None:
    first = await desk.carry()
    await desk.store.state.delete(desk.store.keys.link(desk.order_name()))
    await desk.store.state.delete(desk.store.keys.link(mark_of(desk.links, "books", str(first.number))))
    assert (await desk.carry()).state is State.SKIPPED  # found again by its reference
    assert (await come_back(desk, number=str(first.number))).reason == TOLD


async def test_what_came_from_a_third_system_goes_on_only_where_the_settings_say_so(desk: OrderDesk) -> None:
    number = str((await desk.carry()).number)
    stays = await come_back(desk, target="erp", prefix="E-", number=number)
    assert (stays.state, "settings.forward: true" in stays.reason) == (State.SKIPPED, True)
    desk.settings = OrderSettings(forward=True)
    assert (await come_back(desk, target="erp", prefix="E-", number=number)).state is State.WRITTEN
    assert (await come_back(desk, number=number)).reason == TOLD  # never back to where it came from


async def test_an_order_that_is_just_being_written_there_is_ours_already(desk: OrderDesk) -> None:
    run = await desk.run()
    await desk.intents.begin(run.ticket.lease, desk.order_name(), None)
    assert (await come_back(desk, number="77", customer_reference="S1-1001")).reason == TOLD
    assert desk.written() == 0


async def test_one_whose_writer_is_held_waits_for_nobody(desk: OrderDesk) -> None:
    desk.target.answer_lost["create_order"] = Unconfirmed(as_told("no answer"))
    desk.target.adds = Decimal(5)
    assert (await desk.carry()).state is State.UNCONFIRMED
    held = await desk.carry()  # found, with another total: its note stays open
    assert held.state is State.HELD
    assert "likely the same, changed since: then correct it in the target and cancel" in held.reason
    assert (await come_back(desk, number="77", customer_reference="S1-1001")).state is State.SKIPPED


async def test_a_write_that_ends_while_it_is_looked_for_is_seen(
    desk: OrderDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await desk.run()
    await desk.intents.begin(run.ticket.lease, desk.order_name(), None)
    find_all = desk.links.find_all

    async def find_and_settle(names: list[str]) -> list[Link | None]:
        found = await find_all(names)
        if desk.order_name() in names:  # right after nobody knew the reference, the write's answer comes
            mark = mark_of(desk.links, "books", "77")
            await desk.intents.settle((mark, Link("77", "shop", "")), (desk.order_name(), Link("77")))
        return found

    monkeypatch.setattr(desk.links, "find_all", find_and_settle)
    outcome = await come_back(desk, target="erp", prefix="E-", number="77", customer_reference="S1-1001")
    assert (outcome.state, outcome.reason) == (State.SKIPPED, TOLD)


async def test_one_that_nobody_remembers_is_held_where_its_reference_says_that_it_came_from_there(
    desk: OrderDesk,
) -> None:
    outcome = await come_back(desk, number="77", customer_reference="s1-9")
    assert outcome.state is State.HELD
    [problem] = outcome.problems
    assert (problem.path, problem.value) == ("customer_reference", "[…]")
    assert "cancel this event" in problem.remedy


@pytest.mark.parametrize("reference", ["", "S2-1001", "PO 2026-118"])
async def test_an_order_that_was_entered_there_is_carried(reference: str, desk: OrderDesk) -> None:
    await desk.carry()
    outcome = await come_back(desk, number="77", **({"customer_reference": reference} if reference else {}))
    assert outcome.state is State.WRITTEN


async def carried(
    desk: OrderDesk, source: str, target: str, number: str, entity: str = "order", **order: str
) -> Outcome:
    """One flow of several between systems of which each has a prefix of its own."""
    ticket = await desk.ticket(order=document(number=number, **order))
    flow = replace(ticket.flow, name=f"{source}-{target}", entity=entity, source=source, target=target)
    flow = replace(flow, reference_prefix=f"{source}-", target_prefix=f"{target}-")
    desk.target.connection = target
    return await PIPELINE.bind(desk.services).run(replace(ticket, flow=flow))


@pytest.mark.parametrize("by", ["number", "reference"])
async def test_in_a_circle_of_three_systems_an_order_never_comes_home(by: str, desk: OrderDesk) -> None:
    desk.settings = OrderSettings(forward=True)
    second = str((await carried(desk, "A", "B", "1001")).number)
    there = await carried(desk, "B", "C", second, customer_reference="A-1001")
    assert there.state is State.WRITTEN
    number = str(there.number) if by == "number" else "renumbered"
    home = await carried(desk, "C", "A", number, customer_reference=f"B-{second}" if by == "reference" else "")
    assert home.state is State.SKIPPED


@pytest.mark.parametrize(("send_as", "state"), [("order", State.WRITTEN), ("direct_invoice", State.SKIPPED)])
async def test_an_invoice_that_happens_to_have_the_number_of_an_order_we_wrote_is_carried(
    send_as: str, state: State, desk: OrderDesk
) -> None:
    desk.settings = OrderSettings.model_validate({"send_as": send_as})
    number = str((await carried(desk, "shop", "erp", "1001")).number)
    desk.settings = OrderSettings()
    assert (await carried(desk, "erp", "books", number, entity="invoice")).state is state


@pytest.mark.parametrize("source", ["shop", "books"])
async def test_an_invoice_that_a_system_made_of_our_order_goes_on_also_to_where_the_order_came_from(
    source: str, desk: OrderDesk
) -> None:
    assert (await carried(desk, source, "erp", "1001")).state is State.WRITTEN
    invoice = await carried(desk, "erp", "books", "F-500", entity="invoice", customer_reference=f"{source}-1001")
    assert invoice.state is State.WRITTEN


async def test_an_invoice_waits_while_its_order_may_just_be_being_written(desk: OrderDesk) -> None:
    run = await desk.run()
    await desk.intents.begin(run.ticket.lease, desk.links.name("erp", "order", "shop-1001"), None)
    outcome = await carried(desk, "erp", "books", "F-500", entity="invoice", customer_reference="shop-1001")
    assert (outcome.state, outcome.burns_try) == (State.RETRYING, False)


async def test_an_order_that_happens_to_have_the_number_of_a_page_we_wrote_is_carried(desk: OrderDesk) -> None:
    desk.settings = OrderSettings(send_as="financial_mutation")
    number = str((await carried(desk, "shop", "books", "1001")).number)
    desk.settings = OrderSettings()
    assert (await carried(desk, "books", "erp", number)).state is State.WRITTEN
