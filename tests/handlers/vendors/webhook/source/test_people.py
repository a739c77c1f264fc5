"""Whose a posted document is: by the shop's own numbers, so that what is kept of one person is found and no other's."""

from typing import Any

import pytest
from hypothesis import given

from relay.roles import TellsWhose
from tests.handlers.pipelines.orders.fakes import customer_of, document
from tests.handlers.vendors.webhook.source.shops import customer, customers_of, sample, source_of
from tests.json_values import json_values

SHOPIFY, SHOPIFY_ORDERS = customers_of(format="shopify"), source_of(format="shopify")
WOOCOMMERCE, WOOCOMMERCE_ORDERS = customers_of(format="woocommerce"), source_of(format="woocommerce")
OWN, OWN_ORDERS = customers_of(), source_of()
REDACT = {
    "shop_id": 954889,
    "shop_domain": "shop.example.com",
    "customer": {"id": 207119551, "email": "noor@example.com"},
    "orders_to_redact": [6200000001401],
}


def test_a_request_of_shopify_finds_the_customer_and_their_orders() -> None:
    order = sample("shopify")
    assert SHOPIFY.whose(REDACT) == {"customer 207119551", "order 6200000001401"}
    assert SHOPIFY.whose(REDACT) & SHOPIFY_ORDERS.whose(order)
    assert SHOPIFY.whose(customer("shopify", id=207119551)) == {"customer 207119551"}


def test_an_order_of_a_guest_is_found_by_its_own_id_and_by_no_one_elses() -> None:
    order = sample("shopify") | {"id": 6200000001401, "customer": None}
    assert SHOPIFY_ORDERS.whose(order) == {"order 6200000001401"}
    assert SHOPIFY.whose(REDACT).isdisjoint(SHOPIFY_ORDERS.whose(order | {"id": 7}))


def test_guests_of_woocommerce_are_not_one_customer() -> None:
    order = sample("woocommerce") | {"id": 7001, "customer_id": 0}
    assert WOOCOMMERCE_ORDERS.whose(order) == {"order 7001"}
    assert WOOCOMMERCE_ORDERS.whose(order | {"customer_id": 48}) & WOOCOMMERCE.whose(customer("woocommerce"))


def test_in_the_relays_own_format_an_order_names_its_customer_by_their_code() -> None:
    asks = {"number": "C-2001", "erased": True}
    assert OWN.whose(asks) & OWN_ORDERS.whose(document(customer=customer_of(code="C-2001")))
    assert OWN.whose(asks).isdisjoint(OWN_ORDERS.whose(document(customer=customer_of(code="C-2002"))))
    assert OWN_ORDERS.whose(document()) == frozenset()


@pytest.mark.parametrize("source", [SHOPIFY, SHOPIFY_ORDERS, WOOCOMMERCE, WOOCOMMERCE_ORDERS, OWN, OWN_ORDERS])
@given(value=json_values)
def test_any_json_is_nobodys_or_somebodys_and_never_an_error(source: Any, value: Any) -> None:
    assert isinstance(source, TellsWhose)
    assert all(isinstance(name, str) for name in source.whose(value))
