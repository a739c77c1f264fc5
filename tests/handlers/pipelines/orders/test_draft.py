"""What is decided about an order without a call: credits, documents below zero, and a debtor who stands in."""

import pytest

from handlers.pipelines.orders.settings import OrderSettings
from relay.model import State
from tests.handlers.pipelines.orders.fakes import OrderDesk, document
from tests.handlers.pipelines.orders.people import order_of


@pytest.mark.parametrize(("quantity", "state"), [(-1, State.WRITTEN), (1, State.HELD)])
async def test_a_credit_that_would_charge_the_customer_is_held(quantity: int, state: State, desk: OrderDesk) -> None:
    line = {"sku": "BR-100", "quantity": quantity, "unit_price": "12.50"}
    outcome = await desk.carry(document(credit_of="1000", lines=[line]))
    assert outcome.state is state
    assert [problem.path for problem in outcome.problems] == ([] if state is State.WRITTEN else ["credit_of"])


@pytest.mark.parametrize(("shipping", "state"), [("-13.00", State.HELD), ("-12.00", State.WRITTEN)])
async def test_a_document_that_its_costs_bring_below_zero_is_held_as_a_credit_is(
    shipping: str, state: State, desk: OrderDesk
) -> None:
    desk.settings = OrderSettings.model_validate({"credits": "hold", "shipping_cost": {"item": "BR-200"}})
    line = {"sku": "BR-100", "quantity": 1, "unit_price": "12.50"}
    assert (await desk.carry(document(lines=[line], shipping={"amount": shipping}))).state is state


async def test_a_draft_on_a_debtor_who_stands_in_writes_out_where_it_goes_and_keeps_who_pays(desk: OrderDesk) -> None:
    draft = (await desk.run(order_of())).known
    assert not draft.party.ships_elsewhere
    booked = draft.about(draft.party.booked_on("10000"))
    assert (booked.debtor, booked.stands_in, booked.party.ships_elsewhere) == ("10000", True, True)
    assert (booked.order.ship_to.name, booked.order.ship_to.line) == ("Anna de Wit", "Keizersgracht 12")
    assert booked.order.billing_address == draft.order.billing_address
    assert booked.order.customer == draft.order.customer
    assert booked.priced == draft.priced
