"""What the sandbox keeps: one administration for each fiscal year, with its tables, and a count of the calls.

Master data that is put in beforehand stands in every year; what is written later stands in one and does not flow to
another, as in AccountView. A fiscal year here is a calendar year.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from types import MappingProxyType
from typing import Any

from handlers.vendors.accountview.sandbox.refusals import RefusedError
from handlers.vendors.accountview.sandbox.tables import OBJECTS, Row

FIRST_YEAR = 2024


def _today() -> date:
    return datetime.now(UTC).date()


class Books:
    """The books of one company. ``calls`` counts by method and object: ``books.calls["POST", "SO1"]``.

    ``years`` are those that have an administration; by default all from 2024 to today's.
    """

    def __init__(
        self,
        *,
        years: Iterable[int] | None = None,
        today: Callable[[], date] = _today,
        order_number_column: str = "ORD_NR",
    ) -> None:
        self._today = today
        self._administrations: dict[int, dict[str, list[Row]]] = {
            year: {shape.table: [] for shape in OBJECTS.values()}
            for year in (range(FIRST_YEAR, today().year + 1) if years is None else years)
        }
        self._numbers = {"debtor": count(10001), "order": count(1), "record": count(1)}
        self.order_number_column = order_number_column
        self.calls: Counter[tuple[str, str]] = Counter()

    @property
    def debtors(self) -> list[Row]:
        """The debtors of today's administration."""
        return self.tables()["CONTACT"]

    @property
    def addresses(self) -> list[Row]:
        """The delivery addresses of today's administration."""
        return self.tables()["DEL_ADDR"]

    @property
    def articles(self) -> list[Row]:
        """The articles of today's administration."""
        return self.tables()["ARTICLE"]

    @property
    def orders(self) -> list[Row]:
        """The orders of all administrations, oldest year first; each holds its lines under ``SO_LINE``."""
        return [order for year in sorted(self._administrations) for order in self._administrations[year]["SO_HDR"]]

    def tables(self, book_date: str = "") -> dict[str, list[Row]]:
        """The administration that a book date picks; an empty one is today's. Raises RefusedError."""
        year = _year(book_date) if book_date.strip() else self._today().year
        if year not in self._administrations:
            raise RefusedError(f"Er is geen administratie voor boekjaar {year}.")
        return self._administrations[year]

    def put(self, table: str, values: Mapping[str, Any]) -> Row:
        """Put a record of master data into every administration, with a number where it has none."""
        row = self.stamped({**self._numbered(table), **values})
        for tables in self._administrations.values():
            tables[table].append(dict(row))
        return row

    def put_order(self, header: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> Row:
        """Put an order into the administration of its ``ORD_DATE``, which is ISO text."""
        tables = self.tables(str(header["ORD_DATE"]))
        return self.keep_order(tables, header, lines)

    def keep_order(
        self, tables: Mapping[str, list[Row]], header: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]
    ) -> Row:
        """Store an order with its lines, numbered and stamped."""
        row = self.stamped({**self._numbered("SO_HDR"), **header})
        row["SO_LINE"] = [self.stamped({**self._numbered("SO_LINE"), **line}) for line in lines]
        tables["SO_HDR"].append(row)
        return row

    def keep(self, tables: Mapping[str, list[Row]], table: str, values: Mapping[str, Any]) -> Row:
        """Store one record in one administration, numbered and stamped."""
        row = self.stamped({**self._numbered(table), **values})
        tables[table].append(row)
        return row

    def stamped(self, row: Mapping[str, Any]) -> Row:
        """The row with the marks of a change that AccountView sets itself."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return {"INP_DATE": now, **row, "CNG_DATE": now, "CNG_NR": Decimal(row.get("CNG_NR", 0)) + 1}

    def _numbered(self, table: str) -> Row:
        """The numbers that AccountView gives: the record's own, and a debtor's or an order's."""
        numbers: Row = {"REC_ID": f"{next(self._numbers['record']):010d}"}
        if table == "CONTACT":
            taken = {row["SUB_NR"] for tables in self._administrations.values() for row in tables["CONTACT"]}
            return {"SUB_NR": next(number for each in self._numbers["debtor"] if (number := str(each)) not in taken)}
        if table == "SO_HDR":
            numbers[self.order_number_column] = f"{self._today().year}{next(self._numbers['order']):05d}"
        return numbers if table in {"SO_HDR", "SO_LINE", "DEL_ADDR", "ARTICLE"} else {}


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
