"""Paths and query strings, and the cutting of long lists of values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.vendors.afas.protocol import (
    QUERY_LIMIT,
    Filter,
    QueryTooLongError,
    any_of,
    batches,
    deletion_path,
    page_query,
    read_path,
    write_path,
)
from handlers.vendors.afas.protocol.queries import ALL_ROWS


def query_for(numbers: object) -> str:
    return page_query(any_of("OrderNumber", numbers), ["OrderNumber", "SeqNo"], take=1001)  # type: ignore[arg-type]


@given(
    st.lists(st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=40), max_size=200)
)
def test_batches_keep_all_values_in_order_and_every_query_within_the_limit(numbers: list[str]) -> None:
    cut = list(batches(numbers, query_for))
    assert [number for batch in cut for number in batch] == numbers
    assert all(len(query_for(batch)) <= QUERY_LIMIT for batch in cut)


def test_batches_are_as_few_as_the_limit_allows() -> None:
    numbers = [f"{number:08}" for number in range(250)]
    cut = list(batches(numbers, query_for))
    assert all(len(query_for((*batch, numbers[0]))) > QUERY_LIMIT for batch in cut[:-1])
    assert len(cut) <= 4


def test_a_value_that_fits_in_no_query_is_refused_by_name() -> None:
    with pytest.raises(QueryTooLongError, match="2049"):
        list(batches(["x" * 3000], query_for))


def test_no_values_make_no_batch() -> None:
    assert list(batches([], query_for)) == []


def test_a_page_query_says_order_start_and_size() -> None:
    query = page_query(Filter(), ["ModifiedDate", "-OrderNumber"], take=500, skip=1000)
    assert query == "orderbyfieldids=ModifiedDate,-OrderNumber&skip=1000&take=500"


def test_all_rows_are_asked_for_in_both_numbers() -> None:
    assert page_query(Filter(), [], take=ALL_ROWS) == "skip=-1&take=-1"


def test_paths_name_connector_and_part() -> None:
    assert read_path("Relay_SalesOrders") == "/connectors/Relay_SalesOrders"
    assert write_path("FbSales", "FbSalesLines") == "/connectors/FbSales/FbSalesLines"
    assert read_path("a/../b?c") == "/connectors/a%2F..%2Fb%3Fc"


def test_a_deletion_names_its_keys_and_their_values_in_the_path() -> None:
    assert deletion_path("FbSales", "FbSales", {"OrNu": "60005490"}) == "/connectors/FbSales/FbSales/@OrNu/60005490"
    assert deletion_path("P", "P", {"PrId": "A 1", "SqNo": "2"}) == "/connectors/P/P/@PrId,@SqNo/A%201,2"


@pytest.mark.parametrize("keys", [{}, {"OrNu": "1,2"}])
def test_a_deletion_without_a_certain_key_is_refused(keys: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="comma"):
        deletion_path("FbSales", "FbSales", keys)
