"""A phrase is found however the message writes it, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.phrases import LONGEST, Phrases

YEAR = Phrases.of(["boekjaar * bestaat niet"])
BLANKS = st.text(" \t\r\n'\"\u2018\u2019\u201c\u201d`.,;:()[]-", min_size=1, max_size=4)
ANYTHING = st.text(max_size=60)


@given(inside=ANYTHING, before=ANYTHING, blank=BLANKS, after=ANYTHING, capitals=st.booleans())
def test_words_are_found_with_anything_between_and_in_any_case(
    inside: str, before: str, blank: str, after: str, *, capitals: bool
) -> None:
    sentence = f"Boekjaar {inside} bestaat{blank}niet"
    sentence = sentence.upper() if capitals and sentence.upper().casefold() == sentence.casefold() else sentence
    assert YEAR.are_in(f"{before} {sentence} {after}")


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("locked", "The account is blocked"),
        ("in gebruik", "Waarde in veld 'Artikel' is onbekend in dit gebruik"),
        ("boekjaar * bestaat niet", "De grootboekrekening bestaat niet"),
        ("boekjaar * bestaat niet", "Boekjaar 2024 bestaat, en er is niets mis"),
        ("x", ""),
    ],
)
def test_other_words_are_another_phrase(phrase: str, message: str) -> None:
    assert not Phrases.of([phrase]).are_in(message)


@given(st.lists(st.text("* \t.,'", max_size=4), max_size=3), ANYTHING)
def test_a_phrase_without_a_word_is_in_no_message(written: list[str], message: str) -> None:
    assert not Phrases.of(written).are_in(message)


@given(st.lists(st.text(max_size=20), max_size=4), st.text(max_size=200))
def test_any_settings_make_phrases_and_any_message_is_looked_at(written: list[str], message: str) -> None:
    assert Phrases.of(written).are_in(message) in {True, False}


def test_an_endless_message_is_looked_at_up_to_its_limit() -> None:
    assert not YEAR.are_in("boekjaar " * LONGEST)
