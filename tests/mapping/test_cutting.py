"""A text that is too long is cut at a word, and never within what a reader sees as one sign."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.cutting import cut_text

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
DUTCH, BELGIAN = "\U0001f1f3\U0001f1f1", "\U0001f1e7\U0001f1ea"
WAVE = "\U0001f44b\U0001f3fd"
ACCENTED = "e\u0301\u0323"
WHOLE = [FAMILY, DUTCH, BELGIAN, WAVE, ACCENTED, "❤\ufe0f", "a", "é", "日", " "]
TEXTS = st.lists(st.sampled_from(WHOLE), max_size=30).map("".join)


def size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "room", "kept", "rest"),
    [
        ("Garden bench of oiled acacia wood", 20, "Garden bench of", "oiled acacia wood"),
        ("Garden bench of oiled acacia wood", 15, "Garden bench of", "oiled acacia wood"),
        ("Garden bench", 12, "Garden bench", ""),
        ("Donaudampfschifffahrtsgesellschaft", 10, "Donaudampf", "schifffahrtsgesellschaft"),
        ("A Donaudampfschifffahrtsgesellschaft", 10, "A Donaudam", "pfschifffahrtsgesellschaft"),
        (f"board {FAMILY} eight", 10, "board", f"{FAMILY} eight"),
        (f"{FAMILY}{FAMILY}", size(FAMILY) + 3, FAMILY, FAMILY),
        (f"{DUTCH}{BELGIAN}", 6, DUTCH, BELGIAN),
        (f"a{DUTCH}{BELGIAN}", 7, f"a{DUTCH}", BELGIAN),
        (WAVE, 3, "", WAVE),
        ("cafe\u0301", 4, "caf", "e\u0301"),
        ("text", 0, "", "text"),
        ("", 0, "", ""),
    ],
)
def test_a_text_is_cut_where_a_reader_would(text: str, room: int, kept: str, rest: str) -> None:
    assert cut_text(text, room) == (kept, rest)


@given(TEXTS, st.integers(0, 60))
def test_what_is_kept_fits_and_nothing_but_blanks_is_lost(text: str, room: int) -> None:
    kept, rest = cut_text(text, room)
    assert size(kept) <= room
    assert "".join((kept + rest).split()) == "".join(text.split())
    assert text.startswith(kept)
    assert text.endswith(rest)


@given(TEXTS, st.integers(0, 60))
def test_no_sign_is_cut_in_two(text: str, room: int) -> None:
    kept, rest = cut_text(text, room)
    assert not kept.endswith("\u200d")
    assert not rest.startswith(("\u200d", "\ufe0f", "\U0001f3fd"))
    assert not rest or not unicodedata.combining(rest[0])
    flags = [sign for sign in kept if "\U0001f1e6" <= sign <= "\U0001f1ff"]
    assert len(flags) % 2 == 0


@given(st.text(max_size=50), st.integers(0, 60))
def test_any_text_can_be_cut_and_cutting_it_again_changes_nothing(text: str, room: int) -> None:
    kept, _ = cut_text(text, room)
    assert cut_text(kept, room) == (kept, "")
