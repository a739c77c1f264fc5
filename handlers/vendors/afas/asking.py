"""Proves that AFAS lets a connection in, with the rights to read all that its flows need, and writes nothing."""

from collections.abc import Collection, Iterator

from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.live.shown import read_columns
from handlers.vendors.afas.protocol import Filter, page_query
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.columns import Columns
from relay.errors import Barred, Scope
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
    if "stock" in writes:
        await _require_shown(client, settings)
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
    names += _list_looked_up(settings, set(writes))
    return list(dict.fromkeys(name for name in names if name is not None))


def _list_looked_up(settings: AfasConnection, written: set[str]) -> Iterator[str | None]:
    """Those in which flows of these entities find what AFAS has."""
    found = settings.lookups
    if written - {"stock"}:
        yield from (found.debtors, found.addresses)
    if "customer" in written:
        yield found.contacts
    if written - {"customer", "stock"}:
        yield from (found.articles, found.orders)
    if "stock" in written:
        yield from (settings.stock.connector, found.articles, found.mutations)


async def _require_shown(client: AfasClient, settings: AfasConnection) -> None:
    """Raise Barred where the connectors by which stock is moved lack a column, as far as AFAS tells its columns.

    A mutation that is looked for under a column which is not there would never be found.
    """
    lookups, stock = settings.lookups, settings.stock
    needed: list[tuple[str, Columns]] = [(stock.connector, stock.columns)]
    if lookups.mutations is not None:
        needed.append((lookups.mutations, lookups.mutation_columns))
    for connector, columns in needed:
        shown = read_columns(await client.metainfo("get", connector))
        missing = [column for column in columns.expected if shown and column not in shown]
        if missing:
            raise Barred(Told("afas.columns_missing", connector=connector, columns=missing), scope=Scope.FLOW)
