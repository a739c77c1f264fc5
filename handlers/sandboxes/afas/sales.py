"""Sales orders as they are written: inserted, changed line by line, blocked, released and deleted."""

from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.books import OrderBooks
from handlers.sandboxes.afas.document_lines import LineDesk
from handlers.sandboxes.afas.documents import (
    Words,
    changed_words,
    check_header,
    customer_words,
    defaults_of,
    delivery_words,
    header_words,
    require_lines,
)
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import Masters
from handlers.sandboxes.afas.numbering import Numbers
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.relations import RelationBook

LINES = "FbSalesLines"


class SalesDesk:
    """Writes into the order books. Two same inserts make two orders, as in AFAS."""

    def __init__(
        self,
        books: OrderBooks,
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
        self.lines = LineDesk(books, masters, journal)

    def write(self, record: Record) -> str:
        """The number of the order that was inserted, changed or deleted. Raises RefusedError."""
        if record.action == "delete":
            self.delete(record.text("OrNu"))
            return record.text("OrNu")
        check_header(self._masters, self._relations, record)
        return self._new(record) if record.action == "insert" else self._change(record)

    def delete(self, number: str) -> None:
        """Take an order away. Raises RefusedError when it is not there."""
        if self._books.find(number) is None:
            raise RefusedError(500, Text.NO_VALUE, "Ordernummer")
        for rows in (self._books.headers.rows, self._books.lines.rows):
            self._journal.rows(rows)
        self._books.delete_order(number)

    def _new(self, record: Record) -> str:
        debtor = self._relations.debtor(record.fields["DbId"])
        number = record.text("OrNu")
        if number in self._books.numbers():
            raise RefusedError(500, Text.TAKEN, "Ordernummer")
        order: Words = defaults_of(debtor, self._masters)
        order.update({word: value for word, value in header_words(record).items() if value is not None})
        order.setdefault("ordered_on", self._books.stamp().date())
        order.update(customer_words(self._relations, debtor))
        order.update(delivery_words(self._relations, debtor, order.get("delivery_address")))
        lines = [self.lines.make_line(one, order.get) for one in require_lines(record, LINES)]
        number = number or str(self._numbers.take("OrNu", self._books.numbers()))
        self._books.add({"order": {**order, "number": number, "status": self._behaviour.order_status}, "lines": lines})
        self._journal.note(lambda: self._books.delete_order(number))
        return number

    def _change(self, record: Record) -> str:
        number = record.text("OrNu")
        if not number:
            raise RefusedError(500, Text.MISSING, "Ordernummer")
        row = self._books.find(number)
        if row is None:
            raise RefusedError(500, Text.NO_VALUE, "Ordernummer")
        words = changed_words(self._relations, record, self._books.header.word(row, "customer_code"))
        if words:
            self._journal.before(row)
            self._books.change_order(number, **words)
        for one in record.under(LINES):
            self.lines.write(number, row, one)
        return number
