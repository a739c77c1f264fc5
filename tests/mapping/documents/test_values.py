"""The kinds of value in documents: what is accepted, in which form it is kept, and what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mapping.documents.values import (
    FORMS,
    MOST_DIGITS,
    FilledText,
    Number,
    Reference,
    check_country,
    check_currency,
    normal_postcode,
    parse_day,
    parse_decimal,
    parse_moment,
    plain,
)

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=10, min_value=-(10**20), max_value=10**20)


@given(NUMBERS)
def test_a_number_survives_being_written_and_read(number: Decimal) -> None:
    assert parse_decimal(plain(number)) == number
    assert plain(parse_decimal(plain(number))) == plain(number)


@given(st.decimals() | st.integers() | st.text() | st.floats() | st.booleans() | st.none() | st.binary())
def test_a_number_is_read_exactly_or_refused(value: Any) -> None:
    try:
        number = parse_decimal(value)
    except ValueError:
        return
    assert number.is_finite()
    assert sum(sign.isdigit() for sign in plain(number)) <= MOST_DIGITS + 1
    assert number == (Decimal(value.strip()) if isinstance(value, str) else value)


@pytest.mark.parametrize(
    "value",
    [
        *(0.1, True, None, [], "", "1,50", "1.000,50", "1e5", ".5", "5.", "٣", "0x1", "1_000", "NaN", Decimal("NaN")),
        *(Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+40"), Decimal("1E-41"), Decimal("0E+99")),
        *("9" * 41, "9" * 5000),
    ],
)
def test_what_is_no_plain_number_is_refused_with_a_remedy(value: Any) -> None:
    with pytest.raises(ValueError, match=r"^write "):
        parse_decimal(value)


@pytest.mark.parametrize("value", ["9" * 40, Decimal("1E+39"), Decimal("1E-40"), " 12 ", "-0.5", "+3", 10**39])
def test_numbers_up_to_forty_digits_are_read(value: Any) -> None:
    assert parse_decimal(value) == Decimal(value)


def test_a_number_is_written_as_text_in_json() -> None:
    assert TypeAdapter(Number).dump_json(Decimal("1E+3")) == b'"1000"'


@pytest.mark.parametrize(("code", "kept"), [("NL", "NL"), ("nl", "NL"), ("De", "DE")])
def test_a_country_is_its_iso_code_in_capitals(code: str, kept: str) -> None:
    assert check_country(code) == kept


@pytest.mark.parametrize("code", ["", "XX", "NLD", "Nederland", "UK"])
def test_a_country_that_iso_does_not_know_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="ISO code of two letters"):
        check_country(code)


def test_a_currency_is_its_iso_code() -> None:
    assert check_currency("eur") == "EUR"
    with pytest.raises(ValueError, match="three letters"):
        check_currency("euro")


@pytest.mark.parametrize(
    ("postcode", "country", "kept"),
    [("1017gn", "NL", "1017 GN"), ("1017  GN", "NL", "1017 GN"), ("b-2000", "BE", "B-2000"), ("10115", "DE", "10115")],
)
def test_a_postcode_is_kept_in_the_form_of_its_country(postcode: str, country: str, kept: str) -> None:
    assert normal_postcode(postcode, country) == kept


@pytest.mark.parametrize(
    "postcode", ["0017 GN", "1017", "1017 G", "1017 SS", "10177 GN", "1017-GN", "\u0661\u0660\u0661\u0667 GN"]
)
def test_a_dutch_postcode_that_cannot_exist_is_refused(postcode: str) -> None:
    with pytest.raises(ValueError, match="four digits and two letters"):
        normal_postcode(postcode, "NL")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("2026-11-24T23:30:00+01:00", date(2026, 11, 24)),
        (date(2026, 11, 24), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), date(2026, 11, 24)),
    ],
)
def test_a_day_is_read_and_its_time_dropped(value: Any, day: date) -> None:
    assert parse_day(value) == day


@pytest.mark.parametrize(
    "value",
    ["", "24-11-2026", "2026-13-01", "2026-02-30", "2026-W48-2", "20261124", 20261124, None, "2026-11-24 nonsense"],
)
def test_what_is_no_date_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="write a date such as"):
        parse_day(value)
    with pytest.raises(ValueError, match="write a date with time such as"):
        parse_moment(value)


def test_a_moment_keeps_its_zone() -> None:
    assert parse_moment("2026-11-24T09:30:00Z") == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_blanks_are_no_text_where_text_is_needed() -> None:
    assert TypeAdapter(FilledText).validate_python(" a ") == "a"
    with pytest.raises(ValidationError):
        TypeAdapter(FilledText).validate_python("   ")


@pytest.mark.parametrize("number", ["jo@example.com", "-1", "", "a" * 41, "1\n2", "é1"])
def test_a_reference_cannot_be_an_email_address_or_other_odd_text(number: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Reference).validate_python(number)


def test_each_pattern_is_told_in_words() -> None:
    assert all(str(words) and "^" not in str(words) for words in FORMS.values())
