"""An entry of a shop's order is parted by the VAT that the shop states for it, and no cent of it is lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.webhook.source.shop_reading import line
from handlers.vendors.webhook.source.taxed_parts import Part, Tax, split_by_rate
from mapping.money import gross_of, net_of, round_cents

CENTS = st.decimals("0.50", "5000", places=2)
RATES = st.sampled_from([Decimal(21), Decimal(19), Decimal(9), Decimal(6), Decimal("5.5")])


def vat_of(amount: Decimal, rate: Decimal, *, includes_vat: bool) -> Decimal:
    return round_cents(amount - net_of(amount, rate) if includes_vat else gross_of(amount, rate) - amount)


@given(CENTS, CENTS, st.booleans())
def test_two_rates_part_an_entry_as_the_shop_did_it(high: Decimal, low: Decimal, includes_vat: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    rates = (Decimal(21), Decimal(9))
    taxes = [
        Tax(rate, vat_of(amount, rate, includes_vat=includes_vat))
        for amount, rate in zip((high, low), rates, strict=True)
    ]
    parts = split_by_rate(high + low, taxes, includes_vat=includes_vat)
    assert sum((part.amount for part in parts), Decimal(0)) == high + low
    if len(parts) > 1:
        assert [part.rate for part in parts] == list(rates)
        assert all(
            abs(part.amount - amount) <= Decimal("0.11") for part, amount in zip(parts, (high, low), strict=True)
        )
    else:
        assert parts[0].vat == sum((tax.vat for tax in taxes), Decimal(0))


@given(CENTS, RATES, st.booleans())
def test_a_rate_that_explains_its_vat_is_believed(amount: Decimal, rate: Decimal, includes_vat: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    vat = vat_of(amount, rate, includes_vat=includes_vat)
    assert split_by_rate(amount, [Tax(rate, vat)], includes_vat=includes_vat) == [Part(amount, rate, vat)]


def test_a_rate_that_does_not_explain_its_vat_is_not_believed_and_nothing_beside_a_rate_stays() -> None:
    [part] = split_by_rate(Decimal(100), [Tax(Decimal(21), Decimal("9.00"))], includes_vat=False)
    assert (part.rate, part.vat) == (None, Decimal("9.00"))
    [part] = split_by_rate(Decimal(100), [Tax(Decimal(21), Decimal(0))], includes_vat=False)
    assert (part.rate, part.vat) == (Decimal(21), Decimal(0))


def test_taxes_of_a_state_and_a_city_are_both_of_the_whole_and_add_up() -> None:
    taxes = [Tax(Decimal(6), Decimal("6.00")), Tax(Decimal(2), Decimal("2.00"))]
    assert split_by_rate(Decimal(100), taxes, includes_vat=False) == [Part(Decimal(100), Decimal(8), Decimal("8.00"))]


def test_taxes_that_cannot_be_told_apart_give_no_rate_and_all_of_the_vat() -> None:
    taxes = [Tax(Decimal(21), Decimal("1.00")), Tax(None, Decimal("2.00"))]
    assert split_by_rate(Decimal(100), taxes, includes_vat=False) == [Part(Decimal(100), None, Decimal("3.00"))]
    assert split_by_rate(Decimal(100), [], includes_vat=False) == [Part(Decimal(100), None, None)]


@pytest.mark.parametrize(
    ("before", "amount", "price", "discount"),
    [
        ("100", "80", "50", "20"),
        ("100", "100", "50", "0"),
        ("100", "0", "50", "100"),
        ("100", "120", "60", "0"),  # raised by hand
        ("0", "10", "5", "0"),
        ("-100", "-80", "-50", "20"),
        ("100", "-10", "-5", "0"),
    ],
)
def test_a_line_has_the_price_and_discount_that_come_to_what_is_charged(
    before: str, amount: str, price: str, discount: str
) -> None:
    made = line(Decimal(2), Decimal(before), Part(Decimal(amount), Decimal(21), None), whole=True)
    assert (made["unit_price"], made["discount_percent"]) == (Decimal(price), Decimal(discount))


@given(st.decimals("-500", "500", places=2), st.decimals("-500", "500", places=2), st.integers(1, 50))
def test_price_times_quantity_less_discount_is_the_amount_to_the_cent(before: Decimal, amount: Decimal, n: int) -> None:
    made = line(Decimal(n), before, Part(amount, None, None), whole=True)
    assert 0 <= made["discount_percent"] <= 100
    charged = made["unit_price"] * n * (100 - made["discount_percent"]) / 100
    assert round_cents(charged) == amount
