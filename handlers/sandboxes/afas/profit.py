"""All that one Profit environment holds, and the one door through which calls write into it."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from handlers.sandboxes.afas import standard_columns
from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.connectors import Shown, View, Views, own_view
from handlers.sandboxes.afas.document_lines import LineDesk
from handlers.sandboxes.afas.goods import GoodsBook
from handlers.sandboxes.afas.goods_desks import GoodsDesks
from handlers.sandboxes.afas.invoices import InvoiceBooks, InvoiceDesk
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.layouts import INVOICES, DocumentNames, Row
from handlers.sandboxes.afas.levels import LevelBook
from handlers.sandboxes.afas.masters import Masters
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.payloads import Judgement, Record, read_records
from handlers.sandboxes.afas.published import connector_names, find_object
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.relations import RelationBook
from handlers.sandboxes.afas.sales import SalesDesk
from handlers.sandboxes.afas.standard_articles import Articles
from handlers.sandboxes.afas.standard_codes import code_lists
from handlers.sandboxes.afas.standard_goods import order_lines, stock_per_warehouse
from handlers.sandboxes.afas.standard_parties import StandardParties
from handlers.sandboxes.afas.standard_subjects import attachments, subjects
from handlers.sandboxes.afas.stock import StockDesk
from handlers.sandboxes.afas.subjects import SubjectDesk
from handlers.sandboxes.afas.tables import Table

Keys = dict[str, str]
"""The keys that a write answers with, as texts; empty for a connector that answers with none."""

_DELETED_BY_ACTION = frozenset({"FbSales", "FbDirectInvoice", "KnSubject", "FbUnitBasicItem"})
"""What an element takes away whose action says so."""


class Profit:
    """Books, master data and switches; ``masters``, ``behaviour`` and ``numbers`` may be changed while it runs.

    ``invoices`` are the connectors of invoices, where they are to have other names than usual. ``calls_alone`` says
    that nothing but calls that write changes anything once it is read, switches and authorisations among them: rows
    are kept then, and found by an index, until the next of these calls, as 50,000 articles need it.
    """

    def __init__(
        self,
        orders: OrderBooks | None = None,
        *,
        masters: Masters | None = None,
        behaviour: Behaviour | None = None,
        invoices: DocumentNames = INVOICES,
        calls_alone: bool = False,
    ) -> None:
        self._calls_alone = calls_alone
        self.orders = orders or OrderBooks()
        self.masters = masters or Masters()
        self.behaviour = behaviour or Behaviour()
        self.numbers = Numbers()
        self._journal = Journal()
        self.relations = RelationBook(self.masters, self.behaviour, self.numbers, self._journal, self.orders.stamp)
        self.invoices = InvoiceBooks(invoices, self.orders.clock)
        desk = (self.relations, self.masters, self.behaviour, self.numbers, self._journal)
        self._sales = SalesDesk(self.orders, *desk)
        self.stock = StockDesk(self.masters, self._journal, self.orders.stamp)
        self.goods = GoodsBook(self.orders.stamp)
        self.levels = LevelBook(self.stock, self.masters, self.goods, self.orders, self.behaviour)
        goods = (self.masters, self.goods, self.numbers, self._journal, self.behaviour)
        self._goods = GoodsDesks(*goods, self._is_used)
        self.articles, self.pictures = self._goods.articles, self._goods.pictures
        self.dossier = SubjectDesk(self.relations, self.masters, self.numbers, self._journal, self.orders.stamp)
        self._numbered = {
            "FbSales": ("OrNu", self._sales.write),
            "KnSubject": ("SbId", self.dossier.write),
            **self._goods.numbered,
        }
        self._unnumbered = {
            "FbStockMutation": self.stock.write,
            "KnContact": self._contact,
            **self._goods.unnumbered,
        }
        self._invoicing = InvoiceDesk(self.invoices, *desk)
        self._deletes: Mapping[tuple[str, str], Callable[[str], None]] = {
            ("fbsales", "ornu"): self._sales.delete,
            ("fbdirectinvoice", "ornu"): self._invoicing.delete,
            ("knsubject", "sbid"): self.dossier.delete,
            **self._goods.deletes,
        }
        views = Views(self.orders, self.invoices, self.relations, self.behaviour)
        self.orders.headers.complete = self._add_totals
        taken = {**self.orders.tables, **self.invoices.tables}
        standard = [view for view in self._standard() if view.table.name.lower() not in taken]
        self._views: dict[str, View] = {view.table.name.lower(): view for view in (*standard, *views.all)}

    @property
    def order_lines(self) -> LineDesk:
        """What stands under the lines of orders."""
        return self._sales.lines

    @property
    def invoice_lines(self) -> LineDesk:
        """What stands under the lines of direct invoices."""
        return self._invoicing.lines

    @property
    def tables(self) -> Mapping[str, Table]:
        """Every GetConnector by name in small letters."""
        return {
            **self.orders.tables,
            **self.invoices.tables,
            **{name: view.table for name, view in self._views.items()},
        }

    def read(self, name: str) -> Table | None:
        """The GetConnector of this name, whatever its capitals, with the rows of this moment."""
        view = self._views.get(name.lower())
        if view is None:
            return self.tables.get(name.lower())
        return view.read(self._journal.calls if self._calls_alone else None)

    def offer(self, name: str, of: str, columns: Mapping[str, Shown]) -> Table:
        """Add an own connector, or put it in the place of one: the rows of another under column names of its own.

        Raises KeyError where there is no other one that is worked out from the books.
        """
        view = own_view(name, self._views[of.lower()], columns)
        self._views[name.lower()] = view
        return view.table

    def write(self, method: str, connector: str, part: str | None, body: bytes) -> list[Keys]:
        """Carry out a POST or PUT as a whole or not at all: the keys of each element. Raises RefusedError."""
        known = self.connector_named(connector)
        part = _among(find_object(known).objects, part) if part is not None else None
        judgement = Judgement(self.behaviour.unlisted == "ignored", self.masters.own_codes)
        records = read_records(known, body, method=method, part=part, judgement=judgement)
        with self._journal.transaction():
            return [self._write_record(record) for record in records]

    def connector_named(self, name: str) -> str:
        """An UpdateConnector's name in its own capitals. Raises RefusedError when it is not there."""
        return _among(connector_names(), name)

    def delete(self, connector: str, key: str, value: str) -> None:
        """Carry out a DELETE, of what has one in AFAS and is kept here. Raises RefusedError."""
        delete = self._deletes.get((connector.lower(), key.removeprefix("@").lower()))
        if delete is None:
            raise RefusedError(500, Text.UPDATE_UNAUTHORISED)
        with self._journal.transaction():
            delete(value)

    def invoice_order(self, number: str) -> str:
        """The number of the invoice that somebody in Profit makes of an order. Raises KeyError without that order."""
        return self._invoicing.invoice_order(self.orders, number)

    def credit_invoice(self, number: str) -> str:
        """The number of the credit invoice that somebody in Profit makes of an invoice. Raises KeyError without it."""
        return self._invoicing.credit(number)

    def _standard(self) -> Iterator[View]:
        """AFAS's standard connectors; where the settings give one another layout, it has that layout."""
        parties = StandardParties(self.relations)
        articles = Articles(self.masters, self.goods)
        for name, rows in (
            (standard_columns.DEBTOR, parties.debtors),
            (standard_columns.ORG_PER, parties.organisations_and_persons),
            (standard_columns.CONTACTS, parties.contacts),
            (standard_columns.ADDRESS, parties.addresses),
            (standard_columns.ORDER_LINES, lambda: order_lines(self.orders)),
            (standard_columns.STOCK, lambda: stock_per_warehouse(self.masters, self.stock)),
            (standard_columns.OWN_STOCK, self.levels.own),
            (standard_columns.OPEN_LINES, self.levels.open_lines),
            (standard_columns.OWN_MUTATIONS, lambda: self.stock.shown(self.behaviour)),
            (standard_columns.SUBJECTS, lambda: subjects(self.dossier)),
            (standard_columns.ATTACHMENTS, lambda: attachments(self.dossier)),
            (standard_columns.ARTICLES, articles.standard),
            (standard_columns.OWN_ARTICLES, articles.own),
            (standard_columns.OWN_PRICES, articles.prices),
            (standard_columns.OWN_IMAGES, articles.images),
            (standard_columns.UNITS, articles.units),
            (standard_columns.BARCODES, articles.barcodes),
            (standard_columns.COMPOSITIONS, articles.compositions),
            *code_lists(self.masters).items(),
        ):
            yield View(standard_columns.standard_table(name), rows)

    def _add_totals(self, rows: list[Row]) -> list[Row]:
        return self.orders.add_totals(rows, per_line=self.behaviour.vat_per == "line")

    def _write_record(self, record: Record) -> Keys:
        if record.action == "delete" and record.name not in _DELETED_BY_ACTION:
            raise RefusedError(500, Text.UPDATE_UNAUTHORISED)
        if record.name in self._numbered:
            key, write = self._numbered[record.name]
            return {key: write(record)}
        if record.name in self._unnumbered:
            self._unnumbered[record.name](record)
            return {}
        match record.name:
            case "FbDirectInvoice":
                slip, lines = self._invoicing.write(record)
                return {"OrNu": slip, "Liln": str(lines)}
            case "KnOrganisation" | "KnPerson":
                party = self.relations.write_party(record)
                return {"BcCo": str(party["BcCo"]), "BcId": str(party["BcId"])}
            case "KnAddress":
                return self._address(record)
            case _:
                debtor = self.relations.write_debtor(record)
                return {"DbId": str(debtor["DbId"]), "BcCo": str(debtor["party"])}

    def _is_used(self, article: str) -> bool:
        """Whether an order or the stock tells of an article."""
        line = self.orders.line.word
        ordered = any(str(line(row, "sku")).upper() == article.upper() for row in self.orders.lines.rows)
        return ordered or any(code.upper() == article.upper() for code, _ in self.stock.quantities)

    def _contact(self, record: Record) -> None:
        if record.action == "insert":
            raise RefusedError(500, Text.NO_INSERT, "Contact")
        self.relations.contacts.change(record)

    def _address(self, record: Record) -> Keys:
        if record.action != "insert":
            raise RefusedError(500, Text.UPDATE_UNAUTHORISED)
        return {"AddressId": str(self.relations.addresses.keep(record))}


def _among(names: Iterable[str], wanted: str) -> str:
    found = next((name for name in names if name.lower() == wanted.lower()), None)
    if found is None:
        raise RefusedError(500, Text.UPDATE_UNAUTHORISED)
    return found
