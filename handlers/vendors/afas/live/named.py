"""Lists what an AFAS connection's settings and its flows' mapping rows name: connectors, columns, fields and codes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from handlers.contracts.naming import Kind, Right, chosen
from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.columns import Columns
from handlers.vendors.afas.source.customers.settings import AfasContacts, AfasDeliveryPlaces, AfasVisitingAddresses
from handlers.vendors.afas.target.presets import ARTICLE, HEADERS, ORGANISATION, PERSON, mappings_for, place_of
from handlers.vendors.looking_up import given_by, of_kind
from relay.roles import Named, NamingFlow
from relay.settings.findings import Path


@dataclass(frozen=True, slots=True)
class Reader:
    """A GetConnector of the settings, and the columns that it must have."""

    connector: Named
    columns: Sequence[Named]


@dataclass(frozen=True, slots=True)
class RowField:
    """A field that a mapping row fills: ``inside`` are the objects under its UpdateConnector, down to the field's.

    ``codes`` are the values that the row gives as they stand. ``own``: the row is the flow's, and not a shipped one.
    """

    field: Named
    connector: str
    inside: tuple[str, ...]
    codes: Sequence[Named]
    own: bool


def readers(name: str, settings: AfasConnection, flows: Sequence[NamingFlow]) -> list[Reader]:
    """The GetConnectors that flows from and to this connection read, each once."""
    found: list[Reader] = []
    for entity, documents in settings.documents.items():
        reading = [one for one in flows if one.flow.source == name and one.flow.entity == entity]
        if reading:
            at = ("connections", name, f"{entity}s")
            filters = [named for one in reading for named in _filtered(one, documents.columns)]
            found.append(_reader(at, "connector", documents.connector, "columns", documents.columns, filters))
            found.append(
                _reader(at, "line_connector", documents.line_connector, "line_columns", documents.line_columns)
            )
    found += _customers(name, settings, flows)
    if any(one.flow.target == name for one in flows):
        found += _lookups(name, settings)
    return found


def _customers(name: str, settings: AfasConnection, flows: Sequence[NamingFlow]) -> Iterator[Reader]:
    reading = [one for one in flows if one.flow.source == name and one.flow.entity == "customer"]
    if not reading:
        return
    customers, at = settings.customers, ("connections", name, "customers")
    filters = [named for one in reading for named in _filtered(one, customers.columns)]
    yield _reader(at, "connector", customers.connector, "columns", customers.columns, filters)
    for word in ("addresses", "delivery_addresses", "contacts"):
        part: AfasVisitingAddresses | AfasDeliveryPlaces | AfasContacts | None = getattr(customers, word)
        if part is not None:
            yield _reader((*at, word), "connector", part.connector, "columns", part.columns)


def _lookups(name: str, settings: AfasConnection) -> Iterator[Reader]:
    lookups, at = settings.lookups, ("connections", name, "lookups")
    for word, connector, columns in (
        ("debtor", lookups.debtors, lookups.debtor_columns),
        ("address", lookups.addresses, lookups.address_columns),
        ("article", lookups.articles, lookups.article_columns),
        ("order", lookups.orders, lookups.order_columns),
        ("packing_slip", lookups.packing_slips, lookups.packing_slip_columns),
    ):
        if connector is not None:
            plural = f"{word}es" if word == "address" else f"{word}s"
            yield _reader(at, plural, connector, f"{word}_columns", columns)


def _reader(at: Path, setting: str, connector: str, under: str, columns: Columns, more: Iterable[Named] = ()) -> Reader:
    needed = [Named((*at, under, word), Kind.COLUMN, column) for word, column in columns.needed.items()]
    return Reader(Named((*at, setting), Kind.CONNECTOR, connector), [*needed, *more])


def _filtered(one: NamingFlow, columns: Columns) -> Iterator[Named]:
    """The columns by which a flow chooses what it reads."""
    for word in one.flow.filter:
        yield Named(("flows", one.flow.name, "poll", "filter", word), Kind.COLUMN, columns.column(word))


def writers(one: NamingFlow) -> list[tuple[Named, list[str]]]:
    """What a flow must be let do, each with the UpdateConnectors that it takes."""
    return [(right, _connectors(right.name, one)) for right in of_kind(one.names, Kind.RIGHT)]


def _connectors(right: str, one: NamingFlow) -> list[str]:
    chosen: OrderSettingsView = one.flow.settings
    match right:
        case Right.WRITE_ORDERS:
            return [HEADERS[chosen.send_as]]
        case Right.MAKE_DEBTORS | Right.CHANGE_DEBTORS:
            return [ORGANISATION, PERSON]
        case Right.MAKE_ADDRESSES:
            return ["KnOrganisation", PERSON]
        case Right.MAKE_ARTICLES:
            return [ARTICLE]
        case _:
            return []


def row_fields(one: NamingFlow, settings: AfasConnection) -> list[RowField]:
    """Every field that the mapping of a flow into AFAS fills. Raises StartError where the mapping is wrong."""
    chosen: OrderSettingsView = one.flow.settings
    mappings = mappings_for(one.flow, chosen.send_as, settings.writing.limit_of)
    own = {str(row.get("to")): number for number, row in enumerate(one.flow.mapping)}
    found = []
    for row in mappings.merged.rows:
        table, *names = row.to.split(".")
        connector, *inside = place_of(table, mappings.header)
        at: Path = ("flows", one.flow.name, "mapping")
        at = (*at, own[row.to]) if row.to in own else at
        field = Named((*at, "to") if row.to in own else at, Kind.FIELD, row.to)
        codes = list(given_by(row, at, Kind.CODE)) if row.to in own else []
        found.append(RowField(field, connector, (*inside, *names[:-1]), codes, row.to in own))
    return found


def administration_named(name: str, settings: AfasConnection) -> list[Named]:
    """The administration that is read, and written where a flow chooses none."""
    if settings.administration is None:
        return []
    return [Named(("connections", name, "administration"), Kind.ADMINISTRATION, str(settings.administration))]


def codes_named(name: str, settings: AfasConnection) -> list[Named]:
    """The codes and items that the connection's own settings name for what is written."""
    writing, at = settings.writing, ("connections", name, "writing")
    given = (
        (("warehouse",), Kind.WAREHOUSE, writing.warehouse),
        (("text_item",), Kind.COST_ITEM, writing.text_item),
        (("new_articles", "group"), Kind.ARTICLE_GROUP, writing.new_articles.group),
        (("new_articles", "vat_group"), Kind.VAT_CODE, writing.new_articles.vat_group),
    )
    found = [Named((*at, *path), kind, code) for path, kind, code in given if code]
    return [*found, *chosen((*at, "unit"), Kind.UNIT, writing.unit)]
