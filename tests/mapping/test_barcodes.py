"""A bar code is taken as it is or not at all, and all ways to write one number are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ean import calc_check_digit

from mapping.barcodes import Barcode, read_barcode
from words.told import Told

LENGTHS = {8: "ean8", 12: "upc", 13: "ean13", 14: "ean14"}


def numbers(length: int) -> st.SearchStrategy[str]:
    bodies = st.text("0123456789", min_size=length - 1, max_size=length - 1)
    return bodies.map(lambda body: body + calc_check_digit(body))


ANY_NUMBER = st.sampled_from([*LENGTHS]).flatmap(numbers)


@pytest.mark.parametrize(
    ("written", "digits", "kind"),
    [
        ("401234000017", "401234000017", "upc"),
        ("0401234000017", "0401234000017", "ean13"),
        ("2000000000015", "2000000000015", "ean13"),
        (" 2000000 000015 ", "2000000000015", "ean13"),
        ("2-000000-000015", "2000000000015", "ean13"),
        ("8712345678906", "8712345678906", "ean13"),
        ("012345678905", "012345678905", "upc"),
        ("0012345678905", "0012345678905", "ean13"),
        ("73513537", "73513537", "ean8"),
        ("18712345678903", "18712345678903", "ean14"),
    ],
)
def test_a_number_is_taken_with_its_zeros(written: str, digits: str, kind: str) -> None:
    assert read_barcode(written) == Barcode(digits, kind)  # type: ignore[arg-type]  # a kind is a text


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2000000000016", "its last digit does not fit the others"),
        ("8712345678907", "its last digit does not fit the others"),
        ("0454834", "it has 7 digits, and none of the kinds of 8, 12, 13 and 14 digits has so many"),
        ("see label", "it holds more than digits"),
        ("٢٠٠٠٠٠٠٠٠٠٠١٥", "it holds more than digits"),
        ("", "it holds more than digits"),
        ("1" * 5000, "it has 100 digits, and none of the kinds of 8, 12, 13 and 14 digits has so many"),
    ],
)
def test_what_is_no_number_is_told_and_not_put_right(written: str, why: str) -> None:
    read = read_barcode(written)
    assert isinstance(read, Told)
    assert str(read) == why


@given(ANY_NUMBER)
def test_every_number_whose_check_digit_fits_is_read_as_it_stands(number: str) -> None:
    read = read_barcode(number)
    assert isinstance(read, Barcode)
    assert (read.digits, read.kind) == (number, LENGTHS[len(number)])


@given(ANY_NUMBER, st.integers(0, 13), st.integers(1, 9))
def test_a_number_with_one_digit_wrong_is_never_taken(number: str, place: int, by: int) -> None:
    place %= len(number)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert isinstance(read_barcode(wrong), Told)


@given(numbers(12))
def test_a_upc_and_it_behind_a_nought_are_one_number(upc: str) -> None:
    one, other = read_barcode(upc), read_barcode(f"0{upc}")
    assert isinstance(one, Barcode)
    assert isinstance(other, Barcode)
    assert one.key == other.key
    assert one.digits != other.digits


@given(ANY_NUMBER, ANY_NUMBER)
def test_two_numbers_are_one_only_where_no_more_than_noughts_before_them_differ(one: str, other: str) -> None:
    first, second = read_barcode(one), read_barcode(other)
    assert isinstance(first, Barcode)
    assert isinstance(second, Barcode)
    assert (first.key == second.key) is (one.lstrip("0") == other.lstrip("0"))


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(text: str) -> None:
    read = read_barcode(text)
    assert isinstance(read, Told) or read.digits in "".join(sign for sign in text if sign.isdigit())
