"""What went wrong in other connectors with amounts, each as one order: the numbers are those of the domain notes."""

from decimal import Decimal

import pytest

from mapping.pricing import Basis, CostItem, Discounts, Pricing, PricingError, price_order
from tests.mapping.pricing.orders import (
    ITEMS,
    WITH_VAT,
    WITHOUT_VAT,
    a_line,
    amounts,
    an_order,
    money,
    problems_of,
    settings_of,
)

THREE = (a_line("9.99", quantity=3), a_line("1.95", quantity=7), a_line("0.35", quantity=13))


def test_lesson_8_one_stated_total_is_trusted_and_a_cent_of_tax_is_reconciled() -> None:
    order = an_order(a_line("22.22"), totals={"including_vat": "26.88", "vat": "4.66"})  # the lines make 4.67
    priced = price_order(order, ITEMS, WITHOUT_VAT)
    assert amounts(priced, "rounding") == money("-0.01")
    assert priced.gross == Decimal("26.88")


@pytest.mark.parametrize(("level", "vat", "gross"), [("line", "0.09", "0.45"), ("rate", "0.08", "0.44")])
def test_lesson_9_the_level_of_rounding_is_a_setting(level: str, vat: str, gross: str) -> None:
    order = an_order(*[a_line("0.12")] * 3)
    priced = price_order(order, settings_of(level=level), WITHOUT_VAT)
    assert (priced.vat, priced.gross) == (Decimal(vat), Decimal(gross))
    assert sum(line.vat for line in priced.lines if line.vat is not None) == priced.vat


@pytest.mark.parametrize("basis", [WITH_VAT, WITHOUT_VAT, Basis(includes_vat=False, decimals=2)])
def test_lesson_10_a_line_is_rounded_before_it_is_divided_by_its_quantity(basis: Basis) -> None:
    order = an_order(*THREE, prices_include_vat=True, totals={"including_vat": "48.17"})
    priced = price_order(order, ITEMS, basis)
    assert priced.gross == Decimal("48.17")
    assert priced.net == Decimal("39.81")


@pytest.mark.parametrize("how", ["spread", "line"])
def test_lesson_11_a_discount_comes_off_before_tax(how: str) -> None:
    order = an_order(a_line("80.00", 10), a_line("20.00", 10), discount_amount="20.00")
    priced = price_order(order, settings_of(how=how), WITHOUT_VAT)
    assert (priced.net, priced.vat, priced.gross) == tuple(money("80.00", "8.00", "88.00"))  # not 90


def test_lesson_12_a_source_that_puts_all_tax_on_the_first_line_gets_the_rate_of_the_order() -> None:
    lines = [a_line("100.00", None, vat_amount="31.50"), a_line("50.00", None, vat_amount="0.00")]
    priced = price_order(an_order(*lines), ITEMS, WITHOUT_VAT)
    assert [line.vat for line in priced.lines] == money("21.00", "10.50")
    assert any("21" in str(note) and "31.50" in str(note) for note in priced.notes)


def test_lesson_14_shipping_has_its_own_flag_for_vat() -> None:
    order = an_order(a_line("100.00"), shipping={"amount": "12.10", "includes_vat": True})
    priced = price_order(order, ITEMS, WITHOUT_VAT)
    assert amounts(priced, "shipping") == money("10.00")
    order = an_order(a_line("121.00"), prices_include_vat=True, shipping={"amount": "10.00", "includes_vat": False})
    priced = price_order(order, ITEMS, WITH_VAT)
    assert amounts(priced, "shipping") == money("12.10")
    assert priced.gross == Decimal("133.10")


def test_lesson_15_vat_is_told_by_rate() -> None:
    order = an_order(a_line("100.00", 21), a_line("50.00", 9), a_line("10.00", 21), a_line("5.00", 0))
    found = [(rate.rate, rate.net, rate.vat, rate.gross) for rate in price_order(order, ITEMS, WITHOUT_VAT).by_rate]
    assert found == [
        tuple(money("21", "110.00", "23.10", "133.10")),
        tuple(money("9", "50.00", "4.50", "54.50")),
        tuple(money("0", "5.00", "0.00", "5.00")),
    ]


def test_lesson_16_amounts_keep_the_currency_of_the_order() -> None:
    assert price_order(an_order(a_line("10.00"), currency="GBP"), ITEMS, WITHOUT_VAT).currency == "GBP"


def test_lesson_33_a_coupon_that_was_left_out_is_caught_by_the_total() -> None:
    order = an_order(a_line("100.00"), totals={"including_vat": "108.90"})  # 10 % off, says the shop
    told = problems_of(order)
    assert list(told) == ["totals.including_vat"]
    assert "108.90" in told["totals.including_vat"]
    assert "121.00" in told["totals.including_vat"]
    assert problems_of(an_order(a_line("100.00"), discount_percent=10, totals={"including_vat": "108.90"})) == {}


def test_lesson_34_a_credit_is_made_of_the_stored_amounts_shipping_and_its_vat_among_them() -> None:
    shipping = {"amount": "4.95", "vat_rate": 21}
    sold = an_order(*THREE, prices_include_vat=True, shipping=shipping, discount_amount="1.00")
    credit = an_order(
        *({**line, "quantity": -line["quantity"]} for line in THREE),
        prices_include_vat=True,
        credit_of="1001",
        shipping={**shipping, "amount": "-4.95"},
        discount_amount="1.00",
        totals={"including_vat": "-52.12", "vat": "-9.04"},
    )
    for basis in (WITH_VAT, WITHOUT_VAT):
        there, back = price_order(sold, ITEMS, basis), price_order(credit, ITEMS, basis)
        assert there.gross == Decimal("52.12")
        assert [(-line.amount, line.vat and -line.vat) for line in there.lines] == [
            (line.amount, line.vat) for line in back.lines
        ]


def test_a_line_of_discount_is_never_at_one_rate_where_the_order_has_two() -> None:
    settings = Pricing(discount=Discounts(how="line", item="DISC"), shipping_cost=CostItem(item="SHIP"))
    priced = price_order(an_order(a_line("100.00", 21), a_line("50.00", 9), discount_percent=10), settings, WITHOUT_VAT)
    found = [(line.sku, line.vat_rate, line.amount) for line in priced.lines if line.role == "discount"]
    assert found == [("DISC", Decimal(21), Decimal("-10.00")), ("DISC", Decimal(9), Decimal("-5.00"))]


def test_an_error_of_pricing_is_a_value_error_that_tells_all() -> None:
    with pytest.raises(PricingError, match=r"totals\.including_vat: is stated as 1\.00"):
        price_order(an_order(a_line("100.00"), totals={"including_vat": "1.00"}), ITEMS, WITHOUT_VAT)
