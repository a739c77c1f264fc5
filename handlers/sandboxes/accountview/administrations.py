"""Keeps a company's administrations, one for each fiscal year, and numbers and stamps every record as AccountView does.

Master data that is put in beforehand stands in every year; what is written later stands in one and does not flow to
another, as in AccountView. A fiscal year here is a calendar year.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import date, datetime, tzinfo
from decimal import Decimal
from itertools import count
from types import MappingProxyType
from typing import Any

from handlers.sandboxes.accountview.checking import comparable
from handlers.sandboxes.accountview.column_index import ColumnIndex
from handlers.sandboxes.accountview.columns import Names, known_columns
from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.accountview.tables import MASTER_DATA, ObjectShape, Row, objects_of

Tables = dict[str, list[Row]]

_PERIODS = 12
"""A fiscal year has a period for each month, which a journal page's date falls in."""

_WITHOUT_RECORD_ID = frozenset({"CONTACT", "LEDGER", "DAILY", "VAT", "COST", "PAY_COND", "ADM_LIST", "DJ_PAGE"})


class Administrations:
    """The administrations of one company by their fiscal year.

    ``today`` tells the day, whose year is picked where a call names no book date. ``now`` stamps changes, written as
    the wall clock of ``zone`` without saying which, because AccountView's date-times have no zone.
    """

    def __init__(
        self, years: Iterable[int], names: Names, today: Callable[[], date], now: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self.names = names
        self.objects = objects_of(names)
        self.today = today
        self._now = now
        self._zone = zone
        self._numbers = {kind: count(1) for kind in ("order", "record", "page", "invoice")} | {"debtor": count(10001)}
        self._indexes: dict[int, ColumnIndex] = {}
        self._by_year: dict[int, Tables] = {year: self._empty() for year in years}
        for year in self.years:
            self._list(year)

    @property
    def years(self) -> list[int]:
        """The fiscal years that have an administration, oldest first."""
        return sorted(self._by_year)

    def year_of(self, book_date: str = "") -> int:
        """The fiscal year that a book date picks; an empty one is today's. Raises RefusedError for one not there."""
        year = _year(book_date) if book_date.strip() else self.today().year
        if year not in self._by_year:
            raise RefusedError(f"Boekjaar {year} bestaat niet in onderneming DEMO.")
        return year

    def tables(self, book_date: str = "") -> Tables:
        """The administration that a book date picks; an empty one is today's. Raises RefusedError."""
        return self._by_year[self.year_of(book_date)]

    def open_next_year(self, *, with_open_orders: bool = False) -> int:
        """Make the administration of the next fiscal year, with the master data of the last as it stands now.

        What changes in the old one afterwards stays there. Open orders stay there too, or stand in both with the same
        numbers: which of the two AccountView does is not public. Returns the year.
        """
        last = max(self._by_year)
        tables = self._empty()
        tables.update({name: deepcopy(self._by_year[last][name]) for name in MASTER_DATA})
        if with_open_orders:
            state, orders = self.names.order_state, self._by_year[last]["SO_HDR"]
            tables["SO_HDR"] = deepcopy([order for order in orders if order.get(state) == self.names.open])
        self._by_year[last + 1] = tables
        self._list(last + 1)
        return last + 1

    def keep_indexes(self, *names: str) -> None:
        """Find rows of these tables by an index: nothing but calls changes them from now on."""
        for tables in self._by_year.values():
            self._indexes |= {id(tables[name]): ColumnIndex(tables[name], comparable) for name in names}

    def index_of(self, tables: Tables, table: str) -> ColumnIndex | None:
        """What finds rows of a table, where one is kept."""
        return self._indexes.get(id(tables[table]))

    def note_change(self, tables: Tables, table: str, row: Row) -> None:
        """Have a row found by what stands in it now."""
        if (index := self.index_of(tables, table)) is not None:
            index.note(row)

    def put(self, table: str, values: Mapping[str, Any]) -> Row:
        """Put a record of master data into every administration, with a number where it has none."""
        row = self.stamp_row({**self._number_row(table), **values})
        for tables in self._by_year.values():
            tables[table].append(dict(row))
            self.note_change(tables, table, tables[table][-1])
        return row

    def keep(self, tables: Tables, table: str, values: Mapping[str, Any]) -> Row:
        """Store one record in one administration, numbered and stamped."""
        row = self.stamp_row({**self._number_row(table), **values})
        tables[table].append(row)
        self.note_change(tables, table, row)
        return row

    def keep_document(
        self, tables: Tables, shape: ObjectShape, header: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]
    ) -> Row:
        """Store a header that holds its lines under the name of their table, all of them numbered and stamped."""
        table = str(shape.lines)
        own = [self.stamp_row({**self._number_row(table), **line}) for line in lines]
        return self.keep(tables, shape.table, {**header, table: own})

    def stamp_row(self, row: Mapping[str, Any]) -> Row:
        """The row with the marks of a change that AccountView sets itself."""
        now = self._now().astimezone(self._zone).strftime("%Y-%m-%dT%H:%M:%S")
        return {"INP_DATE": now, **row, "CNG_DATE": now, "CNG_NR": Decimal(row.get("CNG_NR", 0)) + 1}

    def next_invoice_number(self) -> str:
        """The next invoice number that stands on no page yet."""
        taken = {page.get("INV_NR") for tables in self._by_year.values() for page in tables["DJ_PAGE"]}
        numbers = (f"{self.today().year}{number:05d}" for number in self._numbers["invoice"])
        return next(number for number in numbers if number not in taken)

    def _number_row(self, table: str) -> Row:
        """The numbers that AccountView gives: the record's own, and a debtor's, an order's or a page's."""
        numbers: Row = {}
        if table not in _WITHOUT_RECORD_ID:
            numbers["REC_ID"] = f"{next(self._numbers['record']):010d}"
        if table == "CONTACT":
            numbers["ACCT_LINK"] = self.names.debtor_link
            numbers["SUB_NR"] = next(
                text for each in self._numbers["debtor"] if not self._is_relation(text := str(each))
            )
        if table == "SO_HDR":
            numbers[self.names.order_number] = f"{self.today().year}{next(self._numbers['order']):05d}"
        if table == "DJ_PAGE":
            numbers["PAGE_NR"] = f"{self.today().year}{next(self._numbers['page']):05d}"
        return numbers

    def _is_relation(self, number: str) -> bool:
        """Whether a relation has a number, in any administration."""
        column = known_columns("CONTACT", self.names)["SUB_NR"]
        for tables in self._by_year.values():
            index = self.index_of(tables, "CONTACT")
            rows = tables["CONTACT"] if index is None else index.having(column, comparable(number, column))
            if any(row["SUB_NR"] == number for row in rows):
                return True
        return False

    def _list(self, year: int) -> None:
        """Add a year to the list of administrations, which stands in every one of them."""
        self.put(
            "ADM_LIST",
            {
                "ADM_CODE": f"DEMO{year}",
                "ADM_DESC": f"Demo {year}",
                "ADM_DIR": rf"\\office.example.com\accountview\demo{year}",
                "ADM_PREV": f"DEMO{year - 1}" if year - 1 in self._by_year else "",
                "ATS_YEAR": str(year),
            },
        )
        for period in range(1, _PERIODS + 1):
            days = {
                "START_DATE": f"{year}-{period:02d}-01T00:00:00",
                "END_DATE": f"{year}-{period:02d}-{monthrange(year, period)[1]}T00:00:00",
            }
            self.keep(self._by_year[year], "ADM_PER", {"PER_NR": Decimal(period), **days})

    def _empty(self) -> Tables:
        return {shape.table: [] for shape in self.objects.values()}


def _year(book_date: str) -> int:
    """The year of ISO text, also where month and day have one digit."""
    year = book_date.strip()[:4]
    if not (year.isascii() and year.isdigit()):
        raise RefusedError("BookDate is geen datum.")
    return int(year)


EMPTY: Mapping[str, Any] = MappingProxyType(
    {"C": "", "M": "", "D": "", "T": "", "N": 0, "I": 0, "Y": 0, "B": 0, "L": False}
)
"""What a column that nobody filled holds, by its type."""
