"""Which e-mail addresses are accepted, and which two count as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.documents.emails import check_email, normal_email


@pytest.mark.parametrize("address", ["name@example.com", "jo.de-vries+web@sub.example.test", "jürgen@example.com"])
def test_an_email_address_in_proper_form_is_kept_as_it_is(address: str) -> None:
    assert check_email(address) == address


@pytest.mark.parametrize(
    "address", ["", "name", "name@", "@example.com", "a b@example.com", "a@example", "a@@example.com"]
)
def test_an_email_address_in_no_form_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"name@example\.com"):
        check_email(address)


@given(st.emails())
def test_addresses_that_differ_in_case_and_blanks_are_compared_as_one(address: str) -> None:
    assert normal_email(f" {address.upper()} ") == normal_email(address)
    assert normal_email(normal_email(address)) == normal_email(address)


def test_full_width_letters_of_an_address_are_compared_as_plain_ones() -> None:
    assert normal_email("\uff49\uff4e\uff46\uff4f@example.com") == "info@example.com"
