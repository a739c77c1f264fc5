"""The functions that expressions call for money and text: exact, bounded, and silent about nothing."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.expressions.expression import Expression, FailedExpressionError

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


def value(text: str, **document: Any) -> Any:
    return Expression(text).value(document)


@given(AMOUNTS, AMOUNTS)
def test_sums_and_differences_are_those_of_decimal_arithmetic(left: Decimal, right: Decimal) -> None:
    assert Decimal(value("$money.add(a, b)", a=str(left), b=str(right))) == left + right
    assert Decimal(value("$money.subtract(a, b)", a=str(left), b=str(right))) == left - right
    assert Decimal(value("$money.multiply(a, b)", a=str(left), b=str(right))) == left * right
    assert value("$money.compare(a, b)", a=str(left), b=str(right)) == (left > right) - (left < right)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$money.divide('10', '3')", "3.33"),
        ("$money.divide('10', '3', 4)", "3.3333"),
        ("$money.divide('-0.005', '1')", "-0.01"),
        ("$money.round('2.5', 0)", "3"),
        ("$money.sum([])", "0"),
        ("$money.sum('1.10')", "1.10"),
        ("$decimal(' 12.50 ')", "12.50"),
        ("$decimal(3)", "3"),
        ("$pad('7', -3, '0')", "007"),
        ("$pad('abc', 2)", "abc"),
        ("$join(['a', 'b'])", "ab"),
        ("$replace('aXbX', 'X', '-', 1)", "a-bX"),
        ("$replace('2026-11-24', /(\\d+)-(\\d+)-(\\d+)/, '$3/$2/$1$4')", "24/11/2026"),
        ("$replace('abc', 'b', '$1')", "a$1c"),
    ],
)
def test_a_function_gives_exact_text(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("$money.add(0.1, '1')", "whole ones, or text"),
        ("$money.add('ten', '1')", "whole ones, or text"),
        ("$money.divide('1', '0')", "cannot divide by zero"),
        ("$money.round('1', 99)", "rounds to 0 to 20 decimals"),
        ("$money.multiply($pad('1', 40, '0'), $pad('1', 40, '0'))", "too many digits"),
        ("$pad('x', 10001)", "at most 10000 characters"),
        ("$replace('a', '', 'b')", "needs something to look for"),
        ("$replace('a', /x*/, 'b')", "also matches an empty text"),
        ("$replace('a', 'a', $trim)", "not by a function"),
        ("$replace('a', 'a', 'b', -1)", "a limit of 0 or more"),
    ],
)
def test_a_value_that_cannot_be_worked_on_is_told_with_the_reason(text: str, told: str) -> None:
    with pytest.raises(FailedExpressionError) as caught:
        value(text)
    assert told in str(caught.value)
