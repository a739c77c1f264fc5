"""Sales invoices: those that Profit makes of a sales order, and direct invoices with their packing slip.

Source of changing and deleting a direct invoice: AFASSoftware/OASContent OpenApiSpecs/profit/en (FbDirectInvoice).
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.document_books import DocumentBooks
from handlers.sandboxes.afas.document_desk import DocumentDesk
from handlers.sandboxes.afas.documents import Words, read_changes, require_lines
from handlers.sandboxes.afas.layouts import INVOICES, ORDERS, DocumentNames, Layout, Names, Row
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored
from handlers.sandboxes.afas.totals import totals_of

LINES = "FbDirectInvoiceLines"

_OWN = frozenset({"number", "modified", "credit_of", "due_on"})
_KEPT_BESIDE = ("vat_duty", "delivery_address")
"""What the sandbox keeps of a direct invoice for later changes of it, though no connector shows it."""


@cache
def _shared_words() -> tuple[str, ...]:
    """The words that an invoice has of its order."""
    words = _both(ORDERS.columns, INVOICES.columns)
    return tuple(word for word in words if word not in _OWN and not word.startswith("total_"))


@cache
def _line_words() -> tuple[str, ...]:
    """The words that a line of an invoice has of the order's line."""
    words = _both(ORDERS.line_columns, INVOICES.line_columns)
    return (*(word for word in words if word != "modified"), "guid", "warehouse")


def _both(orders: Names, invoices: Names) -> list[str]:
    also = dict(invoices)
    return [word for word, _ in orders if word in also]


class InvoiceBooks(DocumentBooks):
    """Invoices and their lines, in the words of their layouts."""

    def __init__(self, names: DocumentNames, clock: Callable[[], datetime]) -> None:
        header = Layout(names.connector, names.columns, frozenset({"packing_slip", *_KEPT_BESIDE}))
        beside = frozenset({"guid", "warehouse", "discount_amount"})
        line = Layout(names.line_connector, names.line_columns, beside)
        super().__init__(header, line, "invoice", clock)


class InvoiceDesk(DocumentDesk[InvoiceBooks]):
    """Makes invoices. Two same direct invoices are two, as in AFAS."""

    def write(self, record: Record) -> tuple[str, int]:
        """Insert, change or delete a direct invoice: the number of its packing slip, and how many lines it has.

        Raises RefusedError, also for one that a credit invoice takes back: that is final.
        """
        if record.action == "delete":
            self.delete(record.text("OrNu"))
            return record.text("OrNu"), 0
        self.check_header(record)
        return self._new(record) if record.action == "insert" else self._change(record)

    def delete(self, slip: str) -> None:
        """Take a direct invoice away. Raises RefusedError."""
        row = self._open(slip)
        self.take_away(str(self._books.header.word(row, "number")))

    def _new(self, record: Record) -> tuple[str, int]:
        given = self.begin_document(record)
        slips = {str(self._books.header.word(row, "packing_slip")) for row in self._books.headers.rows}
        for name, taken in (("OrNu", slips), ("SinOrNu", self._books.numbers())):
            if record.text(name) in taken:
                raise RefusedError(500, Text.TAKEN, "Nummer pakbon" if name == "OrNu" else "Factuurnummer")
        lines = [self.lines.make_line(one, given.get) for one in require_lines(record, LINES)]
        slip = record.text("OrNu") or str(self._numbers.take("slip", slips))
        words = {word: given.get(word) for word in (*_shared_words(), *_KEPT_BESIDE)}
        words.update(packing_slip=slip, invoiced_on=given.get("ordered_on") or self._books.stamp().date())
        numbered = [{"sequence": position, **line} for position, line in enumerate(lines, start=1)]
        self._keep(record.text("SinOrNu"), words, numbered)
        return slip, len(lines)

    def _change(self, record: Record) -> tuple[str, int]:
        """Only what is given changes; the totals follow the lines."""
        row, slip = self._open(record.text("OrNu")), record.text("OrNu")
        number = str(self._books.header.word(row, "number"))
        words = read_changes(self._relations, record, self._books.header.word(row, "customer_code"))
        if words.get("ordered_on"):
            words["invoiced_on"] = words["ordered_on"]
        self._journal.before(row)
        known_words = {*_shared_words(), *_KEPT_BESIDE, "invoiced_on"}
        self._books.change(number, **{word: value for word, value in words.items() if word in known_words})
        for one in record.under(LINES):
            self.lines.write(number, row, one)
        lines = self._books.lines_of(number)
        now = {word: self._books.header.word(row, word) for word in (*_shared_words(), "invoiced_on")}
        self._books.change(number, **self._work_out_totals(now, lines))
        return slip, len(lines)

    def _open(self, slip: str) -> Row:
        """The direct invoice of this packing slip that may still be changed. Raises RefusedError."""
        if not slip:
            raise RefusedError(500, Text.MISSING, "Nummer pakbon")
        word = self._books.header.word
        rows = self._books.headers.rows
        row = next((one for one in rows if word(one, "packing_slip") == slip), None)
        if row is None:
            raise RefusedError(500, Text.NO_VALUE, "Nummer pakbon")
        if any(word(one, "credit_of") == word(row, "number") for one in rows):
            raise RefusedError(500, Text.FINAL)
        return row

    def invoice_order(self, orders: OrderBooks, number: str) -> str:
        """The number of the invoice that Profit makes of a whole order. Raises KeyError when the order is not there."""
        order = orders.find(number)
        if order is None:
            raise KeyError(number)
        given = {word: orders.header.word(order, word) for word in _shared_words()}
        given.update(order_number=number, invoiced_on=self._books.stamp().date())
        return self._keep("", given, _lines(orders, number))

    def credit(self, number: str) -> str:
        """The number of the invoice that takes a whole one back. Raises KeyError when that is not there."""
        invoice = self._books.find(number)
        if invoice is None:
            raise KeyError(number)
        given = {word: self._books.header.word(invoice, word) for word in (*_shared_words(), "order_number")}
        given.update(credit_of=number, invoiced_on=self._books.stamp().date())
        lines = _lines(self._books, number)
        return self._keep("", given, [{**line, "quantity": _negative(line["quantity"])} for line in lines])

    def _keep(self, wanted: str, words: Words, lines: Sequence[Words]) -> str:
        number = wanted or str(self._numbers.take("invoice", self._books.numbers()))
        layout = self._books.line
        kept = [{word: line.get(word) for word in _line_words()} for line in lines]
        words.update(number=number, **self._work_out_totals(words, [layout.lay_out(line) for line in kept]))
        self._books.add({"order": words, "lines": kept})
        self._journal.note(lambda: self._books.delete(number))
        return number

    def _work_out_totals(self, words: Words, rows: Sequence[Row]) -> Words:
        """The totals and the day on which the invoice is due."""
        totals = totals_of(
            self._books.line,
            rows,
            includes_vat=bool(words["prices_include_vat"]),
            discount=words.get("discount_percent"),
            per_line=self._behaviour.vat_per == "line",
        )
        return {
            "due_on": _due_on(words),
            "total_excluding_vat": totals.excluding_vat,
            "total_vat": totals.vat,
            "total_including_vat": totals.including_vat,
        }


def _lines(books: DocumentBooks, number: str) -> list[Words]:
    return [{word: books.line.word(row, word) for word in _line_words()} for row in books.lines_of(number)]


def _negative(quantity: Stored) -> Stored:
    return -quantity if isinstance(quantity, Decimal) else quantity


def _due_on(words: Words) -> Stored:
    """As many days after the invoice as the code of the payment condition says."""
    invoiced_on, days = words["invoiced_on"], str(words.get("payment_condition") or "")
    return invoiced_on + timedelta(days=int(days)) if isinstance(invoiced_on, date) and days.isdecimal() else None
