"""Asks an installation, now and then, which columns its tables have and what may be written: modules and rights differ.

Sources: github.com/omniboost/go-accountview.net (``system_data_get.go``, ``business_objects_get.go``, ``fields/``);
github.com/ForecastXL/accountview-ruby, which reads the dictionary among the data.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.protocol import BusinessObject, Filter, Query, is_true, number_of, text_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from mapping.suggestions import did_you_mean
from relay.errors import Barred, Permanent, RunEnd, Scope
from words.told import Told

Act = Literal["insert", "update"]

DICTIONARY_TABLE: Final = "DCT_FLD"
FILES, FILES_TABLE = "DBF", "DCT_FILE"
PAGE: Final = 1000
"""Rows asked of the dictionary at once: more than any table has columns that is known."""

_REMEMBERED: Final = timedelta(hours=1)
_LACKING: Final = timedelta(seconds=10)
"""For how long it is remembered that something lacks: many events may wait for it, and somebody is about to mend it."""

_NOT_ASKED: Final = float("-inf")
_MARKS = ("NO_INSERT", "NO_UPDATE", "NO_XML_UPD")


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column as the dictionary has it: without a ``length`` where that is not limited, or a ``type`` not told."""

    is_writable: bool = True
    type: str = ""
    length: int | None = None


def columns_query(dictionary: str, table: str) -> Query:
    """Asks the dictionary for the columns of a table, their form, and which of them may not be written."""
    place = f"{DICTIONARY_TABLE}.DBF_NAME"
    names = ("FIELD_NAME", "FIELD_TYPE", "FIELD_LEN", "COM_BLK")
    fields = (place, *(f"{DICTIONARY_TABLE}.{name}" for name in names))
    return Query(dictionary, fields, (Filter(place, table),))


def columns_in(rows: Sequence[Row], table: str) -> Mapping[str, ShownColumn] | None:
    """The columns of a table; None where there are none, or not all of them.

    No page tells the most rows that an answer holds: a round number of them may be a part.
    """
    if not rows or len(rows) % 100 == 0:
        return None
    mine = [row for row in rows if text_of(row, "DBF_NAME").casefold() == table.casefold()]
    return {
        text_of(row, "FIELD_NAME").upper(): ShownColumn(
            is_writable=not is_true(row, "COM_BLK"),
            type=text_of(row, "FIELD_TYPE").upper(),
            length=int(number_of(row, "FIELD_LEN") or 0) or None,
        )
        for row in mine
    }


def marks_query(tables: Collection[str]) -> Query:
    """Asks the dictionary what these tables are closed to."""
    place = f"{FILES_TABLE}.DBF_NAME"
    filters = tuple(Filter(place, table) for table in dict.fromkeys(tables))
    fields = (place, *(f"{FILES_TABLE}.{mark}" for mark in _MARKS))
    return Query(FILES, fields, filters, match_any=len(filters) > 1)


def marks_in(rows: Sequence[Row]) -> Mapping[str, frozenset[str]]:
    """By table the marks by which it is closed to inserts, updates or the web API as a whole."""
    return {text_of(row, "DBF_NAME").upper(): frozenset(mark for mark in _MARKS if is_true(row, mark)) for row in rows}


def closed_to(act: Act, marks: Collection[str]) -> list[str]:
    """Those of a table's marks that forbid to insert or to update over the web API."""
    return sorted({"NO_XML_UPD", f"NO_{act.upper()}"} & set(marks))


class Shown:
    """What one installation shows of itself; it is asked for each thing at most once an hour.

    Where the user may not see it, nothing is known of it, and AccountView itself refuses what is wrong.
    """

    def __init__(
        self,
        client: AccountViewClient,
        settings: AccountViewConnection,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._dictionary = settings.objects.dictionary
        self._clock = clock
        self._columns: dict[str, tuple[float, Mapping[str, ShownColumn] | None]] = {}
        self._marks: dict[str, tuple[float, frozenset[str]]] = {}
        self._objects: tuple[float, tuple[BusinessObject, ...]] = (_NOT_ASKED, ())

    async def require(self, table: str, columns: Collection[str], cure: Callable[[str], Told]) -> None:
        """Raise Barred for this flow where the table has not all of these columns, as far as that is shown.

        A column that is not there must not read as empty. ``cure`` tells what to do about a column of this name.
        """
        known = await self.columns(table)
        missing = [] if known is None else sorted({column.upper() for column in columns} - known.keys())
        if known is not None and missing:
            self._columns[table] = (self._soon_over(self._columns[table][0]), known)
            raise column_gone(table, missing[0], known, cure)

    def seen(self, table: str) -> Mapping[str, ShownColumn]:
        """The columns of a table as they were shown last, without asking; none before that."""
        return self._columns.get(table, (_NOT_ASKED, None))[1] or {}

    async def columns(self, table: str) -> Mapping[str, ShownColumn] | None:
        """The columns of a table by name in capitals; None where that is not shown."""
        asked, known = self._columns.get(table, (_NOT_ASKED, None))
        if self._dictionary is None or self._clock() - asked < _REMEMBERED.total_seconds():
            return known
        try:
            rows = await self._ask(columns_query(self._dictionary, table), DICTIONARY_TABLE)
            known = columns_in(rows, table)
        except Permanent:
            known = None
        except RunEnd:
            return None
        self._columns[table] = (self._clock(), known)
        return known

    async def marks(self, table: str, act: Act) -> Sequence[str]:
        """The marks by which the dictionary closes a table to an act; none where that is not shown."""
        asked, known = self._marks.get(table, (_NOT_ASKED, frozenset()))
        if self._dictionary is not None and self._clock() - asked >= _REMEMBERED.total_seconds():
            try:
                known = marks_in(await self._ask(marks_query([table]), FILES_TABLE)).get(table, frozenset())
            except Permanent:
                known = frozenset()
            except RunEnd:
                return []
            self._marks[table] = (self._clock(), known)
        return closed_to(act, known)

    def note_lacking_rights(self) -> None:
        """Ask anew before long what may be written, as somebody is about to mend it."""
        self._objects = (self._soon_over(self._objects[0]), self._objects[1])
        self._marks = {table: (self._soon_over(asked), marks) for table, (asked, marks) in self._marks.items()}

    def _soon_over(self, asked: float) -> float:
        """When something must have been asked that is to be remembered for a short while only from then on."""
        return min(asked, self._clock() - (_REMEMBERED - _LACKING).total_seconds())

    async def may(self, business_object: str, act: Act) -> bool | None:
        """Whether the user may do that with an object; None where the list of objects is not shown or lacks it."""
        asked, objects = self._objects
        if self._clock() - asked >= _REMEMBERED.total_seconds():
            try:
                objects = await self._client.objects()
            except Permanent:
                objects = ()
            except RunEnd:
                return None
            self._objects = (self._clock(), objects)
        found = next((one for one in objects if one.code == business_object.upper()), None)
        return None if found is None else (found.insert if act == "insert" else found.update)

    async def _ask(self, query: Query, table: str) -> Sequence[Row]:
        """Rows of the dictionary: one public client reads it as system data, another among the data."""
        for system in (True, False):
            answer = await self._client.first_page(query, PAGE, system=system)
            if rows := answer.rows(table):
                return rows
        return ()


def column_gone(table: str, column: str, known: Collection[str], cure: Callable[[str], Told]) -> Barred:
    """That a column is not there, for the flow that asks for it; with the nearest of those that are known."""
    guess = did_you_mean(column, known)
    nearest = Told("accountview.nearest_column", name=guess) if guess else ""
    return Barred(
        Told("accountview.column_gone", table=table, column=column, cure=cure(column), nearest=nearest),
        scope=Scope.FLOW,
    )
