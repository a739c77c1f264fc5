"""Values of AFAS's columns in the forms in which they come."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.vendors.afas.source.values import read_number, read_yes_no


@pytest.mark.parametrize("value", [True, 1, "1", "-1", "true", "True", "JA", "j", " y "])
def test_yes_is_said_in_many_ways(value: Any) -> None:
    assert read_yes_no(value) is True


@pytest.mark.parametrize("value", [False, 0, "0", "false", "Nee", "n", "no"])
def test_no_is_said_in_as_many_ways(value: Any) -> None:
    assert read_yes_no(value) is False


@pytest.mark.parametrize("value", [None, "", "  "])
def test_nothing_is_neither_nor_a_number(value: Any) -> None:
    assert read_yes_no(value) is None
    assert read_number(value) is None


@pytest.mark.parametrize("value", ["2", "maybe", 2, Decimal("0.5"), "yes no"])
def test_what_is_neither_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="true or false"):
        read_yes_no(value)


@pytest.mark.parametrize(("value", "number"), [(3, "3"), (Decimal("0.123456"), "0.123456"), ("12,50", "12.50")])
def test_a_number_comes_as_one_or_as_a_text(value: Any, number: str) -> None:
    assert read_number(value) == Decimal(number)


@pytest.mark.parametrize("value", [True, 1.5, "veel", "1.234", [1]])
def test_what_is_no_sure_number_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it is told in several ways
        read_number(value)
