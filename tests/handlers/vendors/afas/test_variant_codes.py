"""An item code and its dimension codes as one code: injective, whatever the codes are."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from handlers.vendors.afas.variant_codes import AfasVariants, VariantCode

SIGNS = st.text(alphabet="AB|-/. ", max_size=6)
CODES = st.builds(VariantCode, SIGNS.filter(bool), SIGNS, SIGNS)
DELIMITERS = st.text(alphabet="|-/.", min_size=1, max_size=3)


@given(CODES, DELIMITERS)
def test_what_is_joined_comes_apart_as_it_was(code: VariantCode, delimiter: str) -> None:
    variants = AfasVariants(delimiter=delimiter)
    joined = variants.join(code)
    assume(joined is not None)
    assert variants.split(str(joined)) == code


@given(CODES, CODES, DELIMITERS)
def test_two_codes_never_become_one(first: VariantCode, second: VariantCode, delimiter: str) -> None:
    assume(first != second)
    joined = AfasVariants(delimiter=delimiter).join(first)
    assume(joined is not None)
    assert joined != AfasVariants(delimiter=delimiter).join(second)


@given(st.text(max_size=12), DELIMITERS)
def test_what_comes_apart_goes_together_again(text: str, delimiter: str) -> None:
    variants = AfasVariants(delimiter=delimiter)
    code = variants.split(text)
    assume(code is not None)
    assert code is None or variants.join(code) == text


@given(st.builds(VariantCode, *[st.text(alphabet="AB 01", max_size=6)] * 3).filter(lambda code: bool(code.item)))
def test_codes_without_the_delimiter_can_always_be_joined(code: VariantCode) -> None:
    assert AfasVariants().join(code) is not None


@pytest.mark.parametrize("delimiter", ["", "A", "1", " ", "----", "é", 5])
def test_a_delimiter_that_codes_are_made_of_is_none(delimiter: Any) -> None:
    with pytest.raises(ValidationError):
        AfasVariants(delimiter=delimiter)
