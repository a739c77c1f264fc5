"""Reads are filtered, paged and shaped as AccountView does it, and what it does not know it refuses."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.sandboxes.accountview import Behaviour, Books
from handlers.sandboxes.accountview.reading import read
from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.demonstration.accountview_books import demo_books
from tests.handlers.sandboxes.accountview.asking import asked
from tests.handlers.vendors.accountview.office import TODAY


@pytest.fixture(scope="module")
def books() -> Books:
    return demo_books(today=lambda: TODAY)


def codes(books: Books, query: dict[str, str], behaviour: Behaviour | None = None) -> list[Any]:
    [table] = read(books, query, behaviour or Behaviour()).values()
    return [next(row[name] for name in ("ART_CODE", "SUB_NR", "ACCT_NR") if name in row) for row in table]


def test_filters_are_all_needed_unless_any_will_do(books: Books) -> None:
    filters = (("PX_SELL", "Equal", "N", "4"), ("ART_CODE", "Equal", "C", "thg-101  "))
    both = asked("AK1", *filters, ("ART_CODE", "NotEqual", "C", "THG-101"), fields="ART_CODE")
    assert codes(books, asked("AK1", *filters, fields="ART_CODE")) == ["THG-101"]
    assert codes(books, both) == []
    assert len(codes(books, both | {"matchanyfilter": "TRUE"})) == 8


def test_a_field_that_is_not_kept_in_capitals_is_compared_letter_by_letter(books: Books) -> None:
    def found(email: str) -> list[Any]:
        return codes(books, asked("AR1", ("MAIL_BUS", "Equal", "C", email), fields="SUB_NR"))

    assert found("info@eetcafe-debrug.example.com") == ["10003"]
    assert found("INFO@eetcafe-debrug.example.com") == []
    assert found("info@eetcafe") == []


def test_equal_may_be_loose_as_a_switch(books: Books) -> None:
    query = asked("AR1", ("MAIL_BUS", "Equal", "C", "info@eetcafe"), fields="SUB_NR")
    assert codes(books, query, Behaviour(loose_equal=True)) == ["10003"]


def test_contains_finds_a_part(books: Books) -> None:
    assert codes(books, asked("AR1", ("CITY", "Contains", "C", "ron"), fields="SUB_NR")) == ["10003"]


def test_dates_are_compared_in_foxpros_notation_only(books: Books) -> None:
    since = ("ORD_DATE", "DateOnOrAfterDate", "T")
    for value, count in (("{^2026-11-23}", 1), ("{^2026-11-23 00:00:01}", 0)):
        assert len(read(books, asked("SO1", (*since, value)), Behaviour())["SO_HDR"]) == count
    with pytest.raises(RefusedError, match="datum"):
        read(books, asked("SO1", (*since, "2026-11-23")), Behaviour())


def test_pages_follow_the_key_and_end_short(books: Books) -> None:
    first = codes(books, asked("AR1", fields="SUB_NR", pagesize="2"))
    rest = codes(books, asked("AR1", fields="SUB_NR", pagesize="2", lastkey=first[-1]))
    assert (first, rest) == (["10001", "10002"], ["10003"])


def test_rows_can_be_sorted_but_not_paged_by_another_field(books: Books) -> None:
    query = asked("AR1", fields="SUB_NR", sortfields="CITY", sortorder="Descending")
    assert codes(books, query) == ["10001", "10003", "10002"]
    with pytest.raises(RefusedError, match="lastKey"):
        read(books, query | {"lastkey": "10001"}, Behaviour())


def test_header_and_lines_are_siblings_related_by_a_number_from_zero(books: Books) -> None:
    answer = read(books, asked("SO1", fields="SO_HDR.ORD_NR,SO_LINE.ART_CODE"), Behaviour())
    assert list(answer) == ["SO_HDR", "SO_LINE"]
    assert answer["SO_HDR"] == [{"EXT_KEY": 0, "ORD_NR": "202600001", "SO_HDR_Id": 0}]
    assert [(row["ART_CODE"], row["EXT_KEY"], row["SO_HDR_Id"]) for row in answer["SO_LINE"]] == [
        ("KRS-200", 0, 0),
        ("VRZ-001", 1, 0),
    ]


def test_an_order_is_found_by_a_field_of_its_lines(books: Books) -> None:
    assert len(read(books, asked("SO1", ("SO_LINE.ART_CODE", "Equal", "C", "VRZ-001")), Behaviour())["SO_HDR"]) == 1
    assert read(books, asked("SO1", ("SO_LINE.ART_CODE", "Equal", "C", "DNS-900")), Behaviour())["SO_HDR"] == []


def test_all_fields_have_the_empty_value_of_their_type(books: Books) -> None:
    [row, *_] = read(books, asked("AR1", fields="*"), Behaviour())["CONTACT"]
    assert (row["TEL_BUS"], row["CRED_LIM"], row["REC_BLK"]) == ("", 0, False)


def test_padding_is_a_switch(books: Books) -> None:
    [row, *_] = read(books, asked("AR1", fields="SUB_NR"), Behaviour(padded=True))["CONTACT"]
    assert row["SUB_NR"] == "10001     "


def test_without_a_page_size_a_default_holds(books: Books) -> None:
    query = asked("AK1", fields="ART_CODE")
    del query["pagesize"]
    assert len(codes(books, query, Behaviour(default_page=3))) == 3


def test_a_book_date_picks_the_year_and_a_missing_year_is_an_error(books: Books) -> None:
    assert read(books, asked("SO1", bookdate="2025-06-01"), Behaviour())["SO_HDR"] == []
    with pytest.raises(RefusedError, match="Boekjaar 1999"):
        read(books, asked("SO1", bookdate="1999-06-01"), Behaviour())


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (asked("XX1"), "business object"),
        (asked(""), "business object"),
        (asked("AK1", fields="NO_SUCH"), "Onbekend veld NO_SUCH"),
        (asked("AK1", fields="CONTACT.SUB_NR"), "Onbekend veld"),
        (asked("AK1", ("NO_SUCH", "Equal", "C", "x")), "Onbekend veld"),
        (asked("AK1", ("ART_CODE", "Like", "C", "x")), "operator in filter 1"),
        (asked("AK1", ("PX_SELL", "Equal", "N", "x")), "geen getal"),
        (asked("AK1", filter="ART_CODE='X'"), "expressies"),
    ],
)
def test_what_is_not_known_is_refused_and_says_why(books: Books, query: dict[str, str], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        read(books, query, Behaviour())


def test_numbers_are_exact_in_the_books(books: Books) -> None:
    answer = read(books, asked("SO1", fields="SO_LINE.ART_PX"), Behaviour())
    assert answer["SO_LINE"][0]["ART_PX"] == Decimal("12.40")
