"""Proves that AFAS lets a connection in, with the rights to read all that its flows need, and writes nothing."""

from collections.abc import Collection

from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import Filter, page_query
from handlers.vendors.afas.settings import AfasConnection
from words.told import Told


async def check(client: AfasClient, settings: AfasConnection, reads: Collection[str], writes: Collection[str]) -> Told:
    """Read one row of each GetConnector that is needed, and tell which answered. Raises what the client raises.

    ``reads`` and ``writes`` are the entities of flows that start and that end here. AFAS refuses a GetConnector which
    is not in the app connector as it refuses a token (AFASSoftware/OASContent, profit/en/troubleshooting.md). Whether
    an UpdateConnector is allowed shows only when something is written.
    """
    needed = _list_needed(settings, reads, writes)
    for connector in needed:
        await client.rows(connector, page_query(Filter(()), (), take=1))
    if not needed:
        return Told("afas.answers", version=await client.version())
    return Told("afas.answers_and_shows", connectors=needed)


def _list_needed(settings: AfasConnection, reads: Collection[str], writes: Collection[str]) -> list[str]:
    """The GetConnectors that these flows read, each once; none of an entity that is read in another way."""
    names: list[str | None] = []
    for entity in sorted(settings.documents.keys() & set(reads)):
        documents = settings.documents[entity]
        names += [documents.connector, documents.line_connector]
    if "customer" in reads:
        names += settings.customers.connectors
    if "product" in reads:
        names += settings.products.connectors
    if "stock" in reads:
        names += settings.stock.connectors
    found = settings.lookups
    if writes:
        names += [found.debtors, found.addresses]
    if "customer" in writes:
        names.append(found.contacts)
    if set(writes) - {"customer"}:
        names += [found.articles, found.orders]
    return list(dict.fromkeys(name for name in names if name is not None))
