"""Pages through the rows of a connector that changed since a moment, and loses none while rows move.

AFAS has no change feed and no snapshot: a row that changes during the paging jumps to the end, and counting rows from
the start (``skip``) would then step over its neighbours. So each page starts at the stamp the page before ended with,
less the second by which AFAS rounds, and rows that are read twice are dropped.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.vendors.afas.client import AfasClient, Row
from handlers.vendors.afas.protocol import Condition, Filter, Operator, all_of, both, page_query, read_stamp
from handlers.vendors.afas.protocol.moments import ROUNDING
from relay.errors import Barred, Scope
from words.told import Told

_PROOF = 3
"""Rows in a page, none of which has a stamp that can be read, that show that the column is the wrong one."""

MOST_NUMBER_CHARACTERS = 40
"""A canonical order number is no longer."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Which rows: the connector, the columns of the stamp and of the order's number, and what else rows must meet.

    ``columns`` are those that rows must have.
    """

    connector: str
    modified: str
    number: str
    where: Filter
    page_size: int
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Some rows that were not read before; all changes up to ``complete_to`` (Amsterdam's clock) are read by now.

    ``left_out`` tells of rows whose stamp cannot be read, a sentence each: one such row must not end every poll.
    ``elsewhere`` counts rows of another administration.
    """

    rows: list[Row]
    complete_to: datetime
    left_out: tuple[Told, ...] = ()
    elsewhere: int = 0


async def read_changes(client: AfasClient, changes: Changes, start: datetime) -> AsyncIterator[ChangedRows]:
    """Rows stamped ``start`` (Amsterdam's clock, no zone) or later, oldest first.

    Raises Transient or Permanent, among them Barred where no row of a page has a stamp that can be read: then the
    settings name another column.
    """
    seen: dict[str, Row] = {}
    while True:
        rows = await _page(client, changes, [_stamped(changes, Operator.AT_LEAST, start)], by_stamp=True)
        fresh = _take_unseen(changes, rows, seen)
        last = _last_stamp(changes, rows, start)
        if fresh:
            yield _readable(changes, fresh, last)
        if len(rows) < changes.page_size:
            return
        if last - ROUNDING > start:
            start = last - ROUNDING
        else:
            end = last + timedelta(seconds=1)
            async for drained in _drain(client, changes, start, end, seen):
                yield drained
            start = end
        seen = {number: row for number, row in seen.items() if (_stamp(changes, row) or start) >= start}


async def read_by_number(
    client: AfasClient, changes: Changes, after: str | None, start: datetime | None
) -> AsyncIterator[list[Row]]:
    """All rows that have a number after this one, in the order of it, which does not move; a page at a time.

    With ``start`` (Amsterdam's clock) those stamped then or later. Raises Transient or Permanent, among them Barred
    where a page does not lead beyond the one before.
    """
    stamped = [] if start is None else [_stamped(changes, Operator.AT_LEAST, start)]
    while True:
        key = [Condition(changes.number, Operator.ABOVE, after)] if after else []
        rows = await _page(client, changes, [*stamped, *(key or [_has_number(changes)])], by_stamp=False)
        if rows:
            yield rows
        if len(rows) < changes.page_size:
            return
        last = str(rows[-1].get(changes.number))
        if last == after:
            told = Told("afas.no_next_page", connector=changes.connector, column=changes.number)
            raise Barred(told, scope=Scope.FLOW)
        after = last


def _has_number(changes: Changes) -> Condition:
    return Condition(changes.number, Operator.NOT_EMPTY)


def longest_query(changes: Changes) -> int:
    """Characters of the longest query that :func:`read_changes` may need."""
    any_stamp = datetime(2026, 1, 1)  # noqa: DTZ001 - Amsterdam's clock, and of no account: all are equally long
    conditions = [_stamped(changes, operator, any_stamp) for operator in (Operator.AT_LEAST, Operator.BELOW)]
    after = Condition(changes.number, Operator.ABOVE, "," * MOST_NUMBER_CHARACTERS)
    return len(_query(changes, [*conditions, after], by_stamp=True))


async def _drain(
    client: AfasClient, changes: Changes, start: datetime, end: datetime, seen: dict[str, Row]
) -> AsyncIterator[ChangedRows]:
    """All rows of one or two seconds that hold more than a page, in order of the number, which does not move."""
    window = [_stamped(changes, Operator.AT_LEAST, start), _stamped(changes, Operator.BELOW, end)]
    after: list[Condition] = []
    while True:
        rows = await _page(client, changes, [*window, *after], by_stamp=False)
        fresh = _take_unseen(changes, rows, seen)
        if fresh:
            yield _readable(changes, fresh, start)
        if len(rows) < changes.page_size:
            return
        numbers = [str(number) for row in rows if (number := row.get(changes.number)) is not None]
        if numbers:
            after = [Condition(changes.number, Operator.ABOVE, numbers[-1])]
        elif not after:
            after = [_has_number(changes)]
        else:
            return


async def _page(client: AfasClient, changes: Changes, conditions: list[Condition], *, by_stamp: bool) -> list[Row]:
    return await client.rows(changes.connector, _query(changes, conditions, by_stamp=by_stamp), changes.columns)


def _query(changes: Changes, conditions: list[Condition], *, by_stamp: bool) -> str:
    order = [changes.modified, changes.number] if by_stamp else [changes.number]
    return page_query(both(all_of(*conditions), changes.where), order, take=changes.page_size)


def _take_unseen(changes: Changes, rows: list[Row], seen: dict[str, Row]) -> list[Row]:
    """The rows that were not read before in just this form; notes them as read."""
    fresh = []
    for row in rows:
        number = str(row.get(changes.number))
        if seen.get(number) != row:
            seen[number] = row
            fresh.append(row)
    return fresh


def _stamped(changes: Changes, operator: Operator, stamp: datetime) -> Condition:
    return Condition(changes.modified, operator, stamp.isoformat(timespec="seconds"))


def _readable(changes: Changes, rows: list[Row], complete_to: datetime) -> ChangedRows:
    """The rows whose stamp can be read, and what is told of the others."""
    read = [row for row in rows if _stamp(changes, row) is not None]
    left_out = tuple(
        Told(
            "afas.row_without_stamp",
            connector=changes.connector,
            number=str(row.get(changes.number))[:MOST_NUMBER_CHARACTERS],
            column=changes.modified,
        )
        for row in rows
        if _stamp(changes, row) is None
    )
    return ChangedRows(read, complete_to, left_out)


def _last_stamp(changes: Changes, rows: list[Row], start: datetime) -> datetime:
    """The newest stamp of a page that can be read; the start where the few rows of a last page have none."""
    stamps = [stamp for row in rows if (stamp := _stamp(changes, row)) is not None]
    if stamps:
        return max(stamps)
    if len(rows) >= min(changes.page_size, _PROOF):
        told = Told("afas.column_without_stamps", connector=changes.connector, column=changes.modified)
        raise Barred(told, scope=Scope.FLOW)
    return start


def _stamp(changes: Changes, row: Row) -> datetime | None:
    try:
        return read_stamp(str(row.get(changes.modified)))
    except ValueError:
        return None
