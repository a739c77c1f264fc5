"""The debtor of an order: found exactly, made once, and never changed but where empty."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

import pytest

from handlers.contracts.debtors import FoundDebtor
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.settings import CustomerMatching
from relay.errors import Hold, Transient, Unconfirmed
from relay.line.once.links import Link
from tests.handlers.pipelines.orders.fakes import EMAIL, OrderDesk, customer_of, document
from tests.plain import as_told

FULL: Mapping[str, Any] = {
    "NAME": "Bakkerij", "KIND": "company", "CONTACT": "Dam", "EMAIL": EMAIL, "PHONE": "+31", "STREET": "Straat 1",
}  # fmt: skip


def find_customer(desk: OrderDesk, run: OrderRun) -> Awaitable[OrderRun]:
    return desk.customer(run)


class TestFindingTheDebtor:
    async def test_a_debtor_with_exactly_this_address_is_taken_and_linked(self, desk: OrderDesk) -> None:
        desk.target.debtors.append(FoundDebtor("D7", f" {EMAIL.upper()} ", FULL))
        run = await find_customer(desk, await desk.run())
        assert (run.known.debtor, run.notes) == ("D7", ("debtor D7 found by e-mail address",))
        link = await desk.link(desk.debtor_name())
        assert link is not None
        assert (link.number, len(link.digest)) == ("D7", 32)
        assert desk.written() == 0

    @pytest.mark.parametrize(
        "other", [f"x{EMAIL}", f"{EMAIL}.example", EMAIL.replace("info", "sales"), f"{EMAIL}, other@example.com", ""]
    )
    async def test_however_wide_the_target_searches_another_address_is_no_match(
        self, other: str, desk: OrderDesk
    ) -> None:
        desk.target.debtors.append(FoundDebtor("D7", other, FULL))
        run = await find_customer(desk, await desk.run())
        assert run.known.debtor == "D2"
        assert desk.target.calls["create_debtor"] == 1

    async def test_several_debtors_with_this_address_are_held_naming_them(self, desk: OrderDesk) -> None:
        desk.target.debtors += [FoundDebtor("D8", EMAIL, {}), FoundDebtor("D7", EMAIL.title(), {})]
        with pytest.raises(Hold, match="several debtors have the order's e-mail address: D7, D8; leave it on one"):
            await find_customer(desk, await desk.run())
        assert desk.written() == 0

    async def test_an_order_without_an_address_is_held_with_the_remedy(self, desk: OrderDesk) -> None:
        with pytest.raises(Hold, match=r"no e-mail address, .* set settings\.default_debtor\.value"):
            await find_customer(desk, await desk.run(document(customer=customer_of(email=None))))
        assert desk.target.calls.total() == 0

    async def test_a_debtor_chosen_before_is_kept_without_a_call(self, desk: OrderDesk) -> None:
        run = await desk.run(debtor="10000")
        assert await find_customer(desk, run) == run
        assert desk.target.calls.total() == 0

    async def test_a_known_and_unchanged_customer_costs_no_call(self, desk: OrderDesk) -> None:
        await find_customer(desk, await desk.run())
        desk.target.calls.clear()
        run = await find_customer(desk, await desk.run(document(number="1002")))
        assert (run.known.debtor, run.notes) == ("D1", ("debtor D1 known",))
        assert desk.target.calls.total() == 0

    async def test_a_linked_debtor_whose_address_was_changed_in_the_target_is_still_ours(self, desk: OrderDesk) -> None:
        desk.target.debtors += [FoundDebtor("D7", "new@example.com", FULL), FoundDebtor("D8", EMAIL, FULL)]
        await desk.links.store(desk.debtor_name(), Link("D7", "an older digest"))
        run = await find_customer(desk, await desk.run())
        assert (run.known.debtor, run.notes) == ("D7", ("debtor D7 known",))
        assert desk.target.calls == {"find_debtors": 1}

    async def test_a_linked_debtor_who_is_not_shown_is_kept_where_no_mark_finds_another(self, desk: OrderDesk) -> None:
        await desk.links.store(desk.debtor_name(), Link("D7", "an older digest"))
        run = await find_customer(desk, await desk.run())
        told = "debtor D7 known; the target does not show them under this number"
        assert (run.known.debtor, run.notes) == ("D7", (told,))
        assert desk.written() == 0

    async def test_where_the_linked_debtor_was_removed_the_one_with_the_address_is_taken(self, desk: OrderDesk) -> None:
        await desk.links.store(desk.debtor_name(), Link("D1", "an older digest"))
        desk.target.debtors.append(FoundDebtor("D7", EMAIL, {}))
        run = await find_customer(desk, await desk.run())
        assert run.known.debtor == "D7"
        link = await desk.link(desk.debtor_name())
        assert link is not None
        assert link.number == "D7"


class TestMakingTheDebtor:
    async def test_a_company_is_made_with_its_contact_in_one_call(self, desk: OrderDesk) -> None:
        run = await find_customer(desk, await desk.run())
        assert (run.known.debtor, run.notes) == ("D1", ("debtor D1 created",))
        assert desk.target.calls["create_debtor"] == 1
        fields = desk.target.debtors[0].fields
        assert (fields["KIND"], fields["NAME"], fields["CONTACT"]) == ("company", "Bakkerij Van Dam B.V.", "Dam")

    async def test_a_person_is_made_as_a_person(self, desk: OrderDesk) -> None:
        person = {"first_name": "Anna", "infix": "de", "last_name": "Wit", "email": "anna@example.com"}
        await find_customer(desk, await desk.run(document(customer=person)))
        fields = desk.target.debtors[0].fields
        assert (fields["KIND"], fields["NAME"], "CONTACT" in fields) == ("person", "Anna de Wit", False)

    async def test_the_codes_of_the_settings_go_into_a_new_debtor(self, desk: OrderDesk) -> None:
        await find_customer(desk, await desk.run(codes={"receivables_account": "1300"}))
        assert desk.target.debtors[0].fields["ACCOUNT"] == "1300"

    async def test_a_target_that_tells_no_number_is_asked_for_it(self, desk: OrderDesk) -> None:
        desk.target.numbers_told = False
        assert (await find_customer(desk, await desk.run())).known.debtor == "D1"

    async def test_while_a_neighbour_works_on_the_same_customer_the_run_waits_and_then_comes_back(
        self, desk: OrderDesk
    ) -> None:
        impatient = OrderDesk(desk.store, desk.acceptor._vault, desk.queue)
        impatient.locks._wait *= 0
        async with desk.locks.hold([desk.debtor_name()]):
            with pytest.raises(Transient, match="another event works on the same record") as caught:
                await find_customer(impatient, await impatient.run())
        assert not caught.value.burns_try

    async def test_a_known_and_unchanged_customer_waits_for_no_neighbour(self, desk: OrderDesk) -> None:
        await find_customer(desk, await desk.run())
        desk.locks._wait *= 0
        async with desk.locks.hold([desk.debtor_name()]):
            assert (await find_customer(desk, await desk.run(document(number="1002")))).known.debtor == "D1"

    async def test_of_two_runs_at_once_the_second_finds_what_the_first_made(self, desk: OrderDesk) -> None:
        runs = [await desk.run(document(number=str(number))) for number in range(2)]
        found = await asyncio.gather(*(find_customer(desk, run) for run in runs))
        assert {run.known.debtor for run in found} == {"D1"}
        assert sorted(run.notes for run in found) == [("debtor D1 created",), ("debtor D1 known",)]

    async def test_an_answer_that_was_lost_leaves_a_note_and_the_next_run_finds_the_debtor(
        self, desk: OrderDesk
    ) -> None:
        desk.target.answer_lost["create_debtor"] = Unconfirmed(as_told("no answer in time"))
        with pytest.raises(Unconfirmed):
            await find_customer(desk, await desk.run())
        assert await desk.intents.look(desk.debtor_name()) is not None
        assert (await find_customer(desk, await desk.run())).known.debtor == "D1"
        assert await desk.intents.look(desk.debtor_name()) is None
        assert desk.target.calls["create_debtor"] == 1


class TestFillingIn:
    async def test_only_empty_fields_are_filled_in(self, desk: OrderDesk) -> None:
        stands = {"NAME": "Old name", "PHONE": " ", "CONTACT": None, "STREET": "Old street 1", "KIND": "person"}
        desk.target.debtors.append(FoundDebtor("D7", EMAIL, stands))
        run = await find_customer(desk, await desk.run())
        assert desk.target.debtors[0].fields == stands | {"PHONE": "+31205550100", "CONTACT": "Dam", "EMAIL": EMAIL}
        assert run.notes[1] == "debtor D7: filled in CONTACT, EMAIL, PHONE"

    async def test_a_row_may_say_that_a_field_is_always_written_or_only_at_the_start(self, desk: OrderDesk) -> None:
        desk.target.debtor_writes = {"NAME": "always", "KIND": "always", "PHONE": "create_only", "STREET": "if_empty"}
        desk.target.debtors.append(FoundDebtor("D7", EMAIL, {**FULL, "KIND": " COMPANY ", "PHONE": ""}))
        run = await find_customer(desk, await desk.run())
        assert run.notes[1] == "debtor D7: filled in NAME"

    async def test_a_field_that_belongs_with_filled_ones_is_left_empty(self, desk: OrderDesk) -> None:
        stands = {name: value for name, value in FULL.items() if name not in {"PHONE", "STREET"}}
        desk.target.debtors.append(FoundDebtor("D7", EMAIL, stands, closed=frozenset({"STREET"})))
        await find_customer(desk, await desk.run())
        assert desk.target.debtors[0].fields == stands | {"PHONE": "+31205550100"}

    async def test_with_nothing_empty_no_update_is_sent(self, desk: OrderDesk) -> None:
        desk.target.debtors.append(FoundDebtor("D7", EMAIL, FULL))
        await find_customer(desk, await desk.run())
        assert desk.target.calls == {"find_debtors": 1}

    async def test_a_setting_may_forbid_every_change(self, desk: OrderDesk) -> None:
        desk.settings = OrderSettings(customer=CustomerMatching(update="never"))
        desk.target.debtors.append(FoundDebtor("D7", EMAIL, {}))
        assert (await find_customer(desk, await desk.run())).known.debtor == "D7"
        assert desk.written() == 0

    async def test_what_the_customer_changed_is_looked_at_once_and_then_remembered(self, desk: OrderDesk) -> None:
        await find_customer(desk, await desk.run())
        changed = document(number="1002", customer=customer_of(phone="+31205550199"))
        desk.target.calls.clear()
        await find_customer(desk, await desk.run(changed))
        assert desk.target.calls == {"find_debtors": 1}
        assert desk.target.debtors[0].fields["PHONE"] == "+31205550100"
        await find_customer(desk, await desk.run(changed))
        assert desk.target.calls == {"find_debtors": 1}

    async def test_an_update_that_fails_is_sent_again_by_the_next_run(self, desk: OrderDesk) -> None:
        desk.target.debtors.append(FoundDebtor("D7", EMAIL, {}))
        desk.target.failing["update_debtor"] = Transient(as_told("away"))
        with pytest.raises(Transient):
            await find_customer(desk, await desk.run())
        desk.target.failing.clear()
        await find_customer(desk, await desk.run())
        assert desk.target.debtors[0].fields["PHONE"] == "+31205550100"


class TestDebtorsOf:
    async def test_the_customer_of_an_order_is_the_linked_debtor_else_whoever_has_the_address(
        self, desk: OrderDesk
    ) -> None:
        desk.target.debtors += [FoundDebtor("D7", EMAIL, {}), FoundDebtor("D8", EMAIL, {}), FoundDebtor("D9", "x", {})]
        assert await desk.debtors_of(await desk.run()) == {"D7", "D8"}
        await desk.links.store(desk.debtor_name(), Link("D1"))
        assert await desk.debtors_of(await desk.run()) == {"D1"}
        assert await desk.debtors_of(await desk.run(debtor="10000")) == {"10000"}

    async def test_an_order_without_an_address_belongs_to_nobody(self, desk: OrderDesk) -> None:
        run = await desk.run(document(customer=customer_of(email=None)))
        assert await desk.debtors_of(run) == set()
