"""The sales orders that the sandbox keeps, as two connectors' tables, and how they change.

An order is given in the words of handlers.vendors.afas.columns and stored under the names that the settings give, so
the same data serves any environment.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.vendors.afas.columns import Columns
from handlers.vendors.afas.connection import AfasOrders
from handlers.vendors.afas.sandbox.tables import Column, Kind, Stored, Table

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_KINDS = {
    "modified": Kind.MOMENT,
    "ordered_on": Kind.DATE,
    "delivery_on": Kind.DATE,
    "administration": Kind.INT,
    "prices_include_vat": Kind.BOOLEAN,
    "invoice_number": Kind.INT,
    "delivery_number": Kind.INT,
    "sequence": Kind.INT,
    "quantity": Kind.DECIMAL,
    "unit_price": Kind.DECIMAL,
    "discount_percent": Kind.DECIMAL,
    "vat_rate": Kind.DECIMAL,
}
"""The words whose columns are no text."""


def _now() -> datetime:
    return datetime.now(UTC)


class OrderBooks:
    """Orders and their lines. ``clock`` gives aware moments; a change is stamped with it, in Amsterdam's time."""

    def __init__(
        self,
        documents: Iterable[Mapping[str, Any]] = (),
        *,
        settings: AfasOrders | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.settings = settings or AfasOrders()
        self._clock = clock
        self.orders = Table(self.settings.connector, _columns(self.settings.columns))
        self.lines = Table(self.settings.line_connector, _columns(self.settings.line_columns))
        for document in documents:
            self.add(document)

    @property
    def tables(self) -> dict[str, Table]:
        """The connectors by name in small letters."""
        return {table.name.lower(): table for table in (self.orders, self.lines)}

    def add(self, document: Mapping[str, Any]) -> None:
        """Take in ``{"order": words, "lines": [words]}``; a missing ``modified`` is now, ``sequence`` counts from 1."""
        order = dict(document["order"])
        order.setdefault("modified", self._stamp())
        self.orders.rows.append(_stored(self.settings.columns, order))
        for sequence, line in enumerate(document["lines"], start=1):
            self.add_line(order["number"], {"sequence": sequence, "modified": order["modified"], **line})

    def add_line(self, number: str, line: Mapping[str, Any]) -> None:
        """Put one more line on an order; the order's own stamp stays."""
        words = {"order_number": number, "modified": self._stamp(), **line}
        self.lines.rows.append(_stored(self.settings.line_columns, words))

    def change_order(self, number: str, **words: Stored) -> None:
        """Change an order's own fields and stamp it. Raises KeyError when it is not there."""
        row = self._order(number)
        row.update(_stored(self.settings.columns, {"modified": self._stamp(), **words}))

    def change_line(self, number: str, sequence: int, **words: Stored) -> None:
        """Change a line and stamp it; the order's own stamp stays. Raises KeyError when it is not there."""
        names = self.settings.line_columns
        for row in self.lines.rows:
            if (row[names.order_number], row[names.sequence]) == (number, sequence):
                row.update(_stored(names, {"modified": self._stamp(), **words}))
                return
        raise KeyError((number, sequence))

    def delete_order(self, number: str) -> None:
        """Take an order and its lines away without a trace, as AFAS does. Raises KeyError when it is not there."""
        self.orders.rows.remove(self._order(number))
        order_number = self.settings.line_columns.order_number
        self.lines.rows[:] = [row for row in self.lines.rows if row[order_number] != number]

    def _order(self, number: str) -> dict[str, Stored]:
        for row in self.orders.rows:
            if row[self.settings.columns.number] == number:
                return row
        raise KeyError(number)

    def _stamp(self) -> datetime:
        return self._clock().astimezone(_AMSTERDAM).replace(tzinfo=None)


def _columns(names: Columns) -> tuple[Column, ...]:
    return tuple(Column(column, _KINDS.get(word, Kind.STRING)) for word, column in names if column is not None)


def _stored(names: Columns, words: Mapping[str, Stored]) -> dict[str, Stored]:
    """Words by the names of columns; a word whose column the environment does not have is dropped."""
    columns = dict(names)
    unheard = sorted(set(words) - set(columns))
    if unheard:
        raise KeyError(f"no such words: {', '.join(unheard)}")
    return {columns[word]: value for word, value in words.items() if columns[word] is not None}
