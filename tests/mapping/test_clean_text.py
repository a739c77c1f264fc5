"""Texts are cleaned of what nobody sees and of HTML, and nothing that a person wrote is lost on the way."""

import html
import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mapping.clean_text import clean_document, decode_entities, keep_letters, one_line, visible

PLAIN = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="&"), max_size=40)


@given(st.text(max_size=60))
def test_a_clean_text_has_no_control_character_and_cleaning_it_again_changes_nothing(text: str) -> None:
    clean = one_line(text)
    assert not [sign for sign in clean if unicodedata.category(sign) == "Cc"]
    assert one_line(clean) == clean
    assert visible(visible(text)) == visible(text)


@given(PLAIN)
def test_letters_and_signs_that_people_see_all_stay(text: str) -> None:
    assert one_line(text) == unicodedata.normalize("NFC", text)


@given(PLAIN, st.integers(1, 3))
def test_a_text_that_was_encoded_up_to_three_times_is_as_it_was(text: str, times: int) -> None:
    encoded = f"{text} & <b>"
    for _ in range(times):
        encoded = html.escape(encoded)
    assert decode_entities(encoded) == f"{text} & <b>"


@given(st.text(max_size=40))
def test_what_is_kept_in_an_encoding_can_be_written_in_it_and_is_not_changed_again(text: str) -> None:
    kept = keep_letters(text, "windows-1252")
    kept.encode("windows-1252")
    assert keep_letters(kept, "windows-1252") == kept


@given(st.text(st.characters(codec="windows-1252"), max_size=40))
def test_what_an_encoding_has_stays_as_it_is(text: str) -> None:
    assert keep_letters(text, "windows-1252") == text


@given(st.recursive(st.none() | st.integers() | PLAIN, lambda inner: st.lists(inner) | st.dictionaries(PLAIN, inner)))
def test_a_cleaned_document_has_the_shape_and_the_names_that_it_had(document: Any) -> None:
    cleaned = clean_document(document)
    assert type(cleaned) is type(document)
    if isinstance(document, dict):
        assert set(cleaned) == set(document)
    assert clean_document(cleaned) == cleaned
