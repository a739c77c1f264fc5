"""Reads the headers and lines of orders or invoices: those that changed since a moment, or that have a number."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.places import Place
from handlers.vendors.accountview.protocol import Answer, Filter, Operator, Query, stamp_of, text_of
from handlers.vendors.accountview.protocol.answers import lines_of
from relay.errors import Barred, Scope
from words.told import Told

Wanted = Mapping[str, Sequence[str]]
"""The values that a column of the header may have, by our words or AccountView's own names."""


@dataclass(frozen=True, slots=True)
class Sold:
    """One order or invoice as it was read: header and lines, with the columns that were asked for."""

    header: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    newest: datetime | None


class Changes:
    """Reads one kind of document. Raises Transient, Permanent, and NoSuchYear where a year has no administration.

    ``also`` are further columns of the header, which the flow's own filter asks for.
    """

    def __init__(self, client: AccountViewClient, place: Place, wanted: Wanted, also: Iterable[str] = ()) -> None:
        self._client = client
        self._place = place
        words = dict(place.columns)
        self._wanted = {str(words.get(word) or word).upper(): tuple(values) for word, values in wanted.items()}
        self._header = once([*words.values(), *self._wanted, *also])
        self._lines = once([column for _, column in place.line_columns])

    async def find_changed(self, start: datetime, book_date: date | None) -> AsyncIterator[list[Sold]]:
        """Documents of one administration that are stamped ``start`` or later, or a line of which is; by their key."""
        async for changed, _ in self.find_in_order(start, book_date, None):
            yield changed

    async def find_in_order(
        self, start: datetime, book_date: date | None, after: str | None
    ) -> AsyncIterator[tuple[list[Sold], str]]:
        """The same after a key, page by page, each with its last key."""
        place = self._place
        filters = [Filter(f"{place.table}.{place.columns.modified}", start, Operator.ON_OR_AFTER)]
        if place.line_columns.modified is not None:
            stamp = f"{place.line_table}.{place.line_columns.modified}"
            filters.append(Filter(stamp, start, Operator.ON_OR_AFTER))
        query, key = self._query(tuple(filters), book_date, any_of=True), self._client.key_column(place.table)
        async for answer in self._client.pages(query, place.table, after):
            # AccountView may look at the day only, and then finds what was read before, poll after poll.
            changed = [sold for sold in self._list_sold(answer) if sold.newest is None or sold.newest >= start]
            rows = answer.rows(place.table) or ()
            yield changed, text_of(rows[-1], key) if rows else ""

    async def find_numbered(self, number: str, book_date: date | None) -> list[Sold]:
        """The documents of one administration that have this number."""
        query = self._query((Filter(f"{self._place.table}.{self._place.number}", number),), book_date)
        found = [
            sold async for answer in self._client.pages(query, self._place.table) for sold in self._list_sold(answer)
        ]
        return [sold for sold in found if text_of(sold.header, self._place.number).upper() == number.upper()]

    def is_wanted(self, sold: Sold) -> bool:
        """Whether the flow's filter lets it through."""
        return all(
            text_of(sold.header, column).casefold() in {value.strip().casefold() for value in values}
            for column, values in self._wanted.items()
        )

    def explain_unnamed(self, sold: Sold) -> Told | None:
        """Why a document cannot be carried at all, in a sentence; None where it has the number that names it."""
        if text_of(sold.header, self._place.number):
            return None
        table, column = self._place.table, self._place.number
        day = stamp_of(sold.header.get(self._place.columns.ordered_on))
        if day is None:
            return Told("accountview.document_without_number", table=table, column=column)
        return Told("accountview.dated_document_without_number", table=table, day=day.date(), column=column)

    def _query(self, filters: tuple[Filter, ...], book_date: date | None, *, any_of: bool = False) -> Query:
        place = self._place
        header = once([self._client.key_column(place.table), *self._header])
        fields = (
            *(f"{place.table}.{column}" for column in header),
            *(f"{place.line_table}.{column}" for column in self._lines),
        )
        return Query(place.object, fields, filters, match_any=any_of and len(filters) > 1, book_date=book_date)

    def _list_sold(self, answer: Answer) -> Iterable[Sold]:
        place = self._place
        headers = answer.rows(place.table) or ()
        rows = answer.rows(place.line_table)
        for header in headers:
            own = lines_of(header, rows, place.table, alone=len(headers) == 1)
            if own is None:
                told = Told(
                    "accountview.lines_not_told_apart",
                    object=place.object,
                    line_table=place.line_table,
                    table=place.table,
                )
                raise Barred(told, scope=Scope.CALL)
            stamps = [header.get(place.columns.modified)]
            stamps += [line.get(place.line_columns.modified or "") for line in own]
            newest = max((stamp for stamp in map(stamp_of, stamps) if stamp), default=None)
            lines = [{column: line.get(column) for column in self._lines} for line in own]
            yield Sold({column: header.get(column) for column in self._header}, lines, newest)


def once(columns: Iterable[str | None]) -> tuple[str, ...]:
    """Each column once, in capitals as answers have them."""
    return tuple(dict.fromkeys(column.upper() for column in columns if column))
