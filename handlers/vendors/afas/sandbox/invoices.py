"""Sales invoices: those that Profit makes of a sales order, and direct invoices with their packing slip."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from handlers.vendors.afas.columns import DocumentColumns, DocumentLineColumns
from handlers.vendors.afas.sandbox.behaviour import Behaviour
from handlers.vendors.afas.sandbox.books import OrderBooks
from handlers.vendors.afas.sandbox.document_books import DocumentBooks, Layout, Row
from handlers.vendors.afas.sandbox.documents import (
    Words,
    check_header,
    customer_words,
    defaults_of,
    delivery_words,
    header_words,
    line_words,
    require_lines,
)
from handlers.vendors.afas.sandbox.journal import Journal
from handlers.vendors.afas.sandbox.masters import Masters
from handlers.vendors.afas.sandbox.numbering import Numbers
from handlers.vendors.afas.sandbox.payloads import Record
from handlers.vendors.afas.sandbox.refusals import RefusedError, Text
from handlers.vendors.afas.sandbox.relations import RelationBook
from handlers.vendors.afas.sandbox.tables import Stored
from handlers.vendors.afas.sandbox.totals import totals_of
from handlers.vendors.afas.source_settings import AfasInvoices

LINES = "FbDirectInvoiceLines"

_OWN = frozenset({"number", "modified", "credit_of", "due_on"})
_SHARED = tuple(word for word in DocumentColumns.model_fields if word not in _OWN and not word.startswith("total_"))
_LINE_WORDS = tuple(word for word in DocumentLineColumns.model_fields if word != "modified")


class InvoiceBooks(DocumentBooks):
    """Invoices and their lines, in the words of handlers.vendors.afas.columns."""

    def __init__(self, settings: AfasInvoices, clock: Callable[[], datetime]) -> None:
        header = Layout(settings.connector, settings.columns, frozenset({"packing_slip"}))
        line = Layout(settings.line_connector, settings.line_columns, frozenset({"discount_amount"}))
        super().__init__(header, line, "invoice", clock)


class InvoiceDesk:
    """Makes invoices. Two same direct invoices are two, as in AFAS."""

    def __init__(
        self,
        books: InvoiceBooks,
        relations: RelationBook,
        masters: Masters,
        behaviour: Behaviour,
        numbers: Numbers,
        journal: Journal,
    ) -> None:
        self._books = books
        self._relations = relations
        self._masters = masters
        self._behaviour = behaviour
        self._numbers = numbers
        self._journal = journal

    def write(self, record: Record) -> tuple[str, int]:
        """Insert a direct invoice: the number of its packing slip, and how many lines it has. Raises RefusedError."""
        if record.action != "insert":
            raise RefusedError(500, Text.FINAL)
        check_header(self._masters, self._relations, record)
        debtor = self._relations.debtor(record.fields["DbId"])
        slips = {str(self._books.header.word(row, "packing_slip")) for row in self._books.headers.rows}
        for name, taken in (("OrNu", slips), ("SinOrNu", self._books.numbers())):
            if record.text(name) in taken:
                raise RefusedError(500, Text.TAKEN, "Nummer pakbon" if name == "OrNu" else "Factuurnummer")
        given: Words = defaults_of(debtor, self._masters)
        given.update({word: value for word, value in header_words(record).items() if value is not None})
        duty, includes_vat = str(given["vat_duty"]), bool(given["prices_include_vat"])
        wanted = require_lines(record, LINES)
        lines = [line_words(self._masters, one, includes_vat=includes_vat, duty=duty) for one in wanted]
        slip = record.text("OrNu") or str(self._numbers.take("slip", slips))
        given.update(customer_words(self._relations, debtor))
        given.update(delivery_words(self._relations, debtor, given.get("delivery_address")))
        words = {word: given.get(word) for word in _SHARED}
        words.update(packing_slip=slip, invoiced_on=given.get("ordered_on") or self._books.stamp().date())
        numbered = [{"sequence": position, **line} for position, line in enumerate(lines, start=1)]
        self._keep(record.text("SinOrNu"), words, numbered)
        return slip, len(lines)

    def invoice_order(self, orders: OrderBooks, number: str) -> str:
        """The number of the invoice that Profit makes of a whole order. Raises KeyError when the order is not there."""
        order = orders.find(number)
        if order is None:
            raise KeyError(number)
        given = {word: orders.header.word(order, word) for word in _SHARED}
        given.update(order_number=number, invoiced_on=self._books.stamp().date())
        return self._keep("", given, _lines(orders, number))

    def credit(self, number: str) -> str:
        """The number of the invoice that takes a whole one back. Raises KeyError when that is not there."""
        invoice = self._books.find(number)
        if invoice is None:
            raise KeyError(number)
        given = {word: self._books.header.word(invoice, word) for word in (*_SHARED, "order_number")}
        given.update(credit_of=number, invoiced_on=self._books.stamp().date())
        lines = _lines(self._books, number)
        return self._keep("", given, [{**line, "quantity": _negative(line["quantity"])} for line in lines])

    def _keep(self, wanted: str, words: Words, lines: Sequence[Words]) -> str:
        number = wanted or str(self._numbers.take("invoice", self._books.numbers()))
        layout = self._books.line
        kept = [{word: line.get(word) for word in _LINE_WORDS} for line in lines]
        rows: list[Row] = [layout.stored(line) for line in kept]
        totals = totals_of(
            layout,
            rows,
            includes_vat=bool(words["prices_include_vat"]),
            discount=words.get("discount_percent"),
            per_line=self._behaviour.vat_per == "line",
        )
        words.update(
            number=number,
            due_on=_due_on(words),
            total_excluding_vat=totals.excluding_vat,
            total_vat=totals.vat,
            total_including_vat=totals.including_vat,
        )
        self._books.add({"order": words, "lines": kept})
        self._journal.note(lambda: self._books.delete(number))
        return number


def _lines(books: DocumentBooks, number: str) -> list[Words]:
    return [{word: books.line.word(row, word) for word in _LINE_WORDS} for row in books.lines_of(number)]


def _negative(quantity: Stored) -> Stored:
    return -quantity if isinstance(quantity, Decimal) else quantity


def _due_on(words: Words) -> Stored:
    """As many days after the invoice as the code of the payment condition says."""
    invoiced_on, days = words["invoiced_on"], str(words.get("payment_condition") or "")
    return invoiced_on + timedelta(days=int(days)) if isinstance(invoiced_on, date) and days.isdecimal() else None
