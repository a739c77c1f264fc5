"""Tells which connectors of customers are polled apart, and by which columns their rows lead to sales relations."""

from collections.abc import Iterator

from handlers.vendors.afas.source.customers.settings import AfasCustomers
from handlers.vendors.afas.source.part import Part

DEBTORS = "debtors"
"""The part that shows every customer."""


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
