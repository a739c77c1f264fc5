"""Lists what an AFAS connection's settings and its flows' mapping rows name: connectors, columns, fields and codes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handlers.contracts.naming import Kind, Right, chosen
from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.source.columns import Columns
from handlers.vendors.afas.source.customers.settings import AfasContacts, AfasDeliveryPlaces, AfasVisitingAddresses
from handlers.vendors.afas.source.products.documents import ROWS_OF_PRODUCTS
from handlers.vendors.afas.source.products.settings import AfasCompositions, AfasUnits
from handlers.vendors.afas.source.stock.documents import ROWS_OF_STOCK
from handlers.vendors.afas.source.stock.settings import AfasOpenLines
from handlers.vendors.afas.target.customer_presets import customer_mappings
from handlers.vendors.afas.target.party_presets import ARTICLE, ORGANISATION, PERSON, place_of
from handlers.vendors.afas.target.presets import HEADERS, mappings_for
from handlers.vendors.afas.target.product_presets import PRICE, VARIANT, product_mappings
from handlers.vendors.afas.target.stock import MUTATION
from handlers.vendors.filter_columns import columns_asked
from handlers.vendors.looking_up import given_by, of_kind
from mapping.rows.overlays import Merged
from relay.roles import Named, NamingFlow
from relay.settings.findings import Path

ROWS_OF_DOCUMENTS = (
    "order",
    "lines",
    "debtor",
    "address",
    "delivery_addresses",
    "contacts",
    *ROWS_OF_PRODUCTS,
    *ROWS_OF_STOCK,
)
"""What documents hold besides the columns of the record's own row."""


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
    written = {one.flow.entity for one in flows if one.flow.target == name}
    beside = (*_customers(name, settings, flows), *_products(name, settings, flows), *_stock(name, settings, flows))
    return [*found, *beside, *_lookups(name, settings, written)]


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


def _products(name: str, settings: AfasConnection, flows: Sequence[NamingFlow]) -> Iterator[Reader]:
    reading = [one for one in flows if one.flow.source == name and one.flow.entity == "product"]
    if not reading:
        return
    products, at = settings.products, ("connections", name, "products")
    more = [named for one in reading for named in _filtered(one, products.columns)]
    images = products.images
    for place, picture in enumerate(images.in_article if images is not None else ()):
        under = (*at, "images", "in_article", place)
        more += [Named((*under, word), Kind.COLUMN, column) for word, column in picture.needed.items()]
    yield _reader(at, "connector", products.connector, "columns", products.columns, more)
    for word, connector, columns in (
        *((word, part.connector, part.columns) for word, part in products.parts_beside),
        *((("images", images.connector, images.columns),) if images is not None else ()),
    ):
        if connector is not None:
            yield _reader((*at, word), "connector", connector, "columns", columns)


def _stock(name: str, settings: AfasConnection, flows: Sequence[NamingFlow]) -> Iterator[Reader]:
    reading = [one for one in flows if one.flow.source == name and one.flow.entity == "stock"]
    if not reading:
        return
    stock, at = settings.stock, ("connections", name, "stock")
    more = [named for one in reading for named in _filtered(one, stock.columns)]
    yield _reader(at, "connector", stock.connector, "columns", stock.columns, more)
    for word in ("units", "compositions", "open_lines"):
        part: AfasUnits | AfasCompositions | AfasOpenLines | None = getattr(stock, word)
        if part is not None:
            yield _reader((*at, word), "connector", part.connector, "columns", part.columns)


def _lookups(name: str, settings: AfasConnection, written: Collection[str]) -> Iterator[Reader]:
    """What flows of these entities into a connection look up: of customers no articles, of products only these."""
    lookups, at = settings.lookups, ("connections", name, "lookups")
    documents = set(written) - {"customer", "product", "stock"}
    needed: set[str] = {"debtor", "address"} if set(written) - {"product", "stock"} else set()
    needed |= {"contact"} if "customer" in written else set()
    needed |= {"article", "order", "packing_slip"} if documents else set()
    needed |= {"article", "variant", "composition"} if "product" in written else set()
    needed |= {"article", "mutation"} if "stock" in written else set()
    contact = lookups.address_columns.contact
    by_contact = Named((*at, "address_columns", "contact"), Kind.COLUMN, contact or "")
    is_needed = "contact" in lookups.address_columns.needed
    lasting = [by_contact] if "customer" in written and contact and not is_needed else []
    for word, connector, columns in (
        ("debtor", lookups.debtors, lookups.debtor_columns),
        ("address", lookups.addresses, lookups.address_columns),
        ("contact", lookups.contacts, lookups.contact_columns),
        ("article", lookups.articles, lookups.article_columns),
        ("variant", lookups.variants, lookups.variant_columns),
        ("composition", lookups.compositions, lookups.composition_columns),
        ("order", lookups.orders, lookups.order_columns),
        ("packing_slip", lookups.packing_slips, lookups.packing_slip_columns),
        ("mutation", lookups.mutations, lookups.mutation_columns),
    ):
        if connector is not None and word in needed:
            plural = f"{word}es" if word == "address" else f"{word}s"
            yield _reader(at, plural, connector, f"{word}_columns", columns, lasting if word == "address" else ())
    if "stock" in written:
        of_stock = ("connections", name, "stock")
        yield _reader(of_stock, "connector", settings.stock.connector, "columns", settings.stock.columns)
    prices = settings.products.prices
    if "product" in written and prices is not None:
        of_prices = ("connections", name, "products", "prices")
        yield _reader(of_prices, "connector", prices.connector, "columns", prices.columns)


def _reader(at: Path, setting: str, connector: str, under: str, columns: Columns, more: Iterable[Named] = ()) -> Reader:
    needed = [Named((*at, under, word), Kind.COLUMN, column) for word, column in columns.needed.items()]
    return Reader(Named((*at, setting), Kind.CONNECTOR, connector), [*needed, *more])


def _filtered(one: NamingFlow, columns: Columns) -> Iterator[Named]:
    """The columns by which a flow chooses what it reads."""
    for word in one.flow.filter:
        yield Named(("flows", one.flow.name, "poll", "filter", word), Kind.COLUMN, columns.column(word))
    for column in columns_asked(one.flow, dict(columns), ROWS_OF_DOCUMENTS):
        yield Named(("flows", one.flow.name, "filter"), Kind.COLUMN, column)


def writers(one: NamingFlow, settings: AfasConnection) -> list[tuple[Named, list[str]]]:
    """What a flow must be let do, each with the UpdateConnectors that it takes."""
    return [(right, _connectors(right.name, one, settings)) for right in of_kind(one.names, Kind.RIGHT)]


_TAKES: Mapping[str, Sequence[str]] = {
    Right.MAKE_DEBTORS: (ORGANISATION, PERSON),
    Right.CHANGE_DEBTORS: (ORGANISATION, PERSON),
    Right.MAKE_ADDRESSES: ("KnOrganisation", PERSON),
    Right.CHANGE_ADDRESSES: ("KnContact",),
    Right.WRITE_CONTACTS: ("KnOrganisation", "KnContact", "KnPerson"),
    Right.MAKE_ARTICLES: (ARTICLE,),
    Right.CHANGE_ARTICLES: (ARTICLE,),
    Right.WRITE_PRICES: (PRICE,),
    Right.MOVE_STOCK: (MUTATION,),
}
"""The UpdateConnectors that a right takes."""


def _connectors(right: str, one: NamingFlow, settings: AfasConnection) -> list[str]:
    if right == Right.WRITE_ORDERS:
        chosen: OrderSettingsView = one.flow.settings
        return [HEADERS[chosen.send_as]]
    joined = one.flow.entity == "product" and settings.products.variants is not None
    variants = [VARIANT] if joined and right in {Right.MAKE_ARTICLES, Right.CHANGE_ARTICLES} else []
    return [*_TAKES.get(right, ()), *variants]


def row_fields(one: NamingFlow, settings: AfasConnection) -> list[RowField]:
    """Every field that the mapping of a flow into AFAS fills. Raises StartError where the mapping is wrong."""
    if one.flow.entity == "stock":
        return []
    merged, header = _rows(one, settings)
    own = {str(row.get("to")): number for number, row in enumerate(one.flow.mapping)}
    found = []
    for row in merged.rows:
        table, *names = row.to.split(".")
        connector, *inside = place_of(table, header)
        at: Path = ("flows", one.flow.name, "mapping")
        at = (*at, own[row.to]) if row.to in own else at
        field = Named((*at, "to") if row.to in own else at, Kind.FIELD, row.to)
        codes = list(given_by(row, at, Kind.CODE)) if row.to in own else []
        found.append(RowField(field, connector, (*inside, *names[:-1]), codes, row.to in own))
    return found


def _rows(one: NamingFlow, settings: AfasConnection) -> tuple[Merged, str]:
    """All rows of a flow, and the UpdateConnector of its orders, where it carries any."""
    limit_of = settings.writing.limit_of
    if one.flow.entity == "customer":
        return customer_mappings(one.flow, limit_of).merged, ""
    if one.flow.entity == "product":
        return product_mappings(one.flow, limit_of).merged, ""
    chosen: OrderSettingsView = one.flow.settings
    mappings = mappings_for(one.flow, chosen.send_as, limit_of)
    return mappings.merged, mappings.header


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
