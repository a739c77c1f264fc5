"""VAT numbers as people write them: prefix, form and check digit."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.vat.numbers import PREFIXES, read_vat_number

VALID = ["BE0697449992", "EL094259216", "NL123456789B13", "FR40303265045", "ATU13585627", "DE136695976", "XI980780684"]
"""Numbers whose check digit fits; those of python-stdnum's own examples."""


@pytest.mark.parametrize(
    ("written", "country", "text"),
    [
        ("nl 1234.56.789 b13", None, "NL123456789B13"),
        ("123456789B13", "NL", "NL123456789B13"),
        ("0697.449.992", "BE", "BE0697449992"),
        ("GR-094259216", None, "EL094259216"),
        ("094259216", "GR", "EL094259216"),
        ("094259216", "EL", "EL094259216"),
        ("U13585627", "AT", "ATU13585627"),
        ("40 303 265 045", "MC", "FR40303265045"),
        ("980780684", "XI", "XI980780684"),
        ("DE 136695976", "NL", "DE136695976"),
        ("\u00a0DE\u2013136695976", None, "DE136695976"),
    ],
)
def test_a_number_is_read_however_it_is_written(written: str, country: str | None, text: str) -> None:
    number = read_vat_number(written, country)
    assert (number.text, number.form) == (text, "valid")


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("NL123456789B14", None),
        ("BE0697449993", "BE"),
        ("GB980780684", "GB"),
        ("980780684", "GB"),
        ("CHE-123.456.788", "CH"),
        ("EU372022452", None),
        ("DE", None),
        ("ask my accountant", "DE"),
        ("9" * 10_000, "DE"),
        ("DE13669597\u0666", None),
    ],
)
def test_what_is_no_number_of_a_member_state_is_invalid(written: str, country: str | None) -> None:
    assert read_vat_number(written, country).form == "invalid"


@pytest.mark.parametrize("written", [None, "", "  ", "-", "n.v.t.", "N/A", "geen"])
def test_words_for_no_number_are_absent(written: str | None) -> None:
    number = read_vat_number(written, "NL")
    assert (number.text, number.form) == ("", "absent")


def test_the_prefix_that_stands_there_wins_over_the_country_of_the_buyer() -> None:
    assert read_vat_number("BE0697449992", "DE").member_state == "BE"
    assert read_vat_number("BE0697449993", "DE").country == "BE"


def test_greece_is_gr_as_a_member_state_and_el_as_a_prefix() -> None:
    number = read_vat_number("094259216", "GR")
    assert (number.country, number.member_state) == ("EL", "GR")


def test_a_number_stands_in_no_repr() -> None:
    assert "123456789" not in repr(read_vat_number("NL123456789B13"))


countries = st.none() | st.sampled_from([*sorted(PREFIXES), "GR", "MC", "GB", "US", ""])
written = st.text(max_size=20) | st.from_regex(r"[ a-zA-Z]{0,3}[0-9 .\-+*]{0,14}[A-Z0-9]{0,3}", fullmatch=True)


@given(written | st.sampled_from(VALID), countries)
def test_reading_a_number_that_was_read_changes_nothing(number: str, country: str | None) -> None:
    once = read_vat_number(number, country)
    assert read_vat_number(once.text, country) == once


@given(st.sampled_from(VALID), st.lists(st.sampled_from(" .-"), max_size=12), st.randoms(use_true_random=False))
def test_blanks_points_and_dashes_anywhere_change_nothing(number: str, signs: list[str], chance: Random) -> None:
    letters = list(number.lower())
    for sign in signs:
        letters.insert(chance.randint(0, len(letters)), sign)
    assert read_vat_number("".join(letters)) == read_vat_number(number)
