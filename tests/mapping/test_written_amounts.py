"""Numbers that systems write as texts: read where they mean one number, refused where they may mean two."""

from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.written_amounts import read_written_amount

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=2)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("-5", "-5"),
        ("12,50", "12.50"),
        ("19.83471", "19.83471"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1290.000", "1290.000"),
        (" +8.26 ", "8.26"),
    ],
)
def test_what_means_one_number_is_that_number(text: str, number: str) -> None:
    assert read_written_amount(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1.234", "1,234", "12,345", "999.000", "-1.234"])
def test_what_may_mean_a_thousand_or_one_is_refused_and_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="two ways"):
        read_written_amount(text)


@pytest.mark.parametrize(
    "text", ["", "-", "abc", "1,2,3", "1.23.456", "1,,5", "1.234,567.8", "€ 5", "5-", "1e3", "0x1", "١٢", "9" * 90]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it is told in several ways
        read_written_amount(text)


@given(AMOUNTS, st.sampled_from(["nl", "en"]))
def test_what_people_write_with_two_decimals_is_read_as_they_meant_it(
    amount: Decimal, country: Literal["nl", "en"]
) -> None:
    written = f"{amount:,.2f}"
    if country == "nl":
        written = written.translate(str.maketrans(",.", ".,"))
    assert read_written_amount(written) == amount


@given(st.text(alphabet="0123456789.,-+ ", max_size=12))
def test_whatever_is_written_is_a_number_of_its_own_digits_or_refused(text: str) -> None:
    try:
        number = read_written_amount(text)
    except ValueError:
        return
    digits, own = ("".join(filter(str.isdigit, one)).lstrip("0") for one in (format(number, "f"), text))
    assert digits == own
