"""Costs of shipping and paying: on which article, at which rate of VAT, and none where there is nothing to pay."""

from decimal import Decimal

import pytest

from mapping.pricing import Basis, CostItem, Pricing, price_order
from tests.mapping.pricing.orders import (
    ITEMS,
    WITHOUT_VAT,
    a_line,
    amounts,
    an_order,
    money,
    problems_of,
    settings_of,
)

MIXED = (a_line("10.00", 21), a_line("30.00", 9), a_line("5.00", 0))
SHIPPING = {"amount": "4.50"}


@pytest.mark.parametrize(
    ("vat", "stated", "found"),
    [
        ("source", 0, [("0", "4.50")]),
        ("source", None, [("9", "4.50")]),
        ("main_goods", 0, [("9", "4.50")]),
        ("highest", 0, [("21", "4.50")]),
        ("fixed", 0, [("21", "4.50")]),
        ("pro_rata", 0, [("21", "1.00"), ("9", "3.00"), ("0", "0.50")]),
    ],
)
def test_the_rate_of_a_cost_is_by_the_rule(vat: str, stated: int | None, found: list[tuple[str, str]]) -> None:
    order = an_order(*MIXED, shipping={**SHIPPING, "vat_rate": stated})
    priced = price_order(order, settings_of(vat=vat), WITHOUT_VAT)
    lines = [(line.vat_rate, line.amount) for line in priced.lines if line.role == "shipping"]
    assert lines == [(Decimal(rate), Decimal(amount)) for rate, amount in found]


def test_the_cents_of_a_cost_over_several_rates_come_to_it() -> None:
    order = an_order(a_line("1", 21), a_line("1", 9), a_line("1", 0), shipping={"amount": "1.00"})
    priced = price_order(order, settings_of(vat="pro_rata"), WITHOUT_VAT)
    assert amounts(priced, "shipping") == money("0.34", "0.33", "0.33")


def test_the_main_goods_are_those_after_discount() -> None:
    order = an_order(a_line("10.00", 21, discount_percent=90), a_line("5.00", 9), shipping=SHIPPING)
    assert price_order(order, ITEMS, WITHOUT_VAT).lines[2].vat_rate == 9


@pytest.mark.parametrize("vat", ["source", "main_goods", "highest", "pro_rata"])
def test_with_free_goods_a_cost_has_their_rate(vat: str) -> None:
    order = an_order(a_line("0", 9), shipping=SHIPPING)
    assert price_order(order, settings_of(vat=vat), WITHOUT_VAT).lines[1].vat_rate == 9


def test_a_cost_of_nothing_is_no_line_and_needs_no_article() -> None:
    order = an_order(a_line("1.00"), shipping={"amount": 0}, payment_cost={"amount": "0.00"})
    assert len(price_order(order, Pricing(), WITHOUT_VAT).lines) == 1


def test_a_cost_without_an_article_names_the_setting() -> None:
    order = an_order(a_line("1.00"), shipping=SHIPPING, payment_cost={"amount": "1.00"})
    assert list(problems_of(order, Pricing())) == ["settings.shipping_cost.item", "settings.payment_cost.item"]
    assert problems_of(order, Pricing(), Basis(includes_vat=False, on_accounts=True)) == {}


def test_the_article_is_by_method_where_methods_differ() -> None:
    rule = CostItem(item="SHIP", items={"express": "FAST"})
    chosen = Pricing(shipping_cost=rule, payment_cost=CostItem(items={"cod": "COD"}))
    more = {"shipping": SHIPPING, "payment_cost": {"amount": 1}, "payment_method": "cod"}
    for method, item in (("express", "FAST"), ("parcel", "SHIP"), (None, "SHIP")):
        priced = price_order(an_order(*MIXED, shipping_method=method, **more), chosen, WITHOUT_VAT)
        assert [line.sku for line in priced.lines[3:]] == [item, "COD"]


def test_the_text_is_the_sources_else_the_settings_else_ours() -> None:
    texts = []
    for given, chosen in (("By bike", "Freight"), (None, "Freight"), (None, None)):
        settings = Pricing(shipping_cost=CostItem(item="SHIP", description=chosen))
        order = an_order(a_line(1), shipping={**SHIPPING, "description": given})
        texts.append(price_order(order, settings, WITHOUT_VAT).lines[1].description)
    assert texts == ["By bike", "Freight", "Shipping costs"]


def test_costs_given_back_are_one_piece_taken_back() -> None:
    line = price_order(an_order(a_line("1.00"), shipping={"amount": "-4.95"}), ITEMS, WITHOUT_VAT).lines[1]
    assert (line.quantity, line.unit_price, line.amount) == tuple(money("-1", "4.95", "-4.95"))


def test_a_cost_whose_rate_nobody_knows_is_told_where_it_must_be_converted() -> None:
    order = an_order(a_line("1.00", None), shipping={"amount": 5, "includes_vat": True})
    assert list(problems_of(order)) == ["shipping.vat_rate"]
    order = an_order(a_line("1.00", None), payment_cost={"amount": 5, "includes_vat": True})
    assert list(problems_of(order)) == ["payment_cost.vat_rate"]


def test_goods_without_a_rate_leave_the_stated_rate_of_a_cost_alone() -> None:
    order = an_order(a_line("1.00", None), shipping={"amount": 5, "vat_rate": 21})
    assert price_order(order, ITEMS, WITHOUT_VAT).lines[1].vat_rate == 21
