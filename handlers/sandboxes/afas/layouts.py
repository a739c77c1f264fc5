"""The GetConnectors that a customer makes for the relay, and how rows are kept: our words under their columns.

``own_connectors.tsv`` has them as docs/afas-connectors.md asks for them. A test may give other names of columns, as
customers have them.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Protocol

from handlers.sandboxes.afas.tables import Column, Kind, Stored, Table

DEBTORS, ADDRESSES = "Relay_Debtors", "Profit_Deliveryaddress"
WRITTEN_ORDERS, PACKING_SLIPS = "Profit_Salesorders", "Relay_PackingSlips"

KINDS: Mapping[str, Kind] = {
    "modified": Kind.MOMENT,
    "ordered_on": Kind.DATE,
    "delivery_on": Kind.DATE,
    "invoiced_on": Kind.DATE,
    "due_on": Kind.DATE,
    "administration": Kind.INT,
    "prices_include_vat": Kind.BOOLEAN,
    "invoice_number": Kind.INT,
    "delivery_number": Kind.INT,
    "sequence": Kind.INT,
    "quantity": Kind.DECIMAL,
    "unit_price": Kind.DECIMAL,
    "discount_percent": Kind.DECIMAL,
    "discount_amount": Kind.DECIMAL,
    "vat_rate": Kind.DECIMAL,
    "vat_amount": Kind.DECIMAL,
    "shipping_cost": Kind.DECIMAL,
    "payment_cost": Kind.DECIMAL,
    "total_excluding_vat": Kind.DECIMAL,
    "total_vat": Kind.DECIMAL,
    "total_including_vat": Kind.DECIMAL,
    "blocked": Kind.BOOLEAN,
    "blocked_completely": Kind.BOOLEAN,
    "direct_debit": Kind.BOOLEAN,
    "credit_limit": Kind.DECIMAL,
}
"""The words whose columns are no text."""

Row = dict[str, Stored]

Names = Iterable[tuple[str, str | None]]
"""Words with the column that has each, or None where the connector has none."""


class DocumentNames(Protocol):
    """The two connectors of one kind of document: their names, and those of their columns."""

    @property
    def connector(self) -> str:
        """One row a document."""

    @property
    def line_connector(self) -> str:
        """The connector of the lines, one row each."""

    @property
    def columns(self) -> Names:
        """The columns of a document."""

    @property
    def line_columns(self) -> Names:
        """The columns of a line."""


@dataclass(frozen=True, slots=True)
class OwnConnectors:
    """The two connectors of one kind of document as this page asks for them."""

    connector: str
    line_connector: str

    @property
    def columns(self) -> Names:
        """The columns of a document."""
        return own_columns(self.connector).items()

    @property
    def line_columns(self) -> Names:
        """The columns of a line."""
        return own_columns(self.line_connector).items()


ORDERS = OwnConnectors("Relay_SalesOrders", "Relay_SalesOrderLines")
INVOICES = OwnConnectors("Relay_SalesInvoices", "Relay_SalesInvoiceLines")


def own_columns(connector: str) -> Mapping[str, str | None]:
    """The columns of one of the connectors by our words. Raises KeyError."""
    return _own_connectors()[connector]


class Layout:
    """One kind of row: its connector's name, its columns, and the words beside them that no connector shows."""

    def __init__(
        self,
        connector: str,
        names: Names,
        beside: frozenset[str] = frozenset(),
        kinds: Mapping[str, Kind] = KINDS,
    ) -> None:
        self._connector = connector
        columns = dict(names)
        self._columns = tuple(
            Column(column, kinds.get(word, Kind.STRING)) for word, column in columns.items() if column is not None
        )
        shown = {word: column for word, column in columns.items() if column is not None}
        self._keys = {word: shown.get(word, f"@{word}") for word in (*beside, *columns)}

    def table(self) -> Table:
        """The connector's table, empty."""
        return Table(self._connector, self._columns)

    def lay_out(self, words: Mapping[str, Stored]) -> Row:
        """A row of the connector: the words under their columns. Raises KeyError for a word that the layout lacks."""
        unheard = sorted(set(words) - set(self._keys))
        if unheard:
            raise KeyError(f"no such words: {', '.join(unheard)}")
        return {self._keys[word]: value for word, value in words.items()}

    def word(self, row: Row, word: str) -> Stored:
        """What a row holds for a word, shown by a connector or not. Raises KeyError for one the layout lacks."""
        return row.get(self._keys[word])


@cache
def _own_connectors() -> Mapping[str, Mapping[str, str | None]]:
    text = files(__package__).joinpath("own_connectors.tsv").read_text(encoding="utf-8")
    connectors: dict[str, dict[str, str | None]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        connectors.setdefault(row["connector"], {})[row["word"]] = row["column"] or None
    return MappingProxyType(connectors)
