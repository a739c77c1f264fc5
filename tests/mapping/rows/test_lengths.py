"""Texts that are longer than their field: held, cut or moved, as the row says; and the mistakes in saying so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.rows.lengths import BETWEEN, WHOLE_ONLY, Limit, first_number
from mapping.rows.mapper import Mapper, compile_rows
from mapping.rows.presets import MappingError, read_rows
from mapping.rows.telling import tell

LIMITS = {
    "T.NAME": Limit(5),
    "T.NOTE": Limit(20),
    "L.TEXT": Limit(3),
    "T.LINE": Limit(12, "move", "T.NEXT"),
    "T.NEXT": Limit(8, "cut"),
    "T.TEL": Limit(12, "first_number"),
    "T.MAIL": Limit(8, may=WHOLE_ONLY),
    "T.REF": Limit(8, may=frozenset({"hold"})),
}


def mapper_of(*rows: dict[str, Any]) -> Mapper:
    return compile_rows(read_rows(rows), limit_of=LIMITS.get)


def made(context: dict[str, Any], *rows: dict[str, Any]) -> dict[str, Any]:
    fields, problems = mapper_of(*rows).apply(context)
    assert problems == []
    return fields


WRITE = "too_long: write hold, cut, cut_words, move, leave_out, first_number, or {move_to: "
NAME = {"to": "T.NAME", "from": "name"}
NOTE = {"to": "T.NOTE", "from": "note"}


@pytest.mark.parametrize(
    ("policy", "name", "note", "fields"),
    [
        ("cut", "Fenna Meulen", None, {"NAME": "Fenna"}),
        ("cut", "Fen Meulen", None, {"NAME": "Fen M"}),
        ("cut", "Fenn Meulen", None, {"NAME": "Fenn"}),
        ("cut", "Fenna", None, {"NAME": "Fenna"}),
        ("cut", None, None, {}),
        ("cut_words", "Fen Meulen", None, {"NAME": "Fen"}),
        ("cut_words", "F Meulenbroek", None, {"NAME": "F Meu"}),
        ("cut_words", "Meulenbroek", None, {"NAME": "Meule"}),
        ("cut_words", "Fenna", None, {"NAME": "Fenna"}),
        ("hold", "Fenna Meulen", None, {"NAME": "Fenna Meulen"}),
        ({"move_to": "T.NOTE"}, "Fenna Meulen", None, {"NAME": "Fenna", "NOTE": "Fenna Meulen"}),
        ({"move_to": "T.NOTE"}, "Fenna Meulen", "Ring", {"NAME": "Fenna", "NOTE": "Ring / Fenna Meulen"}),
        ({"move_to": "T.NOTE"}, "Fenna", "Ring", {"NAME": "Fenna", "NOTE": "Ring"}),
        ({"move_to": "T.DEEP.NOTE"}, "Fenna Meulen", None, {"NAME": "Fenna", "DEEP": {"NOTE": "Fenna Meulen"}}),
    ],
)
def test_a_text_is_fitted_as_its_row_says(policy: Any, name: Any, note: Any, fields: dict[str, Any]) -> None:
    assert made({"name": name, "note": note}, {**NAME, "too_long": policy}, NOTE).get("T", {}) == fields


def test_a_remark_that_takes_a_text_in_is_cut_after_it_took_it() -> None:
    rows = ({**NOTE, "too_long": "cut"}, {**NAME, "too_long": {"move_to": "T.NOTE"}})
    assert made({"name": "Fenna Meulen", "note": "Ring the bell"}, *rows) == {
        "T": {"NAME": "Fenna", "NOTE": "Ring the bell / Fenn"}
    }


def test_each_line_is_fitted_by_itself_and_numbers_stay() -> None:
    row = {"to": "L.TEXT", "each": "lines", "from": "item", "too_long": {"move_to": "L.MORE"}}
    assert made({"lines": ["abcde", "ab", 12345, None]}, row) == {
        "L": [{"TEXT": "abc", "MORE": "abcde"}, {"TEXT": "ab"}, {"TEXT": 12345}, {}]
    }


@pytest.mark.parametrize(
    ("line", "there", "fields"),
    [
        ("Kerkstraat 12", None, {"LINE": "Kerkstraat", "NEXT": "12"}),
        ("Keizersgrachtje", None, {"LINE": "Keizersgrach", "NEXT": "tje"}),
        ("Kerkstraat 12", "achter", {"LINE": "Kerkstraat", "NEXT": "achter /"}),
        ("Kerkstraat 1", "achter", {"LINE": "Kerkstraat 1", "NEXT": "achter"}),
    ],
)
def test_what_does_not_fit_goes_into_the_next_line_in_whole_words(
    line: str, there: str | None, fields: dict[str, str]
) -> None:
    rows = ({"to": "T.LINE", "from": "line"}, {"to": "T.NEXT", "from": "there"})
    assert made({"line": line, "there": there}, *rows)["T"] == fields


def test_a_next_line_that_no_row_fills_is_cut_as_is_usual_for_it() -> None:
    assert made({"line": "Kerkstraat 12 te Amsterdam"}, {"to": "T.LINE", "from": "line"})["T"] == {
        "LINE": "Kerkstraat",
        "NEXT": "12 te Am",
    }


@pytest.mark.parametrize(
    ("phone", "kept"),
    [
        ("020-555 01 00 / 06-5550 0101", "0205550100"),
        ("0205550100 of 0655500101", "0205550100"),
        ("+31 (0)20 555 01 00, thuis", None),
        ("kantoor 020-5550100", "0205550100"),
        ("+31205550100;+31655500101", "+31205550100"),
        ("bel de buren even aan", None),
    ],
)
def test_of_several_telephone_numbers_the_first_is_kept_and_a_text_without_one_is_left_out(
    phone: str, kept: str | None
) -> None:
    assert made({"phone": phone}, {"to": "T.TEL", "from": "phone"}).get("T", {}).get("TEL") == kept


@given(st.text(max_size=60), st.integers(6, 30))
def test_a_number_that_is_kept_always_fits_and_has_no_digit_that_was_not_there(text: str, most: int) -> None:
    found = first_number(text, most)
    if found is not None:
        assert len(found) <= most
        assert not set(found) - set(text) - {"+"}


def test_a_text_that_may_not_be_cut_is_left_out_where_its_row_says_so() -> None:
    row = {"to": "T.MAIL", "from": "mail", "too_long": "leave_out"}
    assert made({"mail": "anna@example.com"}, row).get("T", {}) == {}
    assert made({"mail": "a@b.test"}, row)["T"] == {"MAIL": "a@b.test"}


def test_the_fields_of_which_something_was_lost_or_moved_are_told_by_name_once() -> None:
    rows = (
        {"to": "T.LINE", "from": "line"},
        {"to": "T.TEL", "from": "phone"},
        {**NAME, "too_long": "cut"},
        {"to": "L.TEXT", "each": "lines", "from": "item", "too_long": "cut"},
    )
    mapper = mapper_of(*rows)
    short = {"line": "Kerkstraat 1", "phone": "0205550100", "name": "Anna", "lines": ["abc"]}
    assert mapper.shortened(short) == []
    long = {"line": "Kerkstraat 12", "phone": "0205550100 of 06", "name": "Johanna", "lines": ["abcd", "efgh"]}
    assert mapper.shortened(long) == ["T.LINE", "T.TEL", "T.NAME", "L.TEXT"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({**NAME, "too_long": "cutt"}, WRITE),
        (
            {**NAME, "too_long": {"move_to": 3}},
            WRITE,
        ),
        (
            {**NAME, "too_long": {"moveto": "T.NOTE"}},
            WRITE,
        ),
        ({**NAME, "too_long": {"move_to": "X.NOTE"}}, "move_to: write another field of the table T"),
        ({**NAME, "too_long": {"move_to": "T.NAME"}}, "move_to: write another field of the table T"),
        ({**NAME, "too_long": {"move_to": "T"}}, "move_to: write another field of the table T"),
        ({"to": "T.CODE", "from": "a", "too_long": "cut"}, "T.CODE: too_long: cannot be cut, since its length"),
        ({"to": "T.MAIL", "from": "a", "too_long": "cut"}, "something else without its end; write hold or leave_out"),
        ({"to": "T.REF", "from": "a", "too_long": "leave_out"}, "records are found by it; write hold"),
        ({**NAME, "too_long": "move"}, "no field is next to it"),
    ],
)
def test_a_mistake_is_told_with_what_to_write(row: dict[str, Any], told: str) -> None:
    with pytest.raises(MappingError) as caught:
        mapper_of(row)
    assert told in caught.value.mistakes[0]


def test_the_policy_is_told_with_the_row() -> None:
    [row] = read_rows([{**NAME, "too_long": {"move_to": "T.NOTE"}}])
    assert tell(row) == "name, too_long: move_to: T.NOTE"


@given(st.text(max_size=12), st.text(max_size=12))
def test_nothing_of_a_moved_text_is_lost_and_what_is_cut_fits(name: str, note: str) -> None:
    fields = made({"name": name, "note": note}, {**NAME, "too_long": {"move_to": "T.NOTE"}}, NOTE)["T"]
    assert len(fields["NAME"]) <= LIMITS["T.NAME"].most
    if len(name) > LIMITS["T.NAME"].most:
        assert fields["NOTE"] == (f"{note}{BETWEEN}{name}" if note else name)
    else:
        assert (fields["NAME"], fields["NOTE"]) == (name, note)
