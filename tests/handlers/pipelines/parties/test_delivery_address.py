"""The delivery address of an order: found however it is spelt, made once, and written out where a debtor stands in."""

import asyncio
from collections.abc import Awaitable

import pytest

from handlers.contracts.addresses import FoundAddress
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.parties.settings import DefaultDebtor
from relay.errors import Transient, Unconfirmed
from relay.model import State
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, OrderDesk, document
from tests.handlers.pipelines.orders.people import order_of, people
from tests.plain import as_told


def find_delivery(desk: OrderDesk, run: OrderRun) -> Awaitable[OrderRun]:
    return desk.delivery(run)


async def test_goods_that_go_where_the_bill_goes_need_no_address(desk: OrderDesk) -> None:
    for order in (document(), document(shipping_address=document()["billing_address"])):
        run = await desk.run(order, debtor="D1")
        assert await find_delivery(desk, run) == run
    assert desk.target.calls.total() == 0


async def test_a_financial_mutation_delivers_nothing_and_needs_no_address(desk: OrderDesk) -> None:
    desk.settings = OrderSettings(send_as="financial_mutation", default_debtor=DefaultDebtor(value="10000", force=True))
    run = await desk.run(document(shipping_address=ELSEWHERE))
    assert run.known.debtor == "10000"
    assert await find_delivery(desk, run) == run
    assert desk.target.calls.total() == 0


async def test_a_new_address_is_made_and_remembered(desk: OrderDesk) -> None:
    order = document(shipping_address=ELSEWHERE)
    run = await find_delivery(desk, await desk.run(order, debtor="D1"))
    assert (run.known.delivery_address, run.notes) == ("A1", ("delivery address A1",))
    desk.target.calls.clear()
    again = await find_delivery(desk, await desk.run(order, debtor="D1"))
    assert again.known.delivery_address == "A1"
    assert desk.target.calls.total() == 0


async def test_an_address_that_is_there_is_used_again_however_it_is_padded_and_spelt(desk: OrderDesk) -> None:
    stands = {"DEBTOR": "D1", "STREET": " COOLSINGEL 40", "CITY": "ROTTERDAM  ", "EXTRA": "ring"}
    desk.target.addresses += [
        ("D1", FoundAddress("A5", {"DEBTOR": "D1", "STREET": "Coolsingel 41", "CITY": "Rotterdam"})),
        ("D1", FoundAddress("A6", stands)),
    ]
    run = await find_delivery(desk, await desk.run(document(shipping_address=ELSEWHERE), debtor="D1"))
    assert run.known.delivery_address == "A6"
    assert desk.target.calls == {"find_addresses": 1}


async def test_the_same_address_of_another_debtor_is_another_address(desk: OrderDesk) -> None:
    order = document(shipping_address=ELSEWHERE)
    first = await find_delivery(desk, await desk.run(order, debtor="D1"))
    second = await find_delivery(desk, await desk.run(order, debtor="D2"))
    assert (first.known.delivery_address, second.known.delivery_address) == ("A1", "A2")


async def test_two_runs_at_once_make_one_address(desk: OrderDesk) -> None:
    order = document(shipping_address=ELSEWHERE)
    runs = [await desk.run(order, debtor="D1") for _ in range(4)]
    found = await asyncio.gather(*(find_delivery(desk, run) for run in runs), return_exceptions=True)
    assert len(desk.target.addresses) == 1
    assert all(run.known.delivery_address == "A1" for run in found if isinstance(run, OrderRun))
    assert all(isinstance(run, OrderRun | Transient) for run in found)


async def test_an_address_whose_answer_was_lost_is_found_and_not_made_twice(desk: OrderDesk) -> None:
    order = document(shipping_address=ELSEWHERE)
    desk.target.answer_lost["create_address"] = Unconfirmed(as_told("no answer in time"))
    with pytest.raises(Unconfirmed):
        await find_delivery(desk, await desk.run(order, debtor="D1"))
    assert (await find_delivery(desk, await desk.run(order, debtor="D1"))).known.delivery_address == "A1"
    assert desk.target.calls["create_address"] == 1


async def test_a_dry_run_uses_an_address_that_is_there_and_makes_none(desk: OrderDesk) -> None:
    order = document(shipping_address=ELSEWHERE)
    dry = await find_delivery(desk, await desk.run(order, write=False, debtor="D1"))
    assert (dry.known.delivery_address, desk.target.calls["create_address"]) == (None, 0)
    await find_delivery(desk, await desk.run(order, debtor="D1"))
    dry = await find_delivery(desk, await desk.run(order, write=False, debtor="D1"))
    assert dry.known.delivery_address == "A1"
    assert desk.target.calls["create_address"] == 1


@pytest.mark.parametrize("street", ["COOLSINGEL  40", "Cóolsingel 40.", "coolsingel, 40"])
async def test_accents_signs_and_blanks_make_no_other_address(street: str, desk: OrderDesk) -> None:
    desk.target.addresses.append(("D1", FoundAddress("A5", {"DEBTOR": "D1", "STREET": street, "CITY": "Rotterdam"})))
    run = await find_delivery(desk, await desk.run(document(shipping_address=ELSEWHERE), debtor="D1"))
    assert run.known.delivery_address == "A5"
    assert desk.target.calls == {"find_addresses": 1}


class TestADebtorWhoStandsIn:
    """The default debtor's own address is another's: the customer's must stand on the document."""

    async def test_the_address_is_written_out_also_where_goods_and_bill_go_to_one(self, desk: OrderDesk) -> None:
        target = people(desk)
        desk.settings = OrderSettings(default_debtor=DefaultDebtor(value="10000", force=True))
        outcome = await desk.carry(order_of())
        assert outcome.state is State.WRITTEN
        [(owner, address)] = target.addresses
        assert (owner, address.fields["STREET"], address.fields["NAME"]) == ("10000", "Keizersgracht 12", "Anna de Wit")
        header = target.sent[0]["HEADER"]
        assert (header["DEBTOR"], header["NAME"], header["ADDRESS"]) == ("10000", "Anna de Wit", "A1")
        assert header["SHIP_TO"] == "KEIZERSGRACHT 12, 1017GN"

    async def test_a_receiver_who_is_named_keeps_his_name(self, desk: OrderDesk) -> None:
        target = people(desk)
        desk.settings = OrderSettings(default_debtor=DefaultDebtor(value="10000", force=True))
        billed = {**document()["billing_address"], "name": "Receptie"}
        await desk.carry({**order_of(), "billing_address": billed})
        assert [address.fields["NAME"] for _, address in target.addresses] == ["Receptie"]

    async def test_two_customers_in_one_house_have_an_address_each_and_one_customer_one(self, desk: OrderDesk) -> None:
        target = people(desk)
        desk.settings = OrderSettings(default_debtor=DefaultDebtor(value="10000", force=True))
        for number, name in enumerate(("Wit", "Zwart", "Wit")):
            await desk.carry(order_of(str(number), last_name=name))
        assert [order["HEADER"]["ADDRESS"] for order in target.sent] == ["A1", "A2", "A1"]

    async def test_a_customer_with_an_account_of_his_own_needs_none(self, desk: OrderDesk) -> None:
        target = people(desk)
        await desk.carry(order_of())
        assert (target.addresses, target.sent[0]["HEADER"]["ADDRESS"]) == ([], None)
