"""Which shapes can be a document's, told from the bytes alone."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.bounds import BYTES_A_VALUE, SPARE_CONTAINERS, SPARE_VALUES, check_shape, most_containers, most_values

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=30,
)


def count(value: Any) -> tuple[int, int]:
    """How many values a document has, itself included, and how many of them are objects and lists."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    below = [count(each) for each in inner]
    return 1 + sum(each[0] for each in below), isinstance(value, dict | list) + sum(each[1] for each in below)


@given(documents)
def test_the_quick_counts_are_never_too_low(document: Any) -> None:
    body = json.dumps(document).encode()
    values, containers = count(document)
    assert most_values(body) >= values
    assert most_containers(body) >= containers


@given(documents)
def test_a_small_document_is_never_refused_for_its_shape(document: Any) -> None:
    assert check_shape(json.dumps(document).encode()) is None


@pytest.mark.parametrize("piece", ["{}", "[]", '{"a":{}}'])
def test_a_body_of_nothing_but_brackets_is_refused(piece: str) -> None:
    body = f"[{','.join([piece] * 100_000)}]".encode()
    assert "objects and lists" in str(check_shape(body))


@pytest.mark.parametrize("piece", ["1", "1.5", '""', "null"])
def test_a_body_of_short_values_without_names_is_refused(piece: str) -> None:
    body = f"[{','.join([piece] * 100_000)}]".encode()
    assert "values" in str(check_shape(body))


def test_brackets_and_commas_within_texts_do_not_count() -> None:
    text = '[{,\\"' * 50_000
    assert check_shape(f'{{"remark":"{text}"}}'.encode()) is None


def test_the_bounds_hold_to_the_last_value() -> None:
    # A list of n texts that are exactly as long as a value must be is n values, and one more is the list itself.
    text = '"' + "x" * (BYTES_A_VALUE - 3) + '"'
    fits = ",".join([text] * (SPARE_VALUES + 90_000))
    assert check_shape(f"[{fits}]".encode()) is None
    assert check_shape(f"[{fits},{','.join(['1'] * 2 * SPARE_VALUES)}]".encode()) is not None
    assert check_shape(b"[" * SPARE_CONTAINERS) is None
    assert check_shape(b"[" * (SPARE_CONTAINERS + 50)) is not None


def test_the_densest_order_that_a_shop_would_send_is_let_through() -> None:
    line = {"id": 1, "sku": "A", "qty": 1, "taxes": [], "meta": [], "price": 1, "tax": 0, "name": None}
    body = json.dumps({"number": "1", "lines": [line] * 1000}, separators=(",", ":")).encode()
    assert check_shape(body) is None
