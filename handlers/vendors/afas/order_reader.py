"""Fetches orders with their lines from the two connectors: many lines in one call, never one call an order."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from handlers.vendors.afas.changes import MOST_NUMBER_CHARACTERS, ChangedRows, Changes, changed_rows, longest_query
from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.columns import require_columns
from handlers.vendors.afas.connection import AfasConnection
from handlers.vendors.afas.protocol import QUERY_LIMIT, Filter, any_of, batches, both, page_query, read_stamp

MOST_LINES = 1000
"""A canonical order has no more; an order with more is read up to one line above it, and then held as too long."""

_LOGGER = logging.getLogger(__name__)

Wanted = Mapping[str, Sequence[str]]
"""The values that a column may have, by our words or the connector's own names."""


class OrderReader:
    """Reads rows; which of them make a document is decided by the source. Raises Transient or Permanent."""

    def __init__(self, client: AfasClient, settings: AfasConnection, wanted: Wanted) -> None:
        self._client = client
        self._settings = settings
        self._orders = settings.orders
        self._wanted = _by_column(settings, wanted)

    async def changed_orders(self, start: datetime) -> AsyncIterator[ChangedRows]:
        """Rows of wanted orders stamped ``start`` or later."""
        columns = self._orders.columns
        changes = self._changes(self._orders.connector, columns.modified, columns.number, self._filter())
        async for page in changed_rows(self._client, changes, start):
            require_columns(self._orders.connector, [*dict(columns).values(), *self._wanted], page.rows)
            yield ChangedRows([row for row in page.rows if self._is_wanted(row)], page.complete_to)

    async def orders_of_changed_lines(self, start: datetime) -> AsyncIterator[ChangedRows]:
        """Rows of wanted orders of which a line is stamped ``start`` or later, and the order itself is not."""
        columns = self._orders.line_columns
        if columns.modified is None:
            return
        seen: set[str] = set()
        changes = self._changes(self._orders.line_connector, columns.modified, columns.order_number, Filter())
        async for page in changed_rows(self._client, changes, start):
            numbers = {number for row in page.rows if (number := _number(row, columns.order_number))} - seen
            seen |= numbers
            rows = await self.orders(sorted(numbers))
            yield ChangedRows(
                [row for row in rows if self._is_wanted(row) and not self._is_stamped(row, start)], page.complete_to
            )

    async def orders(self, numbers: Sequence[str]) -> list[Row]:
        """The rows of these orders, those that exist; wanted or not."""
        column = self._orders.columns.number
        found: list[Row] = []
        for batch in batches(numbers, lambda some: self._query(column, some, [column])):
            rows = await self._client.rows(self._orders.connector, self._query(column, batch, [column]))
            found += [row for row in rows if _number(row, column) in batch]
        return found

    async def lines(self, numbers: Sequence[str]) -> dict[str, list[Row]]:
        """The lines of these orders, in order of their sequence."""
        column, sequence = self._orders.line_columns.order_number, self._orders.line_columns.sequence
        found: dict[str, list[Row]] = {number: [] for number in numbers}
        waiting = sorted(found)
        while waiting:
            batch = next(batches(waiting, lambda some: self._query(column, some, [column, sequence])))
            rows = await self._client.rows(self._orders.line_connector, self._query(column, batch, [column, sequence]))
            done = self._finished(batch, rows)
            require_columns(self._orders.line_connector, dict(self._orders.line_columns).values(), rows)
            for row in rows:
                if (number := _number(row, column)) in done:
                    found[number].append(row)
            waiting = [number for number in waiting if number not in done]
        return found

    def _finished(self, batch: Sequence[str], rows: Sequence[Row]) -> set[str]:
        """The orders of the batch whose lines are all there: in a full page, all but the last one.

        A page holds more than the longest order that we carry, so one order that fills a page is finished too: with
        what is there it is too long already.
        """
        if len(rows) < self._take:
            return set(batch)
        column = self._orders.line_columns.order_number
        last = _number(rows[-1], column)
        passed = {_number(row, column) for row in rows} - {last}
        return (passed & set(batch)) or ({last} & set(batch)) or set(batch)

    def documents(self, rows: Sequence[Row], lines: Mapping[str, list[Row]]) -> list[dict[str, object]]:
        """The rows with their lines as documents; a row without a number is left out, since nothing could name it."""
        column = self._orders.columns.number
        numbered = [row for row in rows if _number(row, column)]
        if left_out := len(rows) - len(numbered):
            _LOGGER.warning("%d rows of %s have no usable %s: left out", left_out, self._orders.connector, column)
        return [{"order": row, "lines": lines.get(_number(row, column), [])} for row in numbered]

    def numbers(self, rows: Sequence[Row]) -> list[str]:
        """The numbers of orders, without those of rows that have none."""
        return [number for row in rows if (number := _number(row, self._orders.columns.number))]

    @property
    def _take(self) -> int:
        return max(self._settings.page_size, MOST_LINES + 1)

    def _query(self, column: str, numbers: Sequence[str], order: Sequence[str]) -> str:
        return page_query(any_of(column, numbers), order, take=self._take)

    def _changes(self, connector: str, modified: str, number: str, where: Filter) -> Changes:
        return Changes(connector, modified, number, where, self._settings.page_size)

    def _filter(self) -> Filter:
        """What is wanted, as AFAS can select it; nothing when that makes too long a query, since we select again."""
        where = Filter()
        for column, values in self._wanted.items():
            where = both(where, any_of(column, values))
        columns = self._orders.columns
        changes = self._changes(self._orders.connector, columns.modified, columns.number, where)
        return where if longest_query(changes) <= QUERY_LIMIT else Filter()

    def _is_stamped(self, row: Row, start: datetime) -> bool:
        """Whether the order is among the changed orders anyway; one with an unreadable stamp is not."""
        try:
            return read_stamp(_text(row, self._orders.columns.modified)) >= start
        except ValueError:
            return False

    def _is_wanted(self, row: Row) -> bool:
        return all(
            _text(row, column).casefold() in {value.casefold() for value in values}
            for column, values in self._wanted.items()
        )


def _by_column(settings: AfasConnection, wanted: Wanted) -> dict[str, tuple[str, ...]]:
    columns = settings.orders.columns
    chosen = {columns.column(word): tuple(values) for word, values in wanted.items()}
    if settings.administration is not None and columns.administration is not None:
        chosen[columns.administration] = (str(settings.administration),)
    return chosen


def _number(row: Row, column: str) -> str:
    """The order's number; empty where there is none, or one that no order can have."""
    number = _text(row, column)
    return number if len(number) <= MOST_NUMBER_CHARACTERS else ""


def _text(row: Row, column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()
