"""Telephone numbers in all shapes that people write: one form for one number, and nobody is held for theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pipelines.parties.telephones import mend_telephone


@pytest.mark.parametrize(
    "text",
    ["+31612345678", "06-12 34 56 78", "0031 (0)6 12345678", "+31 (0)6-12345678", "'+31 6 12345678", "(06) 12345678"],
)
def test_one_number_has_one_form_however_it_is_written(text: str) -> None:
    assert mend_telephone(text, "NL") == ("+31612345678", None)


@pytest.mark.parametrize(
    ("text", "number"),
    [("+1 206-555-0101 ext. 44107", "+12065550101"), ("+31 555 550 100 ext. 12", "+31555550100")],
)
def test_an_extension_is_left_out_and_told_and_never_glued_to_the_number(text: str, number: str) -> None:
    mended, told = mend_telephone(text, "NL")
    assert (mended, str(told)) == (number, "the extension of the telephone number was left out")


@pytest.mark.parametrize("text", ["bel na 5 uur", "0", "-", "n.v.t.", "geen"])
def test_what_is_no_number_is_left_out_and_told(text: str) -> None:
    mended, told = mend_telephone(text, "NL")
    assert (mended, str(told)) == (None, "what stands as the telephone number is none, and was left out")


@pytest.mark.parametrize("text", ["020-1234567 / 06-23456789", "0031555550100 / 0555550101 / 0555550102", "12345"])
def test_what_is_not_one_number_for_sure_stays_a_text(text: str) -> None:
    assert mend_telephone(text, "NL") == (text, None)


def test_without_a_country_only_a_number_that_names_its_own_is_brought_to_the_form() -> None:
    assert mend_telephone("06-12345678", "") == ("06-12345678", None)
    assert mend_telephone("+32 2 555 12 12", "")[0] == "+3225551212"


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_number_stays_no_number(nothing: str | None) -> None:
    assert mend_telephone(nothing, "NL") == (nothing, None)


@given(
    st.text(max_size=400) | st.from_regex(r"[+0-9 ()/.-]{1,60}", fullmatch=True),
    st.sampled_from(["NL", "BE", "", "US"]),
)
def test_any_text_is_mended_kept_or_left_out_and_never_an_error(text: str, country: str) -> None:
    mended, told = mend_telephone(text, country)
    assert mended is None or mended == "" or mended.startswith("+") or mended.strip() in text
    if mended is not None and mended.startswith("+") and told is None:
        assert mend_telephone(mended, country) == (mended, None)
