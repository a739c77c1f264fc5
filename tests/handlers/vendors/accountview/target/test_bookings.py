"""Priced lines are booked by account and code to the cent, and what cannot be booked is told."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.accountview.target.bookings import booking_problems, bookings_of
from handlers.vendors.accountview.target.prices import page_total
from mapping.pricing import PricedLine, PricedOrder
from tests.handlers.vendors.accountview.office import some_settings
from tests.handlers.vendors.accountview.orders import a_booked_order, a_priced_line


def an_order_of(*lines: PricedLine) -> PricedOrder:
    net = sum((line.net or Decimal() for line in lines), Decimal("0.00"))
    vat = sum((line.vat or Decimal() for line in lines), Decimal("0.00"))
    return PricedOrder(lines, includes_vat=False, amount=net, net=net, vat=vat, gross=net + vat)


def test_lines_of_one_account_and_code_are_one_booking() -> None:
    told = [
        (one.account, one.vat_code, one.amount, one.vat_amount)
        for one in bookings_of(a_booked_order(), some_settings())
    ]
    assert told == [
        ("8000", "2", Decimal("31.73"), Decimal("6.66")),
        ("8010", "1", Decimal("10.00"), Decimal("0.90")),
        ("4990", None, Decimal("0.01"), Decimal("0.00")),
    ]


def test_an_order_that_can_be_booked_has_no_problems() -> None:
    assert booking_problems(a_booked_order()) == []


def test_an_order_that_comes_to_nothing_on_each_account_is_told() -> None:
    order = an_order_of(a_priced_line("goods", "5.00", "1.05"), a_priced_line("goods", "-5.00", "-1.05"))
    assert bookings_of(order, some_settings()) == ()
    assert "nothing to book" in booking_problems(order)[0].rule


def test_what_keeps_a_line_from_being_booked_is_told_by_its_place() -> None:
    lines = (
        replace(a_priced_line("goods", "5.00", "1.05", position=0), net=None),
        a_priced_line("goods", "5.00", "1.05", account=None, position=1),
        a_priced_line("shipping", "5.00", "1.05", account=None),
        a_priced_line("goods", "0.00", "0.00", account=None, code=None, position=3),
    )
    order = an_order_of(*lines)
    assert [problem.path for problem in booking_problems(order)] == [
        "lines[0].vat_rate",
        "lines[1].revenue_account",
        "shipping.revenue_account",
    ]
    assert bookings_of(order, some_settings()) == ()


def test_vat_without_a_code_is_told_with_its_rate_and_account() -> None:
    [problem] = booking_problems(an_order_of(a_priced_line("goods", "5.00", "1.05", code=None)))
    assert problem.rule == "VAT of 21% on account 8000 has no VAT code"


def test_lines_that_do_not_come_to_the_order_are_told_and_never_booked() -> None:
    order = replace(a_booked_order(), gross=Decimal("49.31"))
    [problem] = booking_problems(order)
    assert (problem.path, problem.rule) == ("totals.including_vat", "is 49.31, and its lines come to 49.30")


CENTS = st.decimals(Decimal("0.01"), 10**5, allow_nan=False, allow_infinity=False, places=2)
LINES = st.builds(
    lambda net, vat, role, code, account: a_priced_line(role, str(net), str(vat), code=code, account=account),
    CENTS,
    CENTS,
    st.sampled_from(["goods", "text", "shipping", "payment", "discount", "rounding"]),
    st.sampled_from(["1", "2"]),
    st.sampled_from(["8000", "8010"]),
)


@given(st.lists(LINES, min_size=1, max_size=30), st.sampled_from(["positive", "negative"]))
def test_the_bookings_of_any_order_come_to_its_total_to_the_cent(lines: list[PricedLine], revenue: str) -> None:
    order, settings = an_order_of(*lines), some_settings(page_revenue=revenue)
    assert booking_problems(order) == []
    bookings = bookings_of(order, settings)
    assert page_total([(one.amount, one.vat_amount) for one in bookings], settings) == order.gross
