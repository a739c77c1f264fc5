"""VAT in and out of amounts: what goes out and in again is the same to the cent, per line and per rate."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mapping.documents.order import OrderLine
from mapping.functions import FUNCTIONS
from mapping.money import line_amount
from tests.totals import line_totals

CENT = Decimal("0.01")
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "5.5", "6", "9", "19", "21", "25.5", "27")])
CENTS = st.decimals(Decimal(-100000), Decimal(100000), places=2)
LINES = st.builds(
    OrderLine,
    sku=st.just("BR-1"),
    quantity=st.integers(1, 500),
    unit_price=st.decimals(0, 1000, places=3),
    discount_percent=st.decimals(0, 100, places=1),
    vat_rate=RATES,
)


def call(name: str, value: Any, **given_: Any) -> Any:
    return FUNCTIONS[name].call(value, given_)


@given(CENTS, RATES)
def test_an_amount_with_vat_survives_the_way_out_and_back_to_the_cent(amount: Decimal, rate: Decimal) -> None:
    back = call("including_vat", call("excluding_vat", amount, rate=rate), rate=rate)
    assert abs(back - amount) <= CENT
    assert call("including_vat", call("excluding_vat", amount, rate=rate, places=6), rate=rate) == amount


@given(CENTS, RATES)
def test_an_amount_without_vat_survives_the_way_in_and_back_to_the_cent(amount: Decimal, rate: Decimal) -> None:
    assert call("excluding_vat", call("including_vat", amount, rate=rate), rate=rate) == amount


@given(LINES)
def test_the_vat_of_a_line_is_that_of_its_amount_to_the_cent(line: OrderLine) -> None:
    for include in (True, False):
        totals = line_totals(line, prices_include_vat=include)
        name = "excluding_vat" if include else "including_vat"
        found = call(name, line_amount(line), rate=line.vat_rate)
        assert found == (totals.excluding_vat if include else totals.including_vat)


@given(st.lists(LINES, min_size=1, max_size=20), RATES)
def test_per_rate_and_per_line_differ_by_half_a_cent_for_each_line_at_most(
    lines: list[OrderLine], rate: Decimal
) -> None:
    amounts = [line_amount(line) for line in lines]
    per_line = call("sum", [call("excluding_vat", amount, rate=rate) for amount in amounts])
    per_rate = call("excluding_vat", call("sum", amounts), rate=rate)
    assert abs(per_line - per_rate) <= (len(lines) + 1) * CENT / 2


@given(st.lists(CENTS, max_size=20), RATES)
def test_net_and_vat_of_one_rate_add_up_to_the_gross(amounts: list[Decimal], rate: Decimal) -> None:
    gross = call("sum", amounts)
    net = call("excluding_vat", gross, rate=rate)
    assert call("sum", [net, gross - net]) == gross


def test_the_worked_example_holds_per_line_and_per_rate() -> None:
    lines = [Decimal("9.99") * 3, Decimal("1.95") * 7, Decimal("0.35") * 13]
    assert call("sum", [call("excluding_vat", line, rate=21) for line in lines]) == Decimal("39.81")
    assert call("excluding_vat", call("sum", lines), rate=21) == Decimal("39.81")


@given(st.decimals(Decimal(1), Decimal(100000), places=2), st.sampled_from([0, 9, 21]))
def test_the_rate_of_an_amount_is_found_again(net: Decimal, rate: int) -> None:
    vat = call("including_vat", net, rate=rate) - net
    assert call("vat_rate", {"n": net, "v": vat}, net="n", vat="v", rates=[0, 9, 21]) == rate
