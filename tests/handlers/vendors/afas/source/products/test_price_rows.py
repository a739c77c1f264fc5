"""Prices as AFAS's rows tell them: whose they are, for how many, and on which days one of a variant holds."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.source.products.price_rows import prices_of
from handlers.vendors.afas.source.products.settings import AfasPrices
from handlers.vendors.afas.variant_codes import VariantCode
from mapping.problems import Problem
from tests.handlers.vendors.afas.source.products.documents import problems_of, read

FIRST = date(2026, 1, 1)
CODE = VariantCode("SHIRT", "M", "RED")


def a_price(**changes: Any) -> dict[str, Any]:
    row = {"ItemCode": "SHIRT", "PriceList": "*****", "CurrencyId": "EUR", "UnitId": "STK", "Price": "10.00"}
    return {**row, **changes}


def read_prices(*rows: dict[str, Any], kind: str = "article") -> list[dict[str, Any]]:
    problems: list[Problem] = []
    found = prices_of(rows, AfasPrices(), CODE, kind, Decimal(1), problems)
    assert problems == []
    return found


def amounts(*rows: dict[str, Any], kind: str = "article") -> list[str]:
    return [str(price["amount"]) for price in read_prices(*rows, kind=kind)]


def test_a_price_of_another_size_or_colour_is_none_of_this_one() -> None:
    assert amounts(a_price(StL1="S"), a_price(StL1="M", StL2="BLUE"), a_price(StL1="m", Price="11")) == ["11"]


def test_a_price_of_this_size_takes_the_place_of_that_of_the_article() -> None:
    assert amounts(a_price(), a_price(StL1="M", Price="12.00")) == ["12.00"]
    assert amounts(a_price(), a_price(StL1="M", Price="12.00", PriceList="B2B")) == ["10.00", "12.00"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [({}, {"StL2": "RED"}), ({"StL2": "RED"}, {"StL1": "M"}), ({"StL1": "M"}, {"StL1": "M", "StL2": "RED"})],
)
def test_the_first_dimension_counts_more_than_the_second_and_both_more_than_one(
    lower: dict[str, str], higher: dict[str, str]
) -> None:
    assert amounts(a_price(**lower), a_price(**higher, Price="12.00")) == ["12.00"]


def test_it_does_so_for_its_own_days_only() -> None:
    whole, own = a_price(Begin="2026-01-01"), a_price(StL1="M", Price="12", Begin="2026-03-01", End="2026-03-31")
    assert [(str(one["amount"]), one["starts_on"], one.get("ends_on")) for one in read_prices(whole, own)] == [
        ("10.00", date(2026, 1, 1), date(2026, 2, 28)),
        ("12", date(2026, 3, 1), date(2026, 3, 31)),
        ("10.00", date(2026, 4, 1), None),
    ]


@pytest.mark.parametrize(
    ("item_type", "kind", "meant"),
    [
        ("2", "article", True),
        ("Art", "article", True),
        ("7", "article", False),
        ("7", "composition", True),
        ("Sam", "composition", True),
        ("2", "composition", False),
        ("", "composition", True),
        ("1", "service", True),
    ],
)
def test_a_price_is_for_its_own_kind_of_item(item_type: str, kind: str, *, meant: bool) -> None:
    assert bool(amounts(a_price(ItemType=item_type), kind=kind)) is meant


def test_a_row_without_a_price_is_none() -> None:
    assert amounts(a_price(Price=None), a_price(Price="  ")) == []


def test_what_is_wrong_with_a_price_is_told_by_its_column() -> None:
    document = {"article": {"ItemCode": "X"}, "prices": [a_price(Price="1.234"), a_price(Begin="gisteren")]}
    assert problems_of(document, prices={}) == ["Price", "Begin"]


def test_a_price_factor_is_divided_out_once_it_is_told_what_it_means() -> None:
    document = {"article": {"ItemCode": "X", "Factor": 1000}, "prices": [a_price(Price="1290.00")]}
    assert problems_of(document, prices={}) == ["Factor"]
    [price] = read(document, prices={}, price_is_for="factor").prices
    assert price.amount == Decimal("1.29")
    [price] = read(document, prices={}, price_is_for="unit").prices
    assert price.amount == Decimal("1290.00")
    own = {"article": {"ItemCode": "X", "Factor": 3, "SalesPrice": 10}}
    assert str(read(own, price_is_for="factor").price).startswith("3.3333333333333333333")


def test_a_factor_of_one_or_none_needs_no_word() -> None:
    for factor in (1, 0, None, "1"):
        assert read({"article": {"ItemCode": "X", "Factor": factor, "SalesPrice": 10}}).price == 10


def test_the_order_of_the_rows_is_of_no_account() -> None:
    rows = [a_price(Begin=f"2026-0{month}-01", Price=str(month)) for month in (3, 1, 2)]
    assert read_prices(*rows) == read_prices(*reversed(rows))


def test_of_more_prices_than_a_product_may_have_those_that_were_over_first_are_left_out() -> None:
    days = [(FIRST + timedelta(days=number)).isoformat() for number in range(600)]
    rows = [a_price(Price=number, Begin=day, End=day) for number, day in enumerate(days, 1)]
    lasting = [a_price(Price="9.99", Begin="2020-01-01"), a_price(Price="8.88", Begin="2030-01-01")]
    found = [str(price["amount"]) for price in read_prices(*rows, *lasting)]
    assert (len(found), found[0], found[1], found[-2], found[-1]) == (500, "9.99", "103", "600", "8.88")


DAYS = st.integers(0, 30).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def periods(draw: st.DrawFn) -> dict[str, Any]:
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    dimensions = draw(st.sampled_from([{}, {"StL1": "M"}, {"StL2": "RED"}, {"StL1": "M", "StL2": "RED"}]))
    amount = draw(st.integers(1, 9))
    days = {"Begin": first and first.isoformat(), "End": last and last.isoformat()}
    return a_price(Price=amount, **dimensions, **days)


def holding(rows: list[dict[str, Any]], day: date) -> set[int]:
    """The amounts that hold on a day by the rule itself: those of the highest rank that holds then."""
    then = [
        row
        for row in rows
        if (row["Begin"] or "0") <= day.isoformat() <= (row["End"] or "9")
        and (row["Begin"] or "0") <= (row["End"] or "9")
    ]
    highest = max(("StL1" in row, "StL2" in row) for row in then) if then else None
    return {row["Price"] for row in then if ("StL1" in row, "StL2" in row) == highest}


@given(st.lists(periods(), max_size=6), st.integers(-2, 33))
def test_on_every_day_the_price_of_the_variants_own_dimensions_holds(rows: list[dict[str, Any]], after: int) -> None:
    day = FIRST + timedelta(days=after)
    held = {
        int(price["amount"])
        for price in read_prices(*rows)
        if price.get("starts_on", date.min) <= day <= price.get("ends_on", date.max)
    }
    assert held == holding(rows, day)
