"""Personal values are taken out of what others wrote: whole, cut, respelt or escaped, and nothing else is."""

import doctest
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words import masking
from words.masking import MASK, SHORTEST_PIECE, WholeText, mask

VALUES = {
    "Bakkerij Van Dam B.V.",
    "Noor",
    "Hendriks",
    "noor.hendriks@example.com",
    "06-12 34 56 78",
    "NL 0012.34.567.B01",
    "1234 AB",
    "Kerkstraat",
    "Málaga aan Zee",
}


def masked(text: str) -> str:
    return mask([text], VALUES)[0]


def test_the_examples_in_the_text_hold() -> None:
    assert doctest.testmod(masking).failed == 0


@pytest.mark.parametrize(
    ("quoted", "told"),
    [
        ("ACCT_NAME 'BAKKERIJ VAN DAM B.V.' is too long", "ACCT_NAME '[…]' is too long"),
        ("SRC_CODE: BAKKERIJVA exists", "SRC_CODE: […] exists"),
        ("VAT_NR (NL001234567B01) is wrong", "VAT_NR ([…]) is wrong"),
        ("TEL_BUS=0612345678;", "TEL_BUS=[…];"),
        ("cut off at NOOR.HENDRIKS@EX", "cut off at […].[…]@EX"),
        ("N. HENDRI is cut", "N. […] is cut"),
        ("KERKSTRAAT-12", "[…]-12"),
        ("/contacts?mail=noor.hendriks%40example.com&page=2", "/contacts?mail=[…]&page=2"),
        (r'{"city": "M\u00e1laga aan Zee"}', '{"city": "[…]"}'),
        (r"{\"city\": \"M\\u00E1laga aan Zee\"}", r"{\"city\": \"[…]\"}"),
        (r"b'M\xc3\xa1laga aan Zee'", "b'[…]'"),
        (r"'M\xe1laga aan Zee'", "'[…]'"),
        ("<b>M&aacute;laga aan Zee</b>, M&#225;laga aan Z", "<b>[…]</b>, […] aan Z"),
    ],
)
def test_a_value_is_masked_however_it_is_quoted(quoted: str, told: str) -> None:
    assert masked(quoted) == told


@pytest.mark.parametrize(
    "text",
    [
        "the administration is in use by another call",
        "debtor 10001 found by e-mail; order 12345 of 2026-11-24 stands in the books",
        "SO_HDR.COMMENT1=W-1001; SO_LINE[0].ART_CODE=KFM-100",
        "GET /api/v3/accountviewdata of AR1: too many calls (status 429)",
        r"100%ab sure &amp; <done>, \u0041 or /",
        "",
    ],
)
def test_what_is_no_piece_of_a_value_stays_as_it_is(text: str) -> None:
    assert masked(text) == text


def test_without_values_nothing_is_masked() -> None:
    assert mask(["one", "two"], set()) == ("one", "two")


def test_a_beginning_that_is_too_short_is_left_in_the_sentence() -> None:
    assert mask(["bakk of bakke"], {"Bakkerij Van Dam"}) == ("bakk of […]",)


@pytest.mark.parametrize("name", ["CONTACT.MAIL_BUS", "MAIL_BUS", "LaNm", "KnPerson"])
def test_the_name_of_a_field_is_never_eaten_though_a_person_is_called_like_a_part_of_it(name: str) -> None:
    names = {"MAIL_BUS", "LaNm", "KnPerson"}
    people = {"Mail", "LaNm", "Person", "Contact", "CONTACT"}
    assert mask([f"{name} is too long"], people, names) == (f"{name} is too long",)
    assert mask([f"{name} is too long, said mail"], people, names) == (f"{name} is too long, said {MASK}",)


def test_a_word_that_anybody_may_write_is_masked_though_a_field_is_called_so() -> None:
    assert mask(["PRICE is in use"], {"Price"}, {"PRICE"}) == (f"{MASK} is in use",)


def test_of_a_sentence_only_the_whole_is_masked_and_its_words_stay() -> None:
    remark = WholeText("Please order again for Noor")
    told = mask(["order 7: 'PLEASE ORDER AGAIN FOR NOOR' is too long; please order less"], {remark})
    assert told == (f"order 7: '{MASK}' is too long; please order less",)


NAMES = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=SHORTEST_PIECE, max_size=12)


@given(
    NAMES.filter(lambda name: name.upper().casefold() == name.casefold()),  # but for one of Turkish
    st.sampled_from([str, str.upper, lambda text: json.dumps(text)[1:-1], quote, lambda text: ascii(text)[1:-1]]),
    st.sampled_from(["", " ", "'", '"', "(", ", ", "\n"]),
)
def test_no_escape_and_no_case_lets_a_value_through(value: str, spell: Callable[[str], str], around: str) -> None:
    spelt = spell(value)
    [told] = mask([f"ACCT{around or ' '}{spelt}{around}"], {value})
    assert MASK in told
    assert spelt not in told


def test_escaped_bytes_are_read_as_letters_too_where_they_would_make_one_of_utf_8() -> None:
    assert mask([r"ACCT AAA\xc2\xb5"], {"AAA\u00c2\u00b5"}) == (f"ACCT {MASK}",)


@given(NAMES, st.integers(SHORTEST_PIECE, 12))
def test_a_value_that_is_cut_is_masked_as_long_as_it_tells_something(value: str, length: int) -> None:
    assert mask([f"too long: {value[:length]}"], {value}) == (f"too long: {MASK}",)


@given(st.text(), st.sets(st.text(min_size=1, max_size=20), max_size=5))
def test_any_text_with_any_values_is_masked_without_a_failure_and_a_second_time_changes_nothing(
    text: str, values: set[str]
) -> None:
    once = mask([text], values)
    assert len(once) == 1
    if not any(value in MASK or MASK in value or "…" in value for value in values):
        assert mask(once, values) == once


@given(st.text(min_size=1))
def test_a_masked_value_shows_at_most_one_letter_of_the_text(text: str) -> None:
    bare = text.strip()
    told = f"*** ({len(bare)} character{'s' if len(bare) > 1 else ''})" if bare else "(empty)"
    assert masking.mask_value(text) in ({told, bare[0] + told} if len(bare) > 3 else {told})


def test_a_number_too_long_for_python_to_print_can_be_shown_and_masked() -> None:
    assert masking.mask_value(10**5000) == "1*** (5001 characters)"
    assert len(masking.shorten(10**5000)) == masking.MOST_SHOWN


@given(st.text())
def test_a_shortened_value_prints_and_is_short(text: str) -> None:
    shown = masking.shorten(text)
    assert len(shown) <= masking.MOST_SHOWN
    assert shown.isprintable()
    assert shown == text or not text.isprintable() or len(text) > masking.MOST_SHOWN
