"""Proves that AccountView lets a connection into its company, and that the user may read what the flows need."""

from collections.abc import Collection, Iterator

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.places import invoices_read, orders_read
from handlers.vendors.accountview.protocol import Query
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.shown import Shown
from handlers.vendors.accountview.target.product_rights import require_some_right
from words.told import Told


async def check(
    client: AccountViewClient, settings: AccountViewConnection, reads: Collection[str], writes: Collection[str]
) -> Told:
    """Read one row of each business object that is needed, and tell which answered. Raises what the client raises.

    ``reads`` and ``writes`` are the entities of flows that start and that end here. Whether a record may be changed
    shows only when one is, but for articles, of which AccountView itself tells it: Barred where they are not taken.
    """
    needed = dict(_list_needed(settings, reads, writes))
    for query, table in needed.items():
        await client.first_row(query, table)
    if "product" in writes:
        await require_some_right(Shown(client, settings), settings)
    return Told("accountview.answers_and_shows", company=settings.company, objects=[query.object for query in needed])


def _list_needed(
    settings: AccountViewConnection, reads: Collection[str], writes: Collection[str]
) -> Iterator[tuple[Query, str]]:
    """A query for each object, with the table that its answer must have; of a customer only the number is asked."""
    places = {"order": orders_read(settings), "invoice": invoices_read(settings)}
    for entity in sorted(reads):
        if (place := places.get(entity)) is not None:
            yield Query(place.object, (f"{place.table}.{place.number}",)), place.table
    if set(writes) - {"product"} or "customer" in reads:
        yield Query(settings.objects.debtor, ("SUB_NR",)), "CONTACT"
    if "customer" in writes or ("customer" in reads and settings.reading.customers.addresses):
        yield Query(settings.objects.address, ("REC_ID",)), "DEL_ADDR"
    if set(writes) - {"customer"} or {"product", "stock"} & set(reads):
        yield Query(settings.objects.article, ("ART_CODE",)), "ARTICLE"
