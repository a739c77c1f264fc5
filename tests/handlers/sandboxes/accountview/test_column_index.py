"""Tables with an index answer as those without one do, whatever calls have written in between."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sandboxes.accountview import Behaviour, Books
from handlers.sandboxes.accountview.reading import read
from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.accountview.writing import write
from handlers.sandboxes.demonstration.accountview_books import bare_books
from tests.handlers.sandboxes.accountview.asking import asked

CODES = st.sampled_from(["A-1", "a-1", "A-2", "B-1 ", "b-1"])
NAMES = st.sampled_from(["Glas", "glas", "Kop ", "Kop"])
FILTERS = st.lists(
    st.one_of(
        st.tuples(st.just("ART_CODE"), st.sampled_from(["Equal", "NotEqual"]), st.just("C"), CODES),
        st.tuples(st.just("ART_DESC1"), st.sampled_from(["Equal", "Contains"]), st.just("C"), NAMES),
    ),
    min_size=1,
    max_size=3,
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["POST", "PUT"]), CODES, NAMES),
        st.tuples(st.just("GET"), FILTERS, st.booleans()),
    ),
    max_size=12,
)


def books_that_take_articles() -> Books:
    books = bare_books()
    books.put("ART_GRP", {"AG_CODE": "KEUKEN", "AG_DESC": "Keuken"})
    books.add_columns("ARTICLE", ART_CODE="C20!", ART_DESC1="C40", UNIT_CODE="C10!")
    books.article_rights = frozenset({"insert", "update"})
    return books


def body(code: str, name: str) -> bytes:
    fields = [{"Name": field, "FieldType": "C"} for field in ("ART_CODE", "ART_DESC1", "AG_CODE")]
    table = {"Definition": {"Name": "ARTICLE", "Fields": fields}}
    rows = {"Data": {"Rows": [{"Values": [code, name, "KEUKEN"]}]}}
    return json.dumps({"BusinessObject": "AK1", "Table": table, "TableData": rows}).encode()


def take(books: Books, step: Sequence[Any]) -> Any:
    """What a step answers: rows that were read, or whether a write was taken."""
    method, *rest = step
    try:
        if method == "GET":
            filters, any_is_enough = rest
            more = {"matchanyfilter": "true"} if any_is_enough else {}
            return read(books, asked("AK1", *filters, fields="ART_CODE,ART_DESC1,CNG_NR", **more), Behaviour())
        write(books, method, body(*rest), Behaviour())
    except RefusedError as error:
        return error.message
    return [(row["ART_CODE"], row["ART_DESC1"]) for row in books.articles]


@given(steps=STEPS)
def test_every_call_has_the_same_answer_with_an_index_and_without(steps: list[tuple[Any, ...]]) -> None:
    plain, indexed = books_that_take_articles(), books_that_take_articles()
    indexed.keep_indexes("ARTICLE", "CONTACT")
    assert [take(indexed, step) for step in steps] == [take(plain, step) for step in steps]


def test_the_steps_write_and_change_articles() -> None:
    books = books_that_take_articles()
    books.keep_indexes("ARTICLE")
    assert take(books, ("POST", "A-1", "Glas"))[-1] == ("A-1", "Glas")
    assert take(books, ("PUT", "a-1", "Kop"))[-1] == ("A-1", "Kop")
    found = take(books, ("GET", [("ART_DESC1", "Equal", "C", "Kop")], False))
    assert [row["ART_CODE"] for row in found["ARTICLE"]] == ["A-1"]
    assert "bestaat al" in take(books, ("POST", "A-1", "Glas"))


@pytest.mark.parametrize("indexed", [True, False])
def test_each_new_debtor_gets_a_number_of_their_own(indexed: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    books = bare_books()
    if indexed:
        books.keep_indexes("CONTACT")
    books.put("CONTACT", {"SUB_NR": "10002", "ACCT_NAME": "Café De Brug"})
    tables = books.tables()
    numbers = [books.keep(tables, "CONTACT", {"ACCT_NAME": "Noor"})["SUB_NR"] for _ in range(3)]
    assert len({*numbers, "10002"}) == len(numbers) + 1
