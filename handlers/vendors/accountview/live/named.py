"""Lists what an AccountView connection's settings and its flows' mapping rows name: tables, columns and codes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.contracts.naming import Kind
from handlers.contracts.orders import OrderSettingsView
from handlers.vendors.accountview.live.mapped import CUSTOMER, PRODUCT, STOCK, rows_of
from handlers.vendors.accountview.live.objects import is_order
from handlers.vendors.accountview.places import Place, invoices_read, orders_read
from handlers.vendors.accountview.product_settings import CODE, named_columns
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.source.customers.reader import SETTING, customer_columns
from handlers.vendors.accountview.stock_settings import quantities_named
from handlers.vendors.accountview.target.presets import TABLES
from handlers.vendors.accountview.target.product_presets import ARTICLE
from handlers.vendors.filter_columns import columns_asked
from relay.roles import Named, NamingFlow
from relay.settings.findings import Path


@dataclass(slots=True)
class Table:
    """A table that is read or written, where it is named, and its columns; ``object`` is whose answers hold it.

    ``in_answers``: it stands in them under its name, and not joined to the rows of another. ``shipped`` are the columns
    that only a shipped row fills, ``own`` those that a row of the flow does.
    """

    named: Named
    object: str
    in_answers: bool
    columns: list[Named] = field(default_factory=list)
    shipped: list[Named] = field(default_factory=list)
    own: list[Named] = field(default_factory=list)

    @property
    def all(self) -> list[Named]:
        """The table itself, and all its columns."""
        return [self.named, *self.columns, *self.shipped, *self.own]


def tables_named(name: str, settings: AccountViewConnection, flows: Sequence[NamingFlow]) -> list[Table]:
    """The tables with the columns that settings and rows name, each table once. Raises StartError of a mapping."""
    tables = _Tables(name, settings)
    for one in flows:
        if one.flow.entity == CUSTOMER:
            tables.customers(one, name)
            continue
        if one.flow.entity == PRODUCT:
            tables.products(one, name)
            continue
        if one.flow.entity == STOCK:
            tables.stock(one)
            continue
        if one.flow.target == name:
            tables.written(one)
        if one.flow.source == name:
            read = orders_read(settings) if is_order(one) else invoices_read(settings)
            if read is not None:
                tables.read(read, one)
    return [table for table in tables.found.values() if table.columns or table.shipped or table.own]


class _Tables:
    def __init__(self, name: str, settings: AccountViewConnection) -> None:
        self.found: dict[str, Table] = {}
        self._name = name
        self._settings = settings

    def written(self, one: NamingFlow) -> None:
        settings, names = self._settings, self._settings.objects
        chosen: OrderSettingsView = one.flow.settings
        header, lines = TABLES[chosen.send_as]
        if chosen.send_as == "financial_mutation":
            self._named(header, "page_number_column", settings.page_number_column)
            self._named(header, "page_reference_column", settings.page_reference_column)
        else:
            self._named(header, "order_number_column", settings.order_number_column)
            self._named(header, "order_reference_column", settings.order_reference_column)
            for under, table, columns in (
                ("order_columns", header, settings.order_columns),
                ("order_line_columns", lines, settings.order_line_columns),
            ):
                for word, column in columns:
                    self._named(table, (under, word), column)
            self._history()
        self._rows(one, names.written(chosen.send_as))

    def read(self, read: Place, one: NamingFlow) -> None:
        kind = "orders" if is_order(one) else "invoices"
        header = "SO_HDR" if kind == "orders" else read.table
        lines = "SO_LINE" if kind == "orders" else read.line_table
        for word, column in read.columns:
            self._named(header, ("reading", kind, "columns", word), column)
        for word, column in read.line_columns:
            self._named(lines, ("reading", kind, "line_columns", word), column)
        if self._settings.reading.vat_rates == "article":
            self._named(
                "ARTICLE", ("reading", "article_vat_code_column"), self._settings.reading.article_vat_code_column
            )
        for word in one.flow.filter:
            column = dict(read.columns).get(word) or word
            named = Named(("flows", one.flow.name, "poll", "filter", word), Kind.COLUMN, str(column))
            self._table(header).columns.append(named)
        self._asked(header, one, {word: column for word, column in read.columns if isinstance(column, str)})

    def customers(self, one: NamingFlow, name: str) -> None:
        """The columns of debtors and delivery addresses: those that rows fill, and those that are read."""
        if one.flow.target == name:
            self._rows(one, self._settings.objects.debtor)
        read, settings = self._settings.reading.customers, tuple(SETTING.split("."))
        if one.flow.source != name:
            return
        for table, columns in customer_columns(self._settings).items():
            for column in columns:
                self._named(table, settings, column)
        self._named("CONTACT", ("reading", "customers", "modified"), read.modified)
        if read.addresses:
            self._named("DEL_ADDR", ("reading", "customers", "address_modified"), read.address_modified)
        self._filter(one, "CONTACT", {})

    def products(self, one: NamingFlow, name: str) -> None:
        """The columns of articles: those that settings name, and those that the flow's own rows fill."""
        kept = self._settings.products
        named = dict(named_columns(kept))
        named.pop(("columns", "" if kept.is_block_named else "blocked"), None)  # it is used where it is there
        for place, column in [*named.items(), (("number",), kept.number), (("modified",), kept.modified)]:
            self._named(ARTICLE, ("products", *place), column)
        if one.flow.target == name:
            self._rows(one, self._settings.objects.article)
        if one.flow.source == name:
            self._filter(one, ARTICLE, {"code": CODE, **dict(kept.columns)})

    def stock(self, one: NamingFlow) -> None:
        """The columns of articles that hold quantities, and those that settings name of what is read with them."""
        kept, products = self._settings.stock, self._settings.products
        for word, column in quantities_named(kept):
            self._named(ARTICLE, ("stock", "columns", word), column)
        self._named(ARTICLE, ("stock", "modified"), kept.modified)
        self._named(ARTICLE, ("products", "number"), products.number)
        for word in ("unit", "keeps_stock", *(["blocked"] if products.is_block_named else [])):
            self._named(ARTICLE, ("products", "columns", word), getattr(products.columns, word))
        self._filter(one, ARTICLE, {"code": CODE, **dict(products.columns), **dict(kept.columns)})

    def _filter(self, one: NamingFlow, table: str, words: Mapping[str, str | None]) -> None:
        at = ("flows", one.flow.name, "poll", "filter")
        self._table(table).columns.extend(Named((*at, word), Kind.COLUMN, word.upper()) for word in one.flow.filter)
        self._asked(table, one, words)

    def _asked(self, table: str, one: NamingFlow, words: Mapping[str, str | None]) -> None:
        """The columns that the flow's own filter asks for."""
        for column in columns_asked(one.flow, words):
            self._table(table).columns.append(Named(("flows", one.flow.name, "filter"), Kind.COLUMN, column.upper()))

    def _rows(self, one: NamingFlow, written: str) -> None:
        """The columns that mapping rows fill. Of a shipped one whose column a setting names, the setting is told."""
        merged, is_product = rows_of(one.flow, self._settings), one.flow.entity == PRODUCT
        own = {str(row.get("to")): number for number, row in enumerate(one.flow.mapping)}
        skipped = set() if self._settings.articles_can_be_made or is_product else {ARTICLE}
        if is_product and not self._settings.products.is_block_named:
            skipped.add(f"{ARTICLE}.{self._settings.products.columns.blocked}")
        for row in merged.rows:
            table, _, column = row.to.partition(".")
            at: Path = ("flows", one.flow.name, "mapping")
            if table in skipped or (row.to in skipped and row.to not in own):
                continue
            place = self._table(table, written)
            if row.to in own:
                place.own.append(Named((*at, own[row.to], "to"), Kind.COLUMN, column))
            elif column.upper() not in {named.name.upper() for named in place.columns}:
                place.shipped.append(Named(at, Kind.COLUMN, column))

    def _history(self) -> None:
        for number, place in enumerate(self._settings.history):
            at = ("history", number)
            for word in ("reference", "number", "debtor", "ordered_on", "quantity", "price"):
                self._named(place.table.upper(), (*at, word), getattr(place, word), object=place.object)

    def _named(self, table: str, path: str | Path, column: str | None, object: str = "") -> None:  # noqa: A002 - AccountView's own word
        """A column of a setting; with a table of its own before it, it is in that table."""
        if column is None:
            return
        own, _, bare = column.rpartition(".")
        words = (path,) if isinstance(path, str) else path
        named = Named(("connections", self._name, *words), Kind.COLUMN, bare)
        place = self._table(own.upper() or table, object)
        if named not in place.columns:
            place.columns.append(named)

    def _table(self, table: str, written: str = "") -> Table:
        if table not in self.found:
            self.found[table] = self._made(table, written)
        return self.found[table]

    def _made(self, table: str, written: str) -> Table:
        """A table by our name for it: that of the installation, the setting that says so, and whose answers hold it."""
        names, at = self._settings.objects, ("connections", self._name, "objects")
        renamed: Mapping[str, tuple[str, str, str]] = {
            "SO_HDR": ("order_header_table", names.order_header_table, names.order),
            "SO_LINE": ("order_line_table", names.order_line_table, names.order),
            "DJ_PAGE": ("page_table", names.page_table, names.page),
            "DJ_LINE": ("page_line_table", names.page_line_table, names.page),
            "CONTACT": ("debtor", "CONTACT", names.debtor),
            "DEL_ADDR": ("address", "DEL_ADDR", names.address),
            "ARTICLE": ("article", "ARTICLE", names.article),
        }
        if table in renamed:
            word, name, holder = renamed[table]
            return Table(Named((*at, word), Kind.TABLE, name), holder, in_answers=True)
        invoices = self._settings.reading.invoices
        read = invoices is not None and table in {invoices.table, invoices.line_table}
        named = Named(("connections", self._name, "reading" if read else "history"), Kind.TABLE, table)
        own = read or table in {place.table for place in self._settings.history}
        return Table(named, holder_of(table, written, self._settings), in_answers=own)


def holder_of(table: str, written: str, settings: AccountViewConnection) -> str:
    """The business object whose answers hold a table that no setting of ``objects`` names."""
    invoices = settings.reading.invoices
    if not written and invoices is not None and table in {invoices.table, invoices.line_table}:
        return invoices.object
    return written or next((place.object for place in settings.history), settings.objects.order)


def codes_named(name: str, settings: AccountViewConnection) -> Iterator[Named]:
    """The codes that the connection's own settings name."""
    if settings.article_group:
        yield Named(("connections", name, "article_group"), Kind.ARTICLE_GROUP, settings.article_group)
