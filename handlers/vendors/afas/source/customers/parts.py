"""Tells which connectors of customers are polled apart, and by which columns their rows lead to sales relations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handlers.vendors.afas.client import Row
from handlers.vendors.afas.protocol import Filter
from handlers.vendors.afas.source.changes import Changes
from handlers.vendors.afas.source.customers.settings import AfasCustomers
from handlers.vendors.afas.source.rows import number_of

DEBTORS = "debtors"
"""The part that shows every customer."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stamp that is polled by itself: the rows that have it, and how they lead to sales relations.

    ``key`` is a column that orders the rows. Each of ``links`` holds what the column ``debtor`` of a sales relation
    does; rows without links are the sales relations themselves. ``expected`` are columns that rows must have.
    """

    name: str
    connector: str
    modified: str
    key: str
    debtor: str
    expected: tuple[str, ...]
    links: tuple[str, ...] = ()

    def changes(self, where: Filter, page_size: int, wanted: Iterable[str] = ()) -> Changes:
        """Which rows to read of it; ``wanted`` are columns that a filter names."""
        columns = (*self.expected, *wanted)
        return Changes(self.connector, self.modified, self.key, where, page_size, columns)

    def leads_to(self, rows: Iterable[Row]) -> set[str]:
        """The values of the column of sales relations to which rows lead."""
        return {value for row in rows for link in self.links if (value := number_of(row, link))}


def parts_of(settings: AfasCustomers) -> dict[str, Part]:
    """All parts by name, the sales relations first."""
    return {part.name: part for part in _parts(settings)}


def _parts(settings: AfasCustomers) -> Iterator[Part]:
    columns = settings.columns
    number, shown = columns.number, tuple(columns.expected)
    yield Part(DEBTORS, settings.connector, columns.modified, number, number, shown)
    if columns.modified_2 is not None:
        yield Part(f"{DEBTORS}_2", settings.connector, columns.modified_2, number, number, shown)
    if (visiting := settings.addresses) is not None and columns.address is not None:
        own, shown = visiting.columns.number, tuple(visiting.columns.expected)
        yield Part("addresses", visiting.connector, visiting.columns.modified, own, columns.address, shown, (own,))
    if (delivery := settings.delivery_addresses) is not None:
        own, shown = delivery.columns.debtor, tuple(delivery.columns.expected)
        for suffix, stamp in (("", delivery.columns.modified), ("_2", delivery.columns.modified_2)):
            if stamp is not None:
                yield Part(f"delivery_addresses{suffix}", delivery.connector, stamp, own, number, shown, (own,))
    if (contacts := settings.contacts) is not None and columns.party is not None:
        names = (contacts.columns.organisation, contacts.columns.person)
        links = tuple(name for name in names if name is not None)
        stamp, own, shown = contacts.columns.modified, contacts.columns.number, tuple(contacts.columns.expected)
        yield Part("contacts", contacts.connector, stamp, own, columns.party, shown, links)
