"""Answers are read whatever their case, padding and odd shapes, and never wrongly."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.accountview.protocol import code_of, day_of, flag_of, is_true, number_of, read_companies, text_of
from handlers.vendors.accountview.protocol.answers import UnreadableAnswerError, load, tables_of


def test_tables_and_columns_are_found_in_any_case_and_without_padding() -> None:
    answer = tables_of({"contact ": [{"Sub_Nr": "10023     ", "ACCT_NAME": "Voorbeeld  "}], "USR_LINK": []})
    [row] = answer.rows("Contact") or ()
    assert (text_of(row, "sub_nr"), text_of(row, "ACCT_NAME")) == ("10023", "Voorbeeld")
    assert answer.rows("USR_LINK") == ()


def test_a_blank_before_a_code_is_a_sign_of_it_and_blanks_behind_it_are_none() -> None:
    [row] = tables_of({"ARTICLE": [{"ART_CODE": " A-2           ", "AG_CODE": 100}]}).rows("ARTICLE") or ()
    assert (code_of(row, "ART_CODE"), code_of(row, "ag_code"), code_of(row, "NO_SUCH")) == (" A-2", "100", "")


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        *((value, True) for value in (True, "true", "T", ".T.", "1", 1, " J ")),
        *((value, False) for value in (False, "False", "F", ".F.", "0", 0, "", None)),
        *((value, None) for value in ("X", 2, "ONBEKEND")),
    ],
)
def test_yes_and_no_are_read_in_every_way_in_which_they_are_written(value: Any, flag: bool | None) -> None:  # noqa: FBT001 - cases
    row = {"REC_BLK": value}
    assert (flag_of(row, "REC_BLK"), is_true(row, "REC_BLK")) == (flag, flag is True)


def test_letters_of_one_byte_are_good_letters_also_beside_those_of_utf8() -> None:
    text = "Cafétafel 80 cm ½, 12 €"
    for body in (text.encode(), text.encode("windows-1252"), "Café ".encode() + "tafel ½".encode("windows-1252")):
        assert load(b'{"A": "' + body + b'"}')["A"] in {text, "Café tafel ½"}
    with pytest.raises(UnreadableAnswerError):
        load(b'{"A": "\x81"}')


@given(st.lists(st.sampled_from("aäçéñöøüß€½µ°"), max_size=30).map("x".join))
def test_no_letter_of_one_byte_is_lost_or_becomes_another(text: str) -> None:
    assert load(b'{"A": "' + f"{text}x".encode("windows-1252") + b'"}') == {"A": f"{text}x"}


def test_a_table_that_is_not_there_is_told_apart_from_an_empty_one() -> None:
    assert tables_of({"CONTACT": []}).rows("SO_HDR") is None


def test_a_single_row_may_come_as_an_object() -> None:
    assert len(tables_of({"DEL_ADDR": {"REC_ID": "1"}}).rows("DEL_ADDR") or ()) == 1


@pytest.mark.parametrize("value", ["x", 3, None, ["x"], [[1]]])
def test_what_is_no_list_of_rows_is_no_table(value: Any) -> None:
    assert tables_of({"CONTACT": value}).rows("CONTACT") is None


def test_numbers_are_exact_and_may_come_as_text() -> None:
    [row] = tables_of(load(b'{"SO_LINE": [{"ART_PX": 0.1234567890123456789, "ORD_QTY": "3.5"}]}')).rows("SO_LINE") or ()
    assert number_of(row, "ART_PX") == Decimal("0.1234567890123456789")
    assert number_of(row, "ORD_QTY") == Decimal("3.5")


@pytest.mark.parametrize("value", [None, "", "12,50", True, [], {}])
def test_what_is_no_number_is_none(value: Any) -> None:
    assert number_of({"ART_PX": value}, "ART_PX") is None


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-04-01", date(2026, 4, 1)),
        ("2026-04-01T23:30:00", date(2026, 4, 1)),
        ("2026-04-01T23:30:00.000Z", date(2026, 4, 1)),
        ("", None),
        (None, None),
        ("  -  -    ", None),
        (20260401.5, None),
    ],
)
def test_a_day_is_read_with_or_without_time_and_zone(value: Any, day: date | None) -> None:
    assert day_of({"ORD_DATE": value}, "ORD_DATE") == day


def test_a_byte_order_mark_does_not_matter() -> None:
    assert load(b'\xef\xbb\xbf{"A": []}') == {"A": []}


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff", b"[" * 5000])
def test_what_is_no_json_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableAnswerError):
        load(body)


@pytest.mark.parametrize("document", [[], "text", None, 3])
def test_what_is_no_object_holds_no_tables(document: Any) -> None:
    with pytest.raises(UnreadableAnswerError):
        tables_of(document)


def test_companies_are_a_bare_list_whose_ids_may_be_numbers() -> None:
    [company] = read_companies([{"Id": 4711, "Description": "Demo", "code": "DEMO  "}])
    assert (company.id, company.code, company.description) == ("4711", "DEMO", "Demo")


@pytest.mark.parametrize("document", [{}, None, ["DEMO"], [None]])
def test_what_is_no_list_of_companies_is_unreadable(document: Any) -> None:
    with pytest.raises(UnreadableAnswerError):
        read_companies(document)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["CONTACT", "so_hdr", "X"]), JSON))
def test_any_object_gives_rows_whose_cells_can_all_be_read(document: dict[str, Any]) -> None:
    answer = tables_of(document)
    for rows in answer.tables.values():
        for row in rows:
            for column in row:
                assert isinstance(text_of(row, column), str)
                number_of(row, column)
                day_of(row, column)
