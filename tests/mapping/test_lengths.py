"""Texts that are longer than their field: held, cut or moved, as the row says; and the mistakes in saying so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.lengths import BETWEEN
from mapping.mapper import Mapper, compile_rows
from mapping.presets import MappingError, read_rows
from mapping.telling import tell

LENGTHS = {"T.NAME": 5, "T.NOTE": 20, "L.TEXT": 3}


def mapper_of(*rows: dict[str, Any]) -> Mapper:
    return compile_rows(read_rows(rows), length_of=LENGTHS.get)


def made(context: dict[str, Any], *rows: dict[str, Any]) -> dict[str, Any]:
    fields, problems = mapper_of(*rows).apply(context)
    assert problems == []
    return fields


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
    ("row", "told"),
    [
        ({**NAME, "too_long": "cutt"}, "too_long: write hold, cut, or {move_to: "),
        ({**NAME, "too_long": {"move_to": 3}}, "too_long: write hold, cut, or {move_to: "),
        ({**NAME, "too_long": {"moveto": "T.NOTE"}}, "too_long: write hold, cut, or {move_to: "),
        ({**NAME, "too_long": {"move_to": "X.NOTE"}}, "move_to: write another field of the table T"),
        ({**NAME, "too_long": {"move_to": "T.NAME"}}, "move_to: write another field of the table T"),
        ({**NAME, "too_long": {"move_to": "T"}}, "move_to: write another field of the table T"),
        ({"to": "T.CODE", "from": "a", "too_long": "cut"}, "T.CODE: too_long: cannot be cut"),
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
    assert len(fields["NAME"]) <= LENGTHS["T.NAME"]
    if len(name) > LENGTHS["T.NAME"]:
        assert fields["NOTE"] == (f"{note}{BETWEEN}{name}" if note else name)
    else:
        assert (fields["NAME"], fields["NOTE"]) == (name, note)
