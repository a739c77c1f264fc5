"""A customer of AFAS as one document: what they are called, whether anything changed, and how they are read.

A document is ``{"debtor": row, "address": row, "delivery_addresses": [rows], "contacts": [rows]}``, rows with the
connectors' own columns; all but the first are left out where no connector of them is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from handlers.vendors.afas.source.columns import Columns
from handlers.vendors.afas.source.customers.reading import (
    block_of,
    buyer_of,
    home_of,
    people_of,
    places_of,
)
from handlers.vendors.afas.source.customers.settings import AfasCustomers
from handlers.vendors.afas.source.rows import said_words, shown_words, stamp_of
from handlers.vendors.document_source import read_mapped
from handlers.vendors.shipped_rows import shipped_rows
from handlers.vendors.versions import version_of
from mapping.documents.customer import CustomerRecord
from mapping.documents.personal import open_fields
from mapping.parsing import dump_json
from mapping.problems import DocumentError, Problem
from mapping.rows.mapper import Mapper, compile_rows
from relay.model import Identity
from words.told import Told

PRESET = "source_customer"

_STAMPS = ("modified", "modified_2")
_SHAPE = Problem("debtor", Told("afas.no_customer"), Told("afas.give_customer"))

_Row = Mapping[str, Any]


class CustomerDocuments:
    """Understands the customers of one connection. Pure: no call, no clock."""

    def __init__(self, customers: AfasCustomers) -> None:
        self._customers = customers

    def identify(self, document: Any) -> Identity:
        """The number of the sales relation, and as its version the newest stamp with a digest of all that is read.

        The stamps of all rows are in the digest, so that a change of any of them is another version. Other columns,
        such as an age in days, may change by themselves. Raises DocumentError without a number.
        """
        _check_shape(document)
        column = self._customers.columns.number
        number = document["debtor"].get(column)
        if isinstance(number, bool) or not isinstance(number, str | int) or not str(number).strip():
            raise DocumentError([Problem(column, Told("afas.number_missing"), Told("afas.give_number"))])
        newest = self._newest(document)
        version = version_of(newest.isoformat() if newest else None, self._said(document))
        return Identity(str(number).strip(), version)

    def material(self, document: Any) -> bytes:
        """Bytes that are equal exactly when two documents say the same, apart from when they were changed."""
        _check_shape(document)
        return self._said(document, without=_STAMPS)

    def read(self, document: Any) -> CustomerRecord:
        """The canonical customer. Raises DocumentError with every problem."""
        _check_shape(document)
        customers, columns = self._customers, self._customers.columns
        newest, debtor = self._newest(document), shown_words(columns, document["debtor"])
        context: dict[str, Any] = {
            "debtor": debtor,
            "version": newest.isoformat() if newest else None,
            "buyer": buyer_of(debtor, columns),
            "address": home_of(document, debtor, customers),
            **block_of(debtor),
        }
        if (places := places_of(document, debtor, customers)) is not None:
            context["places"] = places
        if (people := people_of(document, debtor, customers)) is not None:
            context["people"] = people
        return read_mapped(CustomerRecord, _mapper(), context, shipped_rows("afas", PRESET))

    def newest(self, document: Any) -> datetime | None:
        """The newest stamp of all rows, on Amsterdam's clock; None without one. Raises DocumentError."""
        _check_shape(document)
        newest = self._newest(document)
        return None if newest is None else newest.replace(tzinfo=None)

    def _newest(self, document: _Row) -> datetime | None:
        stamps = (
            row.get(column)
            for _, columns, rows in self._rows(document)
            for word, column in columns
            if word in _STAMPS and column is not None
            for row in rows
        )
        return max((moment for moment in map(stamp_of, stamps) if moment is not None), default=None)

    def _said(self, document: _Row, without: Sequence[str] = ()) -> bytes:
        """What the columns that are read say, but for those of these words."""
        said = {
            name: [said_words(columns, row, without) for row in rows] for name, columns, rows in self._rows(document)
        }
        return dump_json(said, sort_keys=True)

    def _rows(self, document: _Row) -> Iterator[tuple[str, Columns, Sequence[_Row]]]:
        """The rows of each connector, with its columns."""
        customers = self._customers
        yield "debtor", customers.columns, [document["debtor"]]
        if customers.addresses is not None and isinstance(document.get("address"), Mapping):
            yield "address", customers.addresses.columns, [document["address"]]
        if customers.delivery_addresses is not None:
            yield "delivery_addresses", customers.delivery_addresses.columns, document.get("delivery_addresses") or ()
        if customers.contacts is not None:
            yield "contacts", customers.contacts.columns, document.get("contacts") or ()


def _check_shape(document: Any) -> None:
    """Raise DocumentError for what is no document as the reader makes them."""
    parts = [document.get(name, []) for name in ("delivery_addresses", "contacts")] if _is_row(document) else [None]
    if not all(isinstance(part, list) and all(map(_is_row, part)) for part in parts):
        raise DocumentError([_SHAPE])
    if not _is_row(document.get("debtor")) or not _is_row(document.get("address", {})):
        raise DocumentError([_SHAPE])


def _is_row(value: Any) -> bool:
    return isinstance(value, dict)


@cache
def _mapper() -> Mapper:
    return compile_rows(shipped_rows("afas", PRESET), shown=open_fields(CustomerRecord))
