"""Sales invoices: those that Profit makes of a sales order, and direct invoices with their packing slip."""

from collections.abc import Callable, Sequence
from datetime import datetime

from handlers.vendors.afas.lookup_columns import AfasLookups
from handlers.vendors.afas.sandbox.behaviour import Behaviour
from handlers.vendors.afas.sandbox.books import OrderBooks
from handlers.vendors.afas.sandbox.document_books import DocumentBooks, Layout, Row
from handlers.vendors.afas.sandbox.documents import (
    Words,
    check_header,
    customer_words,
    defaults_of,
    header_words,
    line_words,
    name_of,
    require_lines,
)
from handlers.vendors.afas.sandbox.journal import Journal
from handlers.vendors.afas.sandbox.masters import Masters
from handlers.vendors.afas.sandbox.numbering import Numbers
from handlers.vendors.afas.sandbox.payloads import Record
from handlers.vendors.afas.sandbox.refusals import RefusedError, Text
from handlers.vendors.afas.sandbox.relations import RelationBook
from handlers.vendors.afas.sandbox.totals import line_amount, totals_of

LINES = "FbDirectInvoiceLines"

_LINE_WORDS = ("sequence", "item_type", "sku", "description", "quantity", "unit_price", "discount_percent", "vat_rate")
_FROM_ORDER = ("administration", "currency", "prices_include_vat", "customer_reference", "customer_code", "email")
_SHARED = ("vat_number", "payment_condition", "discount")


class InvoiceBooks(DocumentBooks):
    """Invoices and their lines, in the words of handlers.vendors.afas.lookup_columns."""

    def __init__(self, lookups: AfasLookups, clock: Callable[[], datetime]) -> None:
        header = Layout(lookups.invoices, lookups.invoice_columns, frozenset({"discount"}))
        line = Layout(lookups.invoice_lines, lookups.invoice_line_columns, frozenset({"discount_amount"}))
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
        customer = customer_words(self._relations, debtor)
        words = {word: {**given, **customer}.get(word) for word in (*_FROM_ORDER, *_SHARED)}
        words["name"] = name_of(self._relations.party_of(debtor))
        words.update(packing_slip=slip, invoiced_on=given.get("ordered_on") or self._books.stamp().date())
        numbered = [{"sequence": position, **line} for position, line in enumerate(lines, start=1)]
        self._keep(record.text("SinOrNu"), words, numbered)
        return slip, len(lines)

    def invoice_order(self, orders: OrderBooks, number: str) -> str:
        """The number of the invoice that Profit makes of a whole order. Raises KeyError when the order is not there."""
        order = orders.find(number)
        if order is None:
            raise KeyError(number)
        given = {word: orders.header.word(order, word) for word in (*_FROM_ORDER, *_SHARED)}
        names = [orders.header.word(order, word) for word in ("first_name", "infix", "last_name")]
        company = orders.header.word(order, "company")
        given["name"] = company or " ".join(str(name) for name in names if name)
        given.update(order_number=number, invoiced_on=self._books.stamp().date())
        words = (*_LINE_WORDS, "discount_amount")
        return self._keep(
            "", given, [{word: orders.line.word(row, word) for word in words} for row in orders.lines_of(number)]
        )

    def _keep(self, wanted: str, words: Words, lines: Sequence[Words]) -> str:
        number = wanted or str(self._numbers.take("invoice", self._books.numbers()))
        layout = self._books.line
        kept: list[Words] = []
        for line in lines:
            own = {word: line.get(word) for word in (*_LINE_WORDS, "discount_amount")}
            kept.append({**own, "amount": line_amount(layout, layout.stored(own))})
        rows: list[Row] = [layout.stored(line) for line in kept]
        totals = totals_of(
            layout,
            rows,
            includes_vat=bool(words["prices_include_vat"]),
            discount=words.get("discount"),
            per_line=self._behaviour.vat_per == "line",
        )
        words.update(
            number=number,
            total_excluding_vat=totals.excluding_vat,
            total_vat=totals.vat,
            total_including_vat=totals.including_vat,
        )
        self._books.add({"order": words, "lines": kept})
        self._journal.note(lambda: self._books.delete(number))
        return number
