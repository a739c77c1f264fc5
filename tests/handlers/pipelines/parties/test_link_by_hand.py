"""Links made by hand: they win over every search, and no run ever changes their number."""

from collections.abc import Awaitable
from typing import Any

import pytest

from handlers.pipelines.orders.party import link_customer
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.settings import CustomerMatching
from relay.errors import Hold, Transient
from relay.line.once.links import Link
from relay.model import State
from tests.handlers.pipelines.orders.fakes import OrderDesk
from tests.handlers.pipelines.orders.people import debtor, order_of, people

ANNA = "anna@example.com"
VAT_NUMBER = "NL850123456B01"
COMPANY = {"company": "De Wit", "vat_number": VAT_NUMBER}


async def by_hand(desk: OrderDesk, number: str | None, document: Any = None) -> str:
    ticket = await desk.ticket(order=order_of() if document is None else document)
    told = await link_customer(ticket.flow, ticket.document, number, desk.source, desk.target, desk.links, desk.locks)
    return str(told)


def find(desk: OrderDesk, run: OrderRun) -> Awaitable[OrderRun]:
    return desk.customer(run)


async def numbers(desk: OrderDesk, *, match: tuple[Any, ...] = ("link", "email", "vat_number")) -> list[str | None]:
    """Whom four orders of the customer are booked on, some of which change their data."""
    desk.settings = OrderSettings(customer=CustomerMatching(match=match, update="always"))
    documents = [
        order_of("1"),
        order_of("2", phone="+31205550199"),
        order_of("3", **COMPANY),
        order_of("4", last_name="X"),
    ]
    return [(await find(desk, await desk.run(each))).known.debtor for each in documents]


class TestAHandMadeLink:
    @pytest.mark.parametrize(
        "match", [("link", "email", "vat_number"), ("email", "link"), ("email",), ("vat_number", "email")]
    )
    async def test_wins_over_every_mark_wherever_the_chain_has_links_and_stays(
        self, match: tuple[Any, ...], desk: OrderDesk
    ) -> None:
        people(desk, debtor("10023"), debtor("10040", ANNA), debtor("10030", vat_number=VAT_NUMBER))
        told = await by_hand(desk, "10023")
        assert told == "the customer is debtor 10023 from now on, by e-mail address"
        assert await numbers(desk, match=match) == ["10023"] * 4
        link = await desk.link(desk.debtor_name(ANNA))
        assert link is not None
        assert (link.number, link.manual) == ("10023", True)

    async def test_settles_which_of_several_debtors_it_is(self, desk: OrderDesk) -> None:
        target = people(desk, debtor("10040", ANNA), debtor("10041", ANNA))
        assert (await desk.carry(order_of())).state is State.HELD
        await by_hand(desk, "10041")
        assert (await desk.carry(order_of())).state is State.WRITTEN
        assert [order.debtor for order in target.orders] == ["10041"]

    async def test_is_told_in_the_story_and_spares_calls_from_the_second_order_on(self, desk: OrderDesk) -> None:
        target = people(desk, debtor("10023"))
        await by_hand(desk, "10023")
        assert (await find(desk, await desk.run(order_of()))).notes == ("debtor 10023 linked by hand",)
        target.calls.clear()
        assert (await find(desk, await desk.run(order_of("1002")))).notes == ("debtor 10023 linked by hand",)
        assert target.calls.total() == 0

    async def test_counts_under_each_mark_of_the_order_it_was_made_for(self, desk: OrderDesk) -> None:
        people(desk, debtor("10023"))
        told = await by_hand(desk, "10023", order_of(**COMPANY))
        assert told == "the customer is debtor 10023 from now on, by VAT number, e-mail address"
        run = await find(desk, await desk.run(order_of("2", **{**COMPANY, "email": "new@example.com"})))
        assert run.known.debtor == "10023"
        link = await desk.link(desk.debtor_name("new@example.com"))
        assert link is not None
        assert (link.number, link.manual) == ("10023", False)

    async def test_wins_over_a_link_that_a_run_made_under_an_earlier_mark(self, desk: OrderDesk) -> None:
        people(desk, debtor("10023"), debtor("10040"))
        await desk.links.store(desk.debtor_name("new@example.com"), Link("10040"))
        await by_hand(desk, "10023", order_of(**COMPANY))
        run = await find(desk, await desk.run(order_of("2", **{**COMPANY, "email": "new@example.com"})))
        assert run.known.debtor == "10023"

    async def test_is_used_though_the_target_does_not_show_the_debtor_any_more(self, desk: OrderDesk) -> None:
        target = people(desk, debtor("10023"))
        await by_hand(desk, "10023")
        target.debtors[:] = [debtor("10040", ANNA)]
        run = await find(desk, await desk.run(order_of()))
        assert run.notes == ("debtor 10023 linked by hand; the target does not show them under this number",)

    async def test_is_whom_an_order_that_is_there_already_belongs_to(self, desk: OrderDesk) -> None:
        people(desk, debtor("10023"), debtor("10040", ANNA))
        desk.settings = OrderSettings(customer=CustomerMatching(match=("email",)))
        await by_hand(desk, "10023")
        assert await desk.debtors_of(await desk.run(order_of())) == {"10023"}

    @pytest.mark.parametrize(
        "chosen",
        [
            {"default_debtor": {"value": "10000", "force": True}},
            {"payment_methods": {"marketplace": {"default_debtor": "10000"}}},
        ],
    )
    async def test_wins_over_a_debtor_that_the_settings_choose(self, chosen: dict[str, Any], desk: OrderDesk) -> None:
        people(desk, debtor("10023"))
        desk.settings = OrderSettings.model_validate(chosen)
        order = {**order_of(), "payment_method": "marketplace"}
        assert (await desk.carry(order)).reason == "written for debtor 10000"
        await by_hand(desk, "10023")
        outcome = await desk.carry({**order, "number": "1002"})
        assert outcome.reason == "written for debtor 10023"
        assert "debtor 10023 linked by hand" in [note for step in outcome.steps for note in step.notes]


class TestMakingOne:
    @pytest.mark.parametrize("number", ["10024", "1002", "100230"])
    async def test_a_debtor_who_is_not_in_the_target_is_refused(self, number: str, desk: OrderDesk) -> None:
        people(desk, debtor("10023"), searches_wide=True)
        with pytest.raises(Hold, match=f"the target shows no debtor {number}; nothing is linked"):
            await by_hand(desk, number)
        assert await desk.link(desk.debtor_name(ANNA)) is None

    async def test_an_order_without_a_mark_is_refused(self, desk: OrderDesk) -> None:
        people(desk, debtor("10023"))
        with pytest.raises(Hold, match=r"no mark of settings\.customer\.match"):
            await by_hand(desk, "10023", order_of(email=None))

    async def test_a_document_that_cannot_be_read_is_refused_without_its_values(self, desk: OrderDesk) -> None:
        with pytest.raises(Hold, match="the order cannot be read") as caught:
            await by_hand(desk, "10023", order_of(email="anna" * 300))
        assert "anna" not in caught.value.reason

    async def test_while_a_run_works_on_the_customer_it_waits_and_then_says_so(self, desk: OrderDesk) -> None:
        people(desk, debtor("10023"))
        desk.locks._wait *= 0
        async with desk.locks.hold([desk.debtor_name(ANNA)]):
            with pytest.raises(Transient, match="another event works on the same record"):
                await by_hand(desk, "10023")


class TestUndoing:
    async def test_the_next_order_looks_for_the_customer_anew(self, desk: OrderDesk) -> None:
        people(desk, debtor("10023"), debtor("10040", ANNA))
        await by_hand(desk, "10023")
        told = await by_hand(desk, None)
        assert (
            told == "the customer is no longer linked to debtor 10023; the next order looks for them by e-mail address"
        )
        assert (await find(desk, await desk.run(order_of()))).known.debtor == "10040"

    async def test_a_link_that_a_run_made_is_forgotten_too(self, desk: OrderDesk) -> None:
        target = people(desk)
        await find(desk, await desk.run(order_of()))
        target.debtors.clear()
        await by_hand(desk, None)
        assert (await find(desk, await desk.run(order_of("1002")))).notes == ("debtor D1 created",)
        assert target.calls["create_debtor"] == 2

    async def test_where_there_is_nothing_to_undo_it_says_so(self, desk: OrderDesk) -> None:
        assert await by_hand(desk, None) == "the customer was linked to nobody, by e-mail address"
