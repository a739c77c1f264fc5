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
    does; rows without links are the sales relations themselves.
    """

    name: str
    connector: str
    modified: str
    key: str
    debtor: str
    links: tuple[str, ...] = ()

    def changes(self, where: Filter, page_size: int, expected: tuple[str, ...] = ()) -> Changes:
        """Which rows to read of it."""
        columns = (self.modified, self.key, *self.links, *expected)
        return Changes(self.connector, self.modified, self.key, where, page_size, columns)

    def leads_to(self, rows: Iterable[Row]) -> set[str]:
        """The values of the column of sales relations to which rows lead."""
        return {value for row in rows for link in self.links if (value := number_of(row, link))}


def parts_of(settings: AfasCustomers) -> dict[str, Part]:
    """All parts by name, the sales relations first."""
    return {part.name: part for part in _parts(settings)}


def _parts(settings: AfasCustomers) -> Iterator[Part]:
    columns = settings.columns
    number = columns.number
    yield Part(DEBTORS, settings.connector, columns.modified, number, number)
    if columns.modified_2 is not None:
        yield Part(f"{DEBTORS}_2", settings.connector, columns.modified_2, number, number)
    if (visiting := settings.addresses) is not None and columns.address is not None:
        own = visiting.columns.number
        yield Part("addresses", visiting.connector, visiting.columns.modified, own, columns.address, (own,))
    if (delivery := settings.delivery_addresses) is not None:
        own = delivery.columns.debtor
        for suffix, stamp in (("", delivery.columns.modified), ("_2", delivery.columns.modified_2)):
            if stamp is not None:
                yield Part(f"delivery_addresses{suffix}", delivery.connector, stamp, own, number, (own,))
    if (contacts := settings.contacts) is not None and columns.party is not None:
        names = (contacts.columns.organisation, contacts.columns.person)
        links = tuple(name for name in names if name is not None)
        stamp, own = contacts.columns.modified, contacts.columns.number
        yield Part("contacts", contacts.connector, stamp, own, columns.party, links)
