"""The query of a read is built as public clients build it, and never grows beyond its bounds."""

from datetime import date, datetime
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.accountview.protocol import Filter, Operator, Query, batches, encode_parameters


def test_a_plain_query_asks_for_an_object_and_a_page() -> None:
    assert Query("AR1").parameters(200) == (("BusinessObject", "AR1"), ("PageSize", "200"))


def test_a_query_with_everything_names_each_part_once() -> None:
    filters = (Filter("MAIL_BUS", "info@example.com"), Filter("CNG_DATE", date(2026, 4, 1), Operator.ON_OR_AFTER))
    query = Query("AR1", ("SUB_NR", "MAIL_BUS"), filters, match_any=True, book_date=date(2025, 12, 31))
    parameters = dict(query.parameters(50, "10023"))
    assert parameters["lastKey"] == "10023"
    assert parameters["Fields"] == "SUB_NR,MAIL_BUS"
    assert parameters["BookDate"] == "2025-12-31"
    assert parameters["MatchAnyFilter"] == "true"
    assert parameters["FilterControlSource1"] == "MAIL_BUS"
    assert parameters["FilterOperator1"] == "Equal"
    assert parameters["FilterValueType1"] == "C"
    assert parameters["FilterValue1"] == "info@example.com"
    assert parameters["FilterIsListOfValues1"] == "false"
    assert parameters["FilterOperator2"] == "DateOnOrAfterDate"
    assert parameters["FilterValueType2"] == "D"


@pytest.mark.parametrize(
    ("value", "kind", "literal"),
    [
        ("KFM-100", "C", "KFM-100"),
        (12, "N", "12"),
        (Decimal("1E+3"), "N", "1000"),
        (Decimal("0.1234567890123456789"), "N", "0.1234567890123456789"),
        (date(2026, 4, 1), "D", "{^2026-04-01}"),
        (datetime(2026, 4, 1, 13, 30), "T", "{^2026-04-01 13:30:00}"),  # noqa: DTZ001 - books have no zone
    ],
)
def test_a_filter_value_is_written_with_the_letter_of_its_type(value: object, kind: str, literal: str) -> None:
    one = Filter("X", value)  # type: ignore[arg-type]  # the table holds every type a filter takes
    assert (one.value_type, one.literal) == (kind, literal)


def test_the_value_of_a_filter_is_in_no_repr() -> None:
    assert "info@example.com" not in repr(Query("AR1", filters=(Filter("MAIL_BUS", "info@example.com"),)))


@given(st.text())
def test_any_value_arrives_as_it_was_after_encoding(value: str) -> None:
    text = value.encode("utf-8", "replace").decode()
    query = Query("AR1", filters=(Filter("ACCT_NAME", text),))
    assert dict(parse_qsl(encode_parameters(query.parameters(10)), keep_blank_values=True))["FilterValue1"] == text


def query_of(codes: object) -> Query:
    return Query("AK1", ("ART_CODE",), tuple(Filter("ART_CODE", str(code)) for code in list(codes)))  # type: ignore[call-overload]  # a sequence of codes


@given(
    values=st.lists(st.text(st.characters(codec="ascii"), min_size=1, max_size=60), unique=True, max_size=60),
    most=st.integers(1, 25),
    longest=st.integers(400, 2000),
)
def test_batches_hold_every_value_once_and_stay_within_their_bounds(values: list[str], most: int, longest: int) -> None:
    found = list(batches(values, query_of, most=most, longest=longest, page_size=200))
    assert [one.value for query in found for one in query.filters] == values
    for query in found:
        assert len(query.filters) <= most
        assert len(query.filters) == 1 or len(encode_parameters(query.parameters(200))) <= longest


def test_twenty_short_codes_fit_in_one_call() -> None:
    codes = [f"ART-{number:03}" for number in range(20)]
    assert len(list(batches(codes, query_of, most=20, longest=4000, page_size=200))) == 1
