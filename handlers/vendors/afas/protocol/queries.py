"""Paths and query strings of the REST services, kept within the length that AFAS accepts.

Sources: AFASSoftware/OASContent markdownpages/profit/en/get-connector.md and update-connector.md.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar
from urllib.parse import quote

from handlers.vendors.afas.protocol.filters import Filter, filter_parameters

QUERY_LIMIT = 2049
"""Characters of a query string; one more, and AFAS answers 404."""

ALL_ROWS = -1

_Value = TypeVar("_Value")


class QueryTooLongError(ValueError):
    """A single value makes the query longer than AFAS accepts."""


def read_path(connector: str) -> str:
    """Where a GetConnector is read: ``/connectors/Relay_SalesOrders``."""
    return f"/connectors/{quote(connector, safe='')}"


def write_path(connector: str, part: str | None = None) -> str:
    """Where an UpdateConnector, or one part of it, is written: ``/connectors/FbSales/FbSalesLines``."""
    return read_path(connector) + (f"/{quote(part, safe='')}" if part else "")


def deletion_path(connector: str, part: str, keys: Mapping[str, str]) -> str:
    """Where one record is deleted: ``/connectors/FbSales/FbSales/@OrNu/60005490``.

    Raises ValueError when a value holds the comma that joins values.
    """
    if not keys or any("," in value for value in keys.values()):
        raise ValueError("a deletion needs keys, and AFAS has no way to write a comma in one")
    names = ",".join(f"@{quote(name, safe='')}" for name in keys)
    values = ",".join(quote(value, safe="") for value in keys.values())
    return f"{write_path(connector, part)}/{names}/{values}"


def page_query(rows: Filter, order: Sequence[str], *, take: int, skip: int = 0) -> str:
    """The query string for one page of rows in this order (``-`` first: descending), already percent-encoded.

    ``take`` of ALL_ROWS gives all rows at once; AFAS then wants the same in ``skip``.
    """
    pairs = filter_parameters(rows)
    if order:
        pairs.append(("orderbyfieldids", ",".join(quote(column, safe="-._~") for column in order)))
    start = ALL_ROWS if take == ALL_ROWS else skip
    pairs += [("skip", str(start)), ("take", str(take))]
    return "&".join(f"{name}={value}" for name, value in pairs)


def batches(values: Sequence[_Value], query_for: Callable[[Sequence[_Value]], str]) -> Iterator[tuple[_Value, ...]]:
    """Cut values into as few batches as there can be whose query stays within the limit, in order.

    Raises QueryTooLongError when one value alone does not fit.
    """
    rest = tuple(values)
    while rest:
        size = _how_many_fit(rest, query_for)
        if size == 0:
            raise QueryTooLongError(f"one value makes a query of more than {QUERY_LIMIT} characters")
        yield rest[:size]
        rest = rest[size:]


def _how_many_fit(values: tuple[_Value, ...], query_for: Callable[[Sequence[_Value]], str]) -> int:
    """How many of the values, from the first, one query holds: found by halving, since a query only grows."""

    def length(count: int) -> int:
        return len(query_for(values[:count]))

    return bisect_right(range(1, len(values) + 1), QUERY_LIMIT, key=length)
