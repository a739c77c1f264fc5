"""Orders carried into AFAS over real HTTP and real Redis: each is written once, whatever becomes of an answer."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from handlers.pipelines.orders.settings import OrderSettings
from handlers.sandboxes.afas import Fault, WriteFault
from relay.line.queue import Queue
from relay.model import State
from relay.store.store import Store
from relay.store.vault import Vault
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, OrderDesk, customer_of, document
from tests.handlers.vendors.afas.environment import Environment, environment

LINES = [{"sku": "000100", "quantity": 3, "unit_price": "8.26", "vat_rate": 21}]


def order(**changes: Any) -> dict[str, Any]:
    return document(**{"lines": LINES, "remark": None, **changes})


@pytest.fixture
async def e() -> AsyncIterator[Environment]:
    async with environment(total_timeout="3s") as opened:
        yield opened


@pytest.fixture
def desk(store: Store, vault: Vault, queue: Queue, e: Environment) -> OrderDesk:
    made = OrderDesk(store, vault, queue)
    made.target = e.target()  # type: ignore[assignment]  # in the place of the fake
    return made


async def forget_links(desk: OrderDesk) -> None:
    """Take everything away that says what was carried: what AFAS has must be found there."""
    async for key in desk.store.state.scan_iter(match=f"{desk.store.keys.prefix}*"):
        await desk.store.state.delete(key)


def orders_in(e: Environment) -> int:
    return len(e.profit.orders.headers.rows)


async def test_an_order_is_written_with_its_debtor_contact_and_delivery_address(
    desk: OrderDesk, e: Environment
) -> None:
    outcome = await desk.carry(order(shipping_address=ELSEWHERE))
    assert outcome.state is State.WRITTEN
    row = e.profit.orders.find(outcome.number)
    assert row is not None
    assert (row["CustomerReference"], row["DeliveryStreet"], row["CompanyName"], row["LastName"]) == (
        "S1-1001",
        "Coolsingel",
        "Bakkerij Van Dam B.V.",
        "Dam",
    )


async def test_a_second_order_of_the_same_customer_makes_neither_debtor_nor_address(
    desk: OrderDesk, e: Environment
) -> None:
    for number in ("1001", "1002"):
        assert (await desk.carry(order(number=number, shipping_address=ELSEWHERE))).state is State.WRITTEN
    relations = e.profit.relations
    assert (orders_in(e), len(relations.debtors), len(list(relations.contacts.by_number))) == (2, 1, 2)


async def test_an_address_that_books_have_already_is_used(desk: OrderDesk, e: Environment) -> None:
    await desk.carry(order(shipping_address=ELSEWHERE))
    await forget_links(desk)
    await desk.carry(order(number="1002", shipping_address=ELSEWHERE))
    assert len(list(e.profit.relations.contacts.by_number)) == 2


@pytest.mark.parametrize(
    "fault",
    [
        WriteFault.STORE_THEN_HANG,
        WriteFault.STORE_THEN_DROP,
        WriteFault.STORE_THEN_HTML,
        WriteFault.STORE_THEN_TIMED_OUT,
    ],
)
async def test_an_order_whose_answer_is_lost_is_found_by_its_reference_and_not_sent_again(
    desk: OrderDesk, e: Environment, fault: WriteFault
) -> None:
    e.sandbox.write_faults.next(fault, connector="FbSales")
    assert (await desk.carry(order())).state is State.UNCONFIRMED
    outcome = await desk.carry(order())
    assert (outcome.state, outcome.number is not None, orders_in(e)) == (State.WRITTEN, True, 1)


async def test_an_order_that_afas_carries_out_minutes_later_is_waited_for(desk: OrderDesk, e: Environment) -> None:
    e.sandbox.write_faults.next(WriteFault.COMMIT_LATER, connector="FbSales")
    assert (await desk.carry(order())).state is State.UNCONFIRMED
    assert (await desk.carry(order())).state is State.UNCONFIRMED
    assert orders_in(e) == 0
    await e.sandbox.commit_now()
    assert ((await desk.carry(order())).state, orders_in(e)) == (State.WRITTEN, 1)


async def test_an_answer_without_a_number_is_no_failure(desk: OrderDesk, e: Environment) -> None:
    e.sandbox.write_faults.next(WriteFault.STORE_THEN_EMPTY, connector="FbSales")
    outcome = await desk.carry(order())
    assert (outcome.state, outcome.number is not None, orders_in(e)) == (State.WRITTEN, True, 1)


@pytest.mark.parametrize("customer", [customer_of(), customer_of(company=None)])
async def test_a_debtor_whose_answer_is_lost_is_found_and_not_made_again(
    desk: OrderDesk, e: Environment, customer: dict[str, Any]
) -> None:
    e.sandbox.write_faults.next(WriteFault.STORE_THEN_HANG)
    assert (await desk.carry(order(customer=customer))).state is State.UNCONFIRMED
    assert (await desk.carry(order(customer=customer))).state is State.WRITTEN
    assert (len(e.profit.relations.debtors), orders_in(e)) == (1, 1)


async def test_a_delivery_address_whose_answer_is_lost_is_not_made_again(desk: OrderDesk, e: Environment) -> None:
    e.sandbox.write_faults.next(WriteFault.STORE_THEN_DROP, connector="KnOrganisation")
    assert (await desk.carry(order(shipping_address=ELSEWHERE))).state is State.UNCONFIRMED
    assert (await desk.carry(order(shipping_address=ELSEWHERE))).state is State.WRITTEN
    assert len(list(e.profit.relations.contacts.by_number)) == 2


async def test_what_afas_refuses_is_held_with_its_own_words(desk: OrderDesk, e: Environment) -> None:
    outcome = await desk.carry(order(lines=[{**LINES[0], "sku": "000999"}]))
    assert outcome.state is State.HELD
    assert "000999 is geblokkeerd" in outcome.reason
    assert orders_in(e) == 0


async def test_a_record_that_someone_else_has_open_is_tried_again(desk: OrderDesk, e: Environment) -> None:
    e.sandbox.write_faults.next(WriteFault.LOCKED, connector="FbSales")
    assert (await desk.carry(order())).state is State.RETRYING
    assert ((await desk.carry(order())).state, orders_in(e)) == (State.WRITTEN, 1)


@pytest.mark.parametrize(
    ("fault", "state"),
    [(Fault.RATE_LIMITED, State.RETRYING), (Fault.BUSY, State.RETRYING), (Fault.UNAUTHORISED, State.PARKED)],
)
async def test_a_call_that_afas_does_not_take_now_leaves_nothing_behind(
    desk: OrderDesk, e: Environment, fault: Fault, state: State
) -> None:
    e.sandbox.faults.next(fault)
    assert (await desk.carry(order())).state is state
    assert ((await desk.carry(order())).state, orders_in(e)) == (State.WRITTEN, 1)


async def test_a_customer_without_an_account_of_his_own_is_the_name_and_address_of_the_delivery(
    desk: OrderDesk, e: Environment
) -> None:
    await desk.carry(order(number="1000", customer=customer_of(company="Balie", email="balie@example.com")))
    [default] = e.profit.relations.debtors
    desk.settings = OrderSettings.model_validate({"default_debtor": {"value": default, "force": True}})
    outcome = await desk.carry(order(customer=customer_of(company=None, first_name="Fenna")))
    row = e.profit.orders.find(outcome.number)
    assert row is not None
    assert (row["DebtorId"], row["DeliveryName"], row["DeliveryStreet"]) == (default, "Fenna Dam", "Keizersgracht")


async def test_a_house_number_that_is_none_is_held_before_anything_is_written(desk: OrderDesk, e: Environment) -> None:
    address = {**ELSEWHERE, "number": "B12"}
    outcome = await desk.carry(order(billing_address=address))
    assert outcome.state is State.HELD
    [problem] = outcome.problems
    assert (problem.path, "digits" in problem.remedy) == ("billing_address.number", True)
    assert "B12" not in str(problem)
    assert e.calls("POST") == 0


async def test_an_order_in_the_books_with_another_customer_is_held(desk: OrderDesk, e: Environment) -> None:
    await desk.carry(order())
    await forget_links(desk)
    outcome = await desk.carry(order(customer=customer_of(email="ander@example.com", company="Ander B.V.")))
    assert outcome.state is State.HELD
    assert "another customer" in outcome.reason


async def test_an_article_that_afas_lacks_is_made_where_the_flow_says_so(desk: OrderDesk, e: Environment) -> None:
    desk.settings = OrderSettings.model_validate({"missing_article": "create"})
    new = order(lines=[{**LINES[0], "sku": "NIEUW-1", "description": "Servies", "vat_rate": 9}])
    held = await desk.carry(new)
    assert (held.state, "writing.new_articles.group" in " ".join(map(str, held.problems))) == (State.HELD, True)
    e.connection = e.connected(writing={"new_articles": {"group": "300", "vat_group": "2"}})
    desk.target = e.target(missing_article="create")  # type: ignore[assignment]
    assert (await desk.carry(new)).state is State.WRITTEN
    [made] = [item for item in e.profit.masters.items if item.code == "NIEUW-1"]
    assert (made.description, made.vat_group) == ("Servies", "2")


async def test_a_dry_run_writes_nothing_and_tells_fields_by_place(desk: OrderDesk, e: Environment) -> None:
    outcome = await desk.carry(order(), write=False)
    assert outcome.state is State.SKIPPED
    assert "KnSalesRelationOrg.KnOrganisation.Nm" in outcome.reason
    assert e.calls("POST") == e.calls("PUT") == 0


async def test_empty_fields_of_a_debtor_are_filled_in_and_others_left(desk: OrderDesk, e: Environment) -> None:
    await desk.carry(order(customer=customer_of(phone=None)))
    await desk.carry(order(number="1002", customer=customer_of(company="Bakkerij Van Dam en Zoon")))
    [debtor] = e.profit.relations.debtors.values()
    party = e.profit.relations.party_of(debtor)
    assert (party["TeNr"], party["Nm"]) == ("+31205550100", "Bakkerij Van Dam B.V.")
    assert len(list(e.profit.relations.contacts.by_number)) == 1
