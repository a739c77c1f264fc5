"""The debtor that settings choose before anybody is looked for: for all orders, a way of paying, or no mark at all."""

from typing import Any

import pytest

from handlers.pipelines.orders.party import chosen_debtor
from handlers.pipelines.orders.settings import OrderSettings
from mapping.documents.order import Order
from mapping.documents.reading import read_order
from relay.model import State
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, OrderDesk, document
from tests.handlers.pipelines.orders.people import order_of

DEFAULT = {"value": "10000", "by_country": {"DE": "10049"}, "by_store": {"market": "10080"}}
GERMAN = {"street": "Hauptstr.", "number": "1", "postcode": "10115", "city": "Berlin", "country": "DE"}


def read(**changes: Any) -> Order:
    return read_order(document(**changes), strict=False)


def settings(*, force: bool = False, **more: Any) -> OrderSettings:
    return OrderSettings.model_validate({"default_debtor": {**DEFAULT, "force": force}, **more})


def test_an_order_with_a_mark_has_none() -> None:
    assert chosen_debtor(settings(), read()) == (None, "")


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({}, "10000"),
        ({"shipping_address": GERMAN}, "10049"),
        ({"store": "market"}, "10080"),
        ({"store": "market", "shipping_address": GERMAN}, "10080"),
        ({"store": "other", "shipping_address": ELSEWHERE}, "10000"),
    ],
)
def test_it_is_chosen_by_shop_then_country_then_for_all_forced_and_as_fallback(
    changes: dict[str, Any], number: str, *, force: bool
) -> None:
    person = {"last_name": "Wit"} | ({"email": "anna@example.com"} if force else {})
    assert chosen_debtor(settings(force=force), read(customer=person, **changes)) == (number, "default_debtor")


@pytest.mark.parametrize(
    ("match", "customer", "taken"),
    [
        (["link", "email", "vat_number"], {"last_name": "Wit"}, True),
        (["link", "email", "vat_number"], {"last_name": "Wit", "vat_number": "NL850123456B01"}, True),
        (["link", "email", "vat_number"], {"company": "De Wit", "vat_number": "NL850123456B01"}, False),
        (["link", "customer_code"], {"last_name": "Wit", "email": "anna@example.com"}, True),
        (["link", "customer_code"], {"last_name": "Wit", "code": "10023"}, False),
        (["link", "name_and_address"], {"last_name": "Wit"}, False),
    ],
)
def test_without_any_mark_of_the_chain_it_is_taken_and_with_one_it_is_not(
    match: list[str], customer: dict[str, str], *, taken: bool
) -> None:
    found, _ = chosen_debtor(settings(customer={"match": match}), read(customer=customer))
    assert found == ("10000" if taken else None)


def test_a_way_of_paying_may_have_its_own_which_wins_over_the_forced_one() -> None:
    chosen = settings(force=True, payment_methods={"market-pay": {"default_debtor": "10090"}})
    assert chosen_debtor(chosen, read(payment_method="market-pay")) == ("10090", "payment_methods")
    assert chosen_debtor(chosen, read(payment_method="ideal")) == ("10000", "default_debtor")


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
