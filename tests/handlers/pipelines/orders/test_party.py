"""The debtor that settings choose before anybody is looked for: for all orders, a way of paying, or no mark at all."""

from typing import Any

import pytest

from handlers.pipelines.orders.party import choose_debtor
from handlers.pipelines.orders.settings import OrderSettings
from mapping.documents.order import Order
from mapping.documents.reading import read_order
from tests.handlers.pipelines.orders.fakes import ELSEWHERE, document

DEFAULT = {"value": "10000", "by_country": {"DE": "10049"}, "by_store": {"market": "10080"}}
GERMAN = {"street": "Hauptstr.", "number": "1", "postcode": "10115", "city": "Berlin", "country": "DE"}


def read(**changes: Any) -> Order:
    return read_order(document(**changes), strict=False)


def settings(*, force: bool = False, **more: Any) -> OrderSettings:
    return OrderSettings.model_validate({"default_debtor": {**DEFAULT, "force": force}, **more})


def test_an_order_with_a_mark_has_none() -> None:
    assert choose_debtor(settings(), read()) == (None, "")


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
    assert choose_debtor(settings(force=force), read(customer=person, **changes)) == (number, "default_debtor")


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
    found, _ = choose_debtor(settings(customer={"match": match}), read(customer=customer))
    assert found == ("10000" if taken else None)


def test_a_way_of_paying_may_have_its_own_which_wins_over_the_forced_one() -> None:
    chosen = settings(force=True, payment_methods={"market-pay": {"default_debtor": "10090"}})
    assert choose_debtor(chosen, read(payment_method="market-pay")) == ("10090", "payment_methods")
    assert choose_debtor(chosen, read(payment_method="ideal")) == ("10000", "default_debtor")
