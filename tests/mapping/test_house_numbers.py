"""A house number taken apart, and street and number written in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.house_numbers import house_number_parts, join_line


@pytest.mark.parametrize(
    ("house", "number", "addition"),
    [
        ("12-A", "12", "A"),
        ("12", "12", None),
        (" 12 bus 3 ", "12", "bus 3"),
        ("12a", "12", "a"),
        ("12/3", "12", "3"),
        ("A12", "A12", None),
        ("", "", None),
    ],
)
def test_a_house_number_is_its_leading_digits(house: str, number: str, addition: str | None) -> None:
    assert house_number_parts(house) == (number, addition)


@pytest.mark.parametrize(
    ("parts", "country", "line"),
    [
        (("Kerkstraat", "12", "A"), "NL", "Kerkstraat 12 A"),
        (("'s-Gravenweg", "1", "bis"), "NL", "'s-Gravenweg 1 bis"),
        (("Kerkstraat", "12", "-2"), "NL", "Kerkstraat 12-2"),
        (("Kerkstraat", "12", "3"), "NL", "Kerkstraat 12 3"),
        (("Kerkstraat", "12", "3"), "be", "Kerkstraat 12 bus 3"),
        (("Kerkstraat", "12", "0301"), "BE", "Kerkstraat 12 bus 0301"),
        (("Rue de la Loi", "16", "bte 3"), "BE", "Rue de la Loi 16 bte 3"),
        (("Kerkstraat", "12", "B"), "BE", "Kerkstraat 12 B"),
        (("Hauptstr.", "12", "a"), "DE", "Hauptstr. 12a"),
        (("Hauptstr.", "12", "1/2"), "DE", "Hauptstr. 12 1/2"),
        (("Postbus", "123", ""), "NL", "Postbus 123"),
        (("Kerkplein", "", ""), "NL", "Kerkplein"),
        (("Kerkplein", "", "A"), "NL", "Kerkplein A"),
    ],
)
def test_parts_are_joined_as_their_country_writes_them(parts: tuple[str, str, str], country: str, line: str) -> None:
    assert join_line(*parts, country) == line


@given(st.text(max_size=40))
def test_house_number_parts_keep_all_letters_and_digits(house: str) -> None:
    assert [sign for part in house_number_parts(house) for sign in part or "" if sign.isalnum()] == [
        sign for sign in house if sign.isalnum()
    ]
