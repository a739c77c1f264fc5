"""VAT rates that a source leaves out are worked out from the VAT it states, or left open."""

from decimal import Decimal
from typing import Any

import pytest

from mapping.documents.order import Order
from mapping.money import line_amount
from mapping.pricing.rates import find_rates
from tests.mapping.pricing.orders import ITEMS, WITHOUT_VAT, a_line, an_order, problems_of


def rates(order: Order) -> list[Decimal | None]:
    return find_rates(order, [[line_amount(line) for line in order.lines]])[0]


def taxed(price: str, vat: str | None, **more: Any) -> dict[str, Any]:
    return a_line(price, None, vat_amount=vat, **more)


def test_a_stated_rate_is_left_alone_whatever_the_vat() -> None:
    order = an_order(a_line("100.00", 9, vat_amount="21.00"))
    assert find_rates(order, [[Decimal(100)]]) == ([Decimal(9)], [])


@pytest.mark.parametrize("includes", [True, False])
def test_each_line_has_the_rate_that_its_vat_tells(includes: bool) -> None:  # noqa: FBT001 - one order of each kind
    vats = ("17.36", "8.26") if includes else ("21.00", "9.00")
    order = an_order(*(taxed("100.00", vat) for vat in vats), prices_include_vat=includes)
    assert rates(order) == [21, 9]


def test_a_small_line_has_the_rate_of_a_larger_one_where_both_fit() -> None:
    assert rates(an_order(taxed("0.03", "0.00"), taxed("100.00", "9.00"))) == [9, 9]


def test_two_rates_of_which_one_is_none_are_not_taken_for_one() -> None:
    assert rates(an_order(taxed("100.00", "21.00"), taxed("50.00", "0.00"))) == [21, 0]


@pytest.mark.parametrize(
    ("prices", "vats", "rate"),
    [
        (("50.00", "50.00"), ("9.00", "0.00"), 9),  # 18 % is no rate of this country
        (("100.00", "10.00"), ("9.90", "0.00"), 9),
        (("100.00", "50.00", "30.00"), ("37.80", "0.00", "0.00"), 21),
        (("10.00", "20.00"), ("4.00", "2.30"), 21),  # fits neither line, and both together
    ],
)
def test_vat_of_all_lines_on_some_is_parted_at_the_rate_of_all(
    prices: tuple[str, ...], vats: tuple[str, ...], rate: int
) -> None:
    order = an_order(*map(taxed, prices, vats))
    assert rates(order) == [rate] * len(prices)


def test_a_rate_of_the_country_the_goods_go_to_is_usual_too() -> None:
    order = an_order(taxed("100.00", "12.00"), taxed("50.00", "0.00"))
    address = order.billing_address.model_copy(update={"country": "BE"})
    assert rates(order.model_copy(update={"billing_address": address})) == [12, 0]


def test_lines_of_one_class_have_one_rate() -> None:
    lines = [a_line("5.00", 9, vat_class="low"), a_line("7.00", None, vat_class="low"), a_line("8.00", None)]
    assert rates(an_order(*lines)) == [9, 9, None]


@pytest.mark.parametrize(
    ("totals", "rate"),
    [
        ({"vat": "31.50"}, 21),
        ({"excluding_vat": "150.00", "including_vat": "181.50"}, 21),
        ({"vat": "13.50"}, 9),
        ({"vat": "22.50"}, None),  # 15 % would fit, and is what 21 and 9 look like together
        ({"including_vat": "181.50"}, None),
        (None, None),
    ],
)
def test_lines_without_any_vat_have_the_one_rate_of_the_order(totals: dict[str, str] | None, rate: int | None) -> None:
    order = an_order(a_line("100.00", None), a_line("50.00", None), totals=totals)
    assert rates(order) == [rate, rate]


def test_the_vat_of_other_lines_and_of_costs_is_taken_off_first() -> None:
    order = an_order(
        a_line("100.00", 9),
        a_line("50.00", None),
        shipping={"amount": "12.10", "includes_vat": True, "vat_rate": 21},
        payment_cost={"amount": "1.00"},
        totals={"vat": "21.81"},  # 9.00 + 10.50 + 2.10 + 0.21
    )
    assert rates(order) == [9, 21]


@pytest.mark.parametrize("vat", ["18.90", "21.00"])
def test_vat_on_the_line_may_be_of_the_price_after_the_orders_discount_or_before(vat: str) -> None:
    order = an_order(taxed("100.00", vat), discount_percent=10)
    readings = [[Decimal(90)], [Decimal(100)]]
    assert find_rates(order, readings)[0] == [21]
    assert str(find_rates(order, readings)[1][0]).startswith("lines[0]: VAT rate 21")


def test_a_rate_that_nothing_tells_is_left_out_and_told_where_it_is_needed() -> None:
    order = an_order(taxed("121.00", "13.37"), prices_include_vat=True)
    assert rates(order) == [None]
    assert list(problems_of(order, ITEMS, WITHOUT_VAT)) == ["lines[0].vat_rate"]


def test_a_line_that_is_free_needs_no_rate_for_the_others_to_be_found() -> None:
    assert rates(an_order(taxed("0.00", "0.00"), taxed("100.00", "21.00"))) == [None, 21]
